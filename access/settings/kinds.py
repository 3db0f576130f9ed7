"""What a setting can hold: how it is typed, checked, kept as JSON, read by the code and said in words.

A room that needs another kind makes one beside its setting.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.text import clean_text

Words = str | Promise


class Kind(Protocol):
    """``clean`` takes what was typed and returns what is kept, raising ValidationError; the others take what is kept.

    ``field`` is the input, ``initial`` what it shows first, ``read`` the value the code works with, ``words`` the text.
    """

    def field(self) -> forms.Field: ...

    def clean(self, typed: Any) -> Any: ...

    def initial(self, kept: Any) -> Any: ...

    def read(self, kept: Any) -> Any: ...

    def words(self, kept: Any) -> str: ...


@dataclass(frozen=True)
class Whole:
    """A whole number from ``low`` to ``high``, both allowed; ``unit`` in words; ``none`` says what 0 means."""

    low: int
    high: int
    unit: Words = ""
    none: Words = ""

    def field(self) -> forms.Field:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        return forms.CharField(widget=widget, max_length=12)

    def clean(self, typed: Any) -> int:
        text = str(typed)
        if not (text.isascii() and text.isdecimal() and self.low <= int(text) <= self.high):
            raise ValidationError(
                _("Write a whole number from %(low)d to %(high)d."),
                "setting_number",
                {"low": self.low, "high": self.high},
            )
        return int(text)

    def initial(self, kept: Any) -> str:
        return str(kept)

    def read(self, kept: Any) -> int:
        return int(kept)

    def words(self, kept: Any) -> str:
        return str(self.none) if self.none and not kept else f"{kept} {self.unit}".strip()


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    def field(self) -> forms.Field:
        return forms.BooleanField(required=False)

    def clean(self, typed: Any) -> bool:
        return bool(typed)

    def initial(self, kept: Any) -> bool:
        return bool(kept)

    def read(self, kept: Any) -> bool:
        return bool(kept)

    def words(self, kept: Any) -> str:
        return _("yes") if kept else _("no")


@dataclass(frozen=True)
class Text:
    """A text of at most ``limit`` characters, which ``check`` may turn into its right form or refuse."""

    limit: int
    check: Callable[[str], str] | None = None
    multiline: bool = False
    required: bool = False

    def field(self) -> forms.Field:
        widget = forms.Textarea(attrs={"rows": 3}) if self.multiline else forms.TextInput()
        return forms.CharField(widget=widget, required=self.required, max_length=self.limit, strip=False)

    def clean(self, typed: Any) -> str:
        text = clean_text(typed, multiline=self.multiline)
        return self.check(text) if self.check and text else text

    def initial(self, kept: Any) -> str:
        return str(kept)

    def read(self, kept: Any) -> str:
        return str(kept)

    def words(self, kept: Any) -> str:
        return str(kept)


@dataclass(frozen=True)
class Portfolios:
    """A choice of portfolios, kept as their keys and read as a frozenset of them."""

    def field(self) -> forms.Field:
        rows = _portfolios().filter(retired_on=None).order_by("code")
        return _PortfolioChoice(queryset=rows, required=False, widget=forms.CheckboxSelectMultiple)

    def clean(self, typed: Any) -> list[str]:
        return sorted(str(getattr(one, "pk", one)) for one in typed or ())

    def initial(self, kept: Any) -> Iterable[str]:
        return list(kept)

    def read(self, kept: Any) -> frozenset[UUID]:
        return frozenset(map(UUID, kept))

    def words(self, kept: Any) -> str:
        names = [str(one) for one in _portfolios().filter(pk__in=kept).order_by("code")]
        return "、".join(names) or _("none")


class _PortfolioChoice(forms.ModelMultipleChoiceField):
    """Portfolios by code and name."""

    default_error_messages = {"invalid_choice": gettext_lazy("That portfolio is not there. Choose one of the list.")}


def _portfolios() -> Any:
    """Portfolio's rows; the model is loaded after this module."""
    return apps.get_model("access.Portfolio").objects.all()
