"""The page of vouchers: a month is chosen, its file handed out, and earlier ones are listed."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from access.permissions import require, rights_of
from accounts.choices import Side
from accounts.models import VoucherExport
from accounts.periods.forms import MonthForm
from accounts.periods.months import month_of
from accounts.periods.operations import CLOSE, next_month
from accounts.reports import files
from accounts.reports.views import for_money
from accounts.vouchers import operations
from accounts.vouchers.making import Line
from audit.models import Channel
from audit.refusals import Refused
from customers.exports.asking import Format
from customers.exports.choice import EXPORT

SHOWN = 24


class VoucherForm(MonthForm):
    """Which month, in which form, and whether a second export is meant."""

    format = forms.ChoiceField(label=gettext_lazy("File"), choices=Format.choices)
    once_more = forms.BooleanField(label=gettext_lazy("Once more, though it was exported already"), required=False)


@require_http_methods(["GET", "POST"])
@for_money
def vouchers(request: HttpRequest) -> HttpResponseBase:
    """Hand out the vouchers of a month."""
    if CLOSE not in rights_of(request.user).may:
        raise PermissionDenied(CLOSE)
    month = month_of(next_month(Side.RECEIVABLE))
    form = VoucherForm(
        request.POST if request.method == "POST" else None, initial={"month": f"{month:%Y-%m}", "format": Format.XLSX}
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _file(request, form.cleaned_data)
        except (Refused, ValidationError) as refused:
            form.add_refused(refused)
    exports = VoucherExport.objects.visible_to(request.user).select_related("actor").order_by("-pk")[:SHOWN]
    context = {"form": form, "exports": exports}
    return render(request, "accounts/vouchers/vouchers.html", context, status=422 if form.errors else 200)


def _file(request: HttpRequest, typed: dict[str, Any]) -> HttpResponseBase:
    require(request.user, EXPORT, None)
    handed = operations.export(
        month=typed["month"], once_more=typed["once_more"], actor=request.user, channel=Channel.WEB
    )
    month, number = f"{typed['month']:%Y-%m}", handed.export.number
    name = f"{_('Vouchers')}-{month}" + (f"-{number}" if number > 1 else "")
    about = {"report": "vouchers", "month": month, "number": number}
    return files.send(request, lambda: files.Report(name, _heads(), [_row(line) for line in handed.lines], about))


def _heads() -> list[Any]:
    texts = [_("Voucher"), _("Date"), _("Summary"), _("Account code"), _("Customer code"), _("Customer"), _("Currency")]
    amounts = [_("Debit"), _("Credit")]
    return [
        *files.text_heads(texts),
        *files.amount_heads(amounts),
        *files.text_heads([_("Reference"), _("Entry")]),
    ]


def _row(line: Line) -> tuple[Any, ...]:
    entry, customer = line.entry, line.customer
    summary = f"{entry.get_kind_display()} {entry.memo}".strip()
    return (
        str(line.voucher), entry.posting_date.isoformat(), summary, line.code, customer.code if customer else "",
        customer.name if customer else "", entry.account.currency, line.debit, line.credit, entry.reference, str(entry),
    )  # fmt: skip
