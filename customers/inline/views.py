"""One harmless field of a customer, edited where it stands; without script a small page of its own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.permissions import allows
from audit.models import Channel
from audit.refusals import Refused
from customers import intake, records
from customers.forms import CustomerForm
from customers.history_words import field_words
from customers.inline.fields import form_of
from customers.models import Customer
from customers.refusals import STALE_VERSION
from customers.tabs.bar import tabs
from customers.views import address_of, crumbs_to, find

CHANGE = "customers.change_customer"


@require_http_methods(["GET", "POST"])
def field(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Show the form of the field ``name``, or save it; a change that somebody made meanwhile is told first."""
    customer = find(request, code)
    if not allows(request.user, CHANGE, customer) or customer.is_deleted:
        raise PermissionDenied(CHANGE)
    form = form_of(name, customer, request.user, request.POST if request.method == "POST" else None)
    if form is None:
        raise Http404
    if form.is_bound and form.is_valid() and _saved(request, customer, form):
        return _done(request, customer)
    return _page(request, customer, name, form)


def _saved(request: Any, customer: Customer, form: CustomerForm) -> bool:
    """Save through the one operation; where that is refused, say so in the form."""
    try:
        typed = intake.read(form.raw(), actor=request.user, customer=customer, partial=True)
        records.change(
            customer=customer, intake=typed, base_version=_base(request), actor=request.user, channel=Channel.WEB
        )
    except ValidationError as error:
        form.add_invalid(error)
    except Refused as refusal:
        if refusal.code == STALE_VERSION:
            form.add_error(None, _conflict_words(refusal, request.user))
        else:
            form.add_refusal(refusal)
    return not form.errors


def _base(request: HttpRequest) -> int:
    """The version the form was opened on; 0, which no customer has, for none."""
    typed = request.POST.get("base_version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


def _conflict_words(refusal: Refused, user: Any) -> str:
    """Who changed what meanwhile, and that saving again is meant to."""
    made = refusal.figures["changes"]
    people = "、".join(dict.fromkeys(change["by"] for change in made)) or _("Somebody")
    fields = field_words(dict.fromkeys(name for change in made for name in change["fields"]), user) or _(
        "something else"
    )
    return _("%(who)s changed %(what)s meanwhile. Look at it, and save again if yours shall hold.") % {
        "who": people,
        "what": fields,
    }


def _done(request: HttpRequest, customer: Customer) -> HttpResponse:
    messages.success(request, _("The changes were saved."))
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": address_of(customer, request)})
    return redirect(address_of(customer, request))


def _page(request: HttpRequest, customer: Customer, name: str, form: CustomerForm) -> HttpResponse:
    """The form: a fragment for the place it stands in, or a page; about the version that the person sees now."""
    context = {
        "customer": customer,
        "form": form,
        "name": name,
        "base_version": customer.version,
        "back": address_of(customer, request),
        "here": request.get_full_path(),
    }
    status = 422 if form.errors else 200
    if "HX-Request" in request.headers:
        return render(request, "customers/inline/form.html", context, status=status)
    more = {"crumbs": crumbs_to(request, customer), "tabs": tabs(customer, request, "")}
    return render(request, "customers/inline/page.html", context | more, status=status)
