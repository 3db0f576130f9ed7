"""Tags and filters that say how a value looks, never what it is.

Registered as the template library ``kehu``. Rules, rights and masks are decided before a value comes here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django import template
from django.forms import BaseFormSet
from django.template.base import Node, Parser, Token
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from exchange.icons import icon

NOTHING = "—"

register = template.Library()
register.simple_tag(icon)


class Words(Node):
    """A text of the template itself, looked up once for each language: a page has some two hundred of them."""

    child_nodelists = ()

    def __init__(self, told: TranslateNode) -> None:
        self.told = told
        self.by_language: dict[str | None, str] = {}

    def render(self, context: template.Context) -> str:
        language = get_language()
        if language not in self.by_language:
            self.by_language[language] = self.told.render(context)
        return self.by_language[language]


@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    """Django's tag; a constant text without a name or a context of its own is not looked up again."""
    told = do_translate(parser, token)
    text = told.filter_expression
    constant = text.var.lookups is None and not text.filters
    return Words(told) if constant and not (told.asvar or told.message_context) else told


@register.filter
def money(amount: Decimal | None) -> str:
    """Return the amount with thousands separators and two decimals, its minus sign kept; a dash for no amount.

    >>> money(Decimal("-1234567.5"))
    '-1,234,567.50'
    >>> money(None)
    '—'
    """
    if amount is None or amount == "":
        return NOTHING
    return f"{Decimal(amount):,.2f}"


@register.filter
def day(value: date | None) -> str:
    """Return an ISO date, a moment's in local time; a dash for no date.

    >>> day(date(2026, 11, 20))
    '2026-11-20'
    """
    if not value:
        return NOTHING
    if isinstance(value, datetime):
        value = _local(value)
    return value.strftime("%Y-%m-%d")


@register.filter
def moment(value: datetime | None) -> str | SafeString:
    """Return a moment in local time to the minute; weekday, seconds and zone are in its title."""
    if not value:
        return NOTHING
    local = _local(value)
    return format_html(
        '<time datetime="{}" title="{} {}">{}</time>',
        value.isoformat(),
        date_format(local, "l"),
        local.strftime("%Y-%m-%d %H:%M:%S %Z"),
        local.strftime("%Y-%m-%d %H:%M"),
    )


@register.filter
def minutes(span: timedelta | None) -> int:
    """Return a span in whole minutes, rounded up, at least one.

    >>> minutes(timedelta(seconds=61))
    2
    """
    return max(1, -(-int(span.total_seconds()) // 60)) if span else 1


@register.filter
def grouped(number: str | None) -> str:
    """Return an account number in groups of four, as people read it aloud; the stored text stays as it is.

    >>> grouped("6222021234567890123")
    '6222 0212 3456 7890 123'
    """
    text = str(number or "").replace(" ", "")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4)) or NOTHING


@register.filter
def masked(value: str | None) -> str | SafeString:
    """Return a value that arrives masked, marked so that it neither breaks in the middle nor gets translated."""
    if not value:
        return NOTHING
    return format_html('<span class="masked" translate="no">{}</span>', value)


@register.simple_tag
def usage(percent: Decimal | float | None) -> SafeString:
    """Return a thin bar for a share in per cent: quiet below 80, watch from 80, over from 100. Decoration only."""
    share = float(percent or 0)
    band = "over" if share >= 100 else "watch" if share >= 80 else "calm"
    return format_html(
        '<svg class="use" data-band="{}" aria-hidden="true"><rect width="{}%" height="100%"/></svg>',
        band,
        f"{max(0, min(100, round(share, 1))):g}",
    )


@register.filter
def error_anchor(field: object) -> str:
    """Return the id an error summary links to: the input's, or the group's where there are several inputs."""
    return getattr(field, "id_for_label", "") or getattr(field, "auto_id", "")


@register.filter
def wrong(formsets: Iterable[BaseFormSet] | None) -> bool:
    """Return whether any of the bound formsets holds an error."""
    return any(formset.total_error_count() for formset in formsets or () if formset.is_bound)


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
