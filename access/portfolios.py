"""Portfolios: added by whoever manages people, who then grants them."""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Portfolio, User
from access.permissions import require
from access.querysets import MANAGE_PEOPLE
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused, declare
from exchange.text import clean_text

CODE = re.compile(r"(?:[^\W\d]|[0-9])(?:[^\W\d]|[0-9.-]){0,31}")  # of digits the ASCII ones only
CODE_TAKEN = declare("code_taken", gettext_lazy("The code “%(taken)s” is in use. Choose another one."), status=409)


def add_portfolio(*, code: str, name: str, actor: User, channel: Channel) -> Portfolio:
    """Add a portfolio; nobody sees its customers yet but those who see all. ``code`` keeps its case.

    Raises PermissionDenied, ValidationError by field, Refused ``code_taken``.
    """
    require(actor, MANAGE_PEOPLE, None)
    portfolio = Portfolio(code=code, name=name)
    _check(portfolio)
    with acting(actor=actor, kind="access.add_portfolio", channel=channel, about=portfolio):
        if Portfolio.objects.filter(code__iexact=code).exists():
            raise Refused(CODE_TAKEN, field="code", taken=code)
        portfolio.save(force_insert=True)
    return portfolio


def rename_portfolio(*, portfolio: Portfolio, name: str, actor: User, channel: Channel) -> Portfolio:
    """Call a portfolio otherwise; its code stays. Raises PermissionDenied, ValidationError by field."""
    require(actor, MANAGE_PEOPLE, None)
    with acting(actor=actor, kind="access.rename_portfolio", channel=channel, about=portfolio):
        portfolio = Portfolio.objects.select_for_update().get(pk=portfolio.pk)
        portfolio.name = name
        _check(portfolio)
        portfolio.save(update_fields=["name"])
    return portfolio


def retire_portfolio(*, portfolio: Portfolio, day: date | None, actor: User, channel: Channel) -> Portfolio:
    """Let a portfolio take no customers from ``day`` on, or again with None; those in it stay, and so do grants.

    Raises PermissionDenied.
    """
    require(actor, MANAGE_PEOPLE, None)
    kind = "access.retire_portfolio" if day else "access.reinstate_portfolio"
    with acting(actor=actor, kind=kind, channel=channel, about=portfolio):
        portfolio = Portfolio.objects.select_for_update().get(pk=portfolio.pk)
        portfolio.retired_on = day
        portfolio.save(update_fields=["retired_on"])
    return portfolio


def _check(portfolio: Portfolio) -> None:
    if not CODE.fullmatch(portfolio.code) or unicodedata.normalize("NFKC", portfolio.code) != portfolio.code:
        sentence = _("A code is letters, digits and “._-”, and begins with a letter or digit.")
        raise ValidationError({"code": ValidationError(sentence, "code_malformed")})
    try:
        portfolio.name = clean_text(portfolio.name)
    except ValidationError as error:
        raise ValidationError({"name": error}) from error
    portfolio.full_clean(validate_unique=False)
