"""What a run of statements is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.models import Portfolio
from access.permissions import allows
from accounts.models import Side
from accounts.reports.asked import usual
from accounts.reports.scope import currencies
from accounts.statements import issuing
from accounts.statements.forms import PeriodForm


class RunForm(PeriodForm):
    """The days, and whose accounts: one portfolio's that ``user`` manages, of one side and currency."""

    portfolio = forms.ChoiceField(label=_("Portfolio"))
    side = forms.ChoiceField(label=_("Side"), choices=Side.choices, initial=Side.RECEIVABLE)
    currency = forms.ChoiceField(label=_("Currency"))
    field_order = ("portfolio", "side", "currency", "first", "last")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Portfolio.objects.visible_to(user).order_by("code")
        self.portfolios = {one.code: one for one in seen if allows(user, issuing.ISSUE, one)}
        known = sorted({code for side in Side for code in currencies(user, side)}) or [usual([])]
        portfolio: Any = self.fields["portfolio"]
        portfolio.choices = [(code, f"{code} {one.name}") for code, one in self.portfolios.items()]
        currency: Any = self.fields["currency"]
        currency.choices, currency.initial = [(code, code) for code in known], usual(known)

    def clean_portfolio(self) -> Portfolio:
        return self.portfolios[self.cleaned_data["portfolio"]]
