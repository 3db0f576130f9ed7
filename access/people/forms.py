"""What is typed about people; what it may be is operations' to say."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from access.models import Portfolio, User
from access.people.operations import Details, levels_of
from access.permissions import MANAGE, VIEW
from access.roles import in_words

LEVELS = [("", _("nothing")), (VIEW, _("sees")), (MANAGE, _("looks after"))]


class PersonForm(RefusableForm):
    """What is known of a person."""

    last_name = forms.CharField(label=_("Family name"), max_length=150, required=False, strip=False)
    first_name = forms.CharField(label=_("Given name"), max_length=150, required=False, strip=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False, strip=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("as the browser asks")), *settings.LANGUAGES],
        help_text=_("Until they switch it themselves."),
    )  # fmt: skip

    def details(self) -> Details:
        names = ("last_name", "first_name", "email", "language")
        return Details(**{name: self.cleaned_data[name] for name in names})


class NewPersonForm(PersonForm):
    """A new person, with what they may from the start."""

    username = forms.CharField(
        label=_("Sign-in"), max_length=150, strip=False,
        help_text=_("What they type to sign in, such as wang.fang. It never changes and never goes to another person."),
    )  # fmt: skip
    roles = forms.MultipleChoiceField(label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ["username", "last_name", "first_name", "email", "language", "roles"]

    def __init__(self, *args: Any, **others: Any):
        super().__init__(*args, **others)
        self.fields["roles"].choices = role_choices()


class RightsForm(RefusableForm):
    """A person's roles, and what they may reach of each portfolio."""

    roles = forms.MultipleChoiceField(label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, person: User, **others: Any):
        super().__init__(*args, **others)
        self.places = {f"grant_{place.pk}": place for place in _places(person)}
        self.fields["roles"].choices = role_choices()
        self.fields["roles"].initial = list(person.groups.values_list("name", flat=True))
        held = levels_of(person)
        for name, place in self.places.items():
            self.fields[name] = forms.ChoiceField(label=str(place), required=False, choices=LEVELS)
            self.fields[name].initial = held.get(place.pk, "")

    def levels(self) -> dict[Portfolio, str]:
        return {place: self.cleaned_data[name] for name, place in self.places.items()}

    def grant_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.places]


def role_choices() -> list[tuple[str, str]]:
    """The roles in the order of their making, in words."""
    return [(name, in_words(name)) for name in Group.objects.order_by("pk").values_list("name", flat=True)]


def _places(person: User) -> list[Portfolio]:
    """The portfolios in use, and retired ones on which the person still has a grant."""
    held = levels_of(person)
    return [one for one in Portfolio.objects.order_by("code") if one.retired_on is None or one.pk in held]


class PortfolioForm(RefusableForm):
    """A portfolio's name."""

    name = forms.CharField(label=_("Name"), max_length=100, strip=False)


class NewPortfolioForm(PortfolioForm):
    """A new portfolio."""

    code = forms.CharField(
        label=_("Code"), max_length=32, strip=False, help_text=_("Short, such as EAST. It never changes: files use it.")
    )
    field_order = ["code", "name"]


class NewPasswordForm(RefusableForm):
    """A password, twice."""

    password1 = forms.CharField(
        label=_("New password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least twelve characters; no common password, none of your own data."),
    )  # fmt: skip
    password2 = forms.CharField(
        label=_("New password (again)"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password1") != cleaned.get("password2") and not self.errors:
            self.add_error("password2", _("The two are not the same. Type it again."))
        return cleaned
