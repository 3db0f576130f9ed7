"""Adding and editing a customer: type, look at it once more, save; nothing is kept in the session (S10, S12, S30)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.drafts import keeping
from access.permissions import allows, may_manage_any
from audit.models import Channel
from audit.refusals import Refused
from customers import confirmation, corrections, duplicates, records
from customers.duplicates.forms import OthersForm, Unsaid
from customers.duplicates.words import similar_words
from customers.history_words import field_words
from customers.intake import Intake
from customers.models import Customer
from customers.refusals import POSSIBLE_DUPLICATE, STALE_VERSION
from customers.sheet import Sheet
from customers.views import address_of, crumbs, crumbs_to, find
from exchange.confirm import confirm_token, nonce_of
from exchange.idempotency import act_once


@require_http_methods(["GET", "POST"])
def new_customer(request: HttpRequest) -> HttpResponse:
    """Add a customer."""
    if not may_manage_any(request.user, "customers.add_customer"):
        raise PermissionDenied("customers.add_customer")
    sheet = _opened(request)
    if request.method == "POST" and "edit" not in request.POST and (intake := sheet.read()):
        similar = _similar(sheet, intake)
        nonce = nonce_of(request.POST.get("token", ""), request.user, sheet.digest())
        others = OthersForm(request.POST if nonce else None, similar=similar)
        try:
            if nonce and not sheet.has_errors():
                return _create(request, sheet, intake, nonce, others)
        except Unsaid:
            pass  # what is missing stands beside it
        except Refused as refusal:
            if refusal.code != POSSIBLE_DUPLICATE:
                sheet.form.add_refusal(refusal)
        if not sheet.has_errors():
            return _confirm(request, sheet, confirmation.of_new(sheet, intake), similar=similar, others=others)
    return _form(request, sheet, title=_("New customer"))


def _opened(request: HttpRequest, customer: Customer | None = None) -> Sheet:
    """The forms as posted, as a draft left them where the person goes on with one, or as the customer is."""
    draft = keeping.continued(request)
    return Sheet(request, customer) if draft is None else Sheet(request, customer, data=draft).unjudged()


def _similar(sheet: Sheet, intake: Intake) -> list[duplicates.Match]:
    """The similar customers the person may see; the same number elsewhere is an error of the form (E11)."""
    matches = duplicates.find(intake)
    seen = _seen(matches, sheet)
    for match in matches:
        if match.hard:
            sheet.form.add_refusal(duplicates.refusal(match, seen=match in seen))
            return []
    return seen


def _seen(matches: list[duplicates.Match], sheet: Sheet) -> list[duplicates.Match]:
    """Those of ``matches`` that the person may see."""
    seen = duplicates.visible_keys(matches, sheet.actor)
    return [match for match in matches if match.customer.pk in seen]


def _create(request: HttpRequest, sheet: Sheet, intake: Intake, nonce: str, others: OthersForm) -> HttpResponse:
    """Save once for this token; sent again, the form leads to what the first one made."""

    def act() -> HttpResponse:
        codes, reason = others.words()
        saved = records.create(
            intake=intake, actor=sheet.actor, channel=Channel.WEB, not_duplicate_of=codes, reason=reason
        )
        keeping.discard(request.user, request.path)
        _say(request, saved, _("%(name)s was added.") % {"name": saved.customer.name})
        return redirect(saved.customer)

    return redirect(act_once(actor=request.user, path=request.path, token=nonce, body=sheet.digest(), act=act))


def _say(request: HttpRequest, saved: records.Saved, words: str) -> None:
    """Tell what was saved and what waits for a second person."""
    messages.success(request, words)
    if saved.request:
        fields = field_words(saved.request.fields, request.user)
        messages.warning(request, _("Waits for another person's approval: %(fields)s.") % {"fields": fields})


@require_http_methods(["GET", "POST"])
def edit_customer(request: HttpRequest, code: str) -> HttpResponse:
    """Change a customer: ordinary fields at once, sensitive ones by request (E7)."""
    customer = find(request, code)
    if not allows(request.user, "customers.change_customer", customer) or customer.is_deleted:
        raise PermissionDenied("customers.change_customer")
    sheet, conflict = _opened(request, customer), None
    if request.method == "POST" and "edit" not in request.POST and (intake := sheet.read()):
        preview = confirmation.of_change(sheet, intake)
        nonce = nonce_of(request.POST.get("token", ""), request.user, sheet.digest())
        if not preview.sections and _base(request, customer) == customer.version:
            keeping.discard(request.user, request.path)
            messages.info(request, _("Nothing was changed."))
            return redirect(address_of(customer, request))
        similar = _seen(duplicates.find_renamed(customer, intake), sheet)
        others = OthersForm(request.POST if nonce else None, similar=similar) if similar else None
        try:
            if nonce or _base(request, customer) != customer.version:
                return _change(request, sheet, intake, nonce or "", others)
            return _confirm(request, sheet, preview, similar=similar, others=others)
        except Unsaid:
            return _confirm(request, sheet, preview, similar=similar, others=others)
        except ValidationError as error:
            sheet.form.add_invalid(error)
        except Refused as refusal:
            if refusal.code == STALE_VERSION:
                conflict, sheet = confirmation.conflict(sheet, refusal), sheet.onto_present()
            else:
                sheet.form.add_refusal(refusal)
    return _form(request, sheet, title=_("Edit"), conflict=conflict)


def _base(request: HttpRequest, customer: Customer) -> int:
    """The version the person has before them."""
    typed = (keeping.continued(request) or request.POST).get("base_version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else customer.version


def _change(request: HttpRequest, sheet: Sheet, intake: Intake, nonce: str, others: OthersForm | None) -> HttpResponse:
    """Save once for this token; without one the form is out of date, and the refusal says so. Raises Unsaid."""

    customer: Any = sheet.customer
    codes, reason = others.words() if others and nonce else (set(), request.POST.get("reason", ""))

    def act() -> HttpResponse:
        saved = records.change(
            customer=customer, intake=intake, base_version=_base(request, customer), actor=sheet.actor,
            channel=Channel.WEB, not_duplicate_of=codes, reason=reason,
        )  # fmt: skip
        keeping.discard(request.user, request.path)
        words = _("The changes were saved.") if saved.applied else _("The changes were asked for.")
        _say(request, saved, words)
        return redirect(address_of(saved.customer, request))

    if not nonce:
        return act()
    return redirect(act_once(actor=request.user, path=request.path, token=nonce, body=sheet.digest(), act=act))


def _form(request: HttpRequest, sheet: Sheet, *, title: str, conflict: dict[str, Any] | None = None) -> HttpResponse:
    wrong = request.method == "POST" and "edit" not in request.POST
    context = _surroundings(request, sheet, title) | {
        "form": sheet.form,
        "formsets": sheet.formsets if wrong else [],
        "sheet": sheet,
        "conflict": conflict,
        "draft": keeping.offered(request),
        "base_version": _shown_version(request, sheet, conflict),
        "correctable": corrections.until(sheet.customer, sheet.actor) if sheet.customer else None,
    }
    return render(request, "customers/edit.html", context, status=_status(wrong, conflict))


def _status(wrong: bool, conflict: dict[str, Any] | None) -> int:
    if conflict:
        return 409
    return 422 if wrong else 200


def _shown_version(request: HttpRequest, sheet: Sheet, conflict: dict[str, Any] | None) -> int | None:
    """The version the form is about: after a conflict the new one, so that saving again is meant."""
    if sheet.customer is None:
        return None
    return conflict["version"] if conflict else _base(request, sheet.customer)


def _confirm(
    request: HttpRequest, sheet: Sheet, preview: confirmation.Preview, *,
    similar: list[duplicates.Match] | None = None, others: OthersForm | None = None,
) -> HttpResponse:  # fmt: skip
    context = _surroundings(request, sheet, _("Look at it once more")) | {
        "sections": preview.sections,
        "waits": preview.waits,
        "warnings": preview.warnings,
        "similar": [similar_words(match) for match in similar or ()],
        "form": others,
        "fields": sheet.typed(),
        "token": confirm_token(request.user, sheet.digest()),
        "asks_reason": sheet.customer is not None and not similar,
    }
    return render(request, "customers/confirm.html", context, status=422 if others and others.errors else 200)


def _surroundings(request: HttpRequest, sheet: Sheet, title: str) -> dict[str, Any]:
    customer = sheet.customer
    back = address_of(customer, request) if customer else reverse("customers:list")
    way = crumbs_to(request, customer) if customer else crumbs(request)
    return {"title": title, "customer": customer, "crumbs": way, "back": back}
