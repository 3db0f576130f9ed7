"""What the head and the page of a customer say beside the record itself."""

from typing import Any

from django import template
from django.urls import reverse

from access.permissions import allows
from customers.finding import carrying
from customers.inline.fields import is_harmless
from customers.models import Customer
from customers.notes import writing
from customers.notes.forms import NoteForm
from customers.verification import mark

register = template.Library()


@register.inclusion_tag("customers/verification/mark.html", takes_context=True)
def verification_mark(context: Any, customer: Customer) -> dict[str, Any]:
    """Render whether the customer is verified, as far as the reader may know of it."""
    return {"mark": mark.mark(mark.lines(customer, context["request"].user))}


@register.inclusion_tag("customers/verification/facts.html", takes_context=True)
def verification_facts(context: Any, customer: Customer) -> dict[str, Any]:
    """Render what was verified by whom, how and when, and the way to verify it."""
    user = context["request"].user
    verifies = allows(user, writing.CHANGE, customer) and not customer.is_deleted
    return {"customer": customer, "lines": mark.lines(customer, user), "verifies": verifies}


@register.inclusion_tag("customers/notes/card.html", takes_context=True)
def notes_card(context: Any, customer: Customer) -> dict[str, Any]:
    """Render the place of the latest notes, fetched once the page stands, and the form for a new one."""
    user = context["request"].user
    if not writing.may_read(user, customer):
        return {}
    writes = allows(user, writing.CHANGE, customer) and not customer.is_deleted
    return {
        "customer": customer,
        "form": NoteForm(auto_id="note_%s") if writes else None,
        "carried": carrying.again(context["request"]),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("customers/inline/value.html", takes_context=True)
def inline_field(context: Any, customer: Customer, name: str, label: str, value: str) -> dict[str, Any]:
    """Render a value with the way to change it: in place where that is harmless, else by the form that asks."""
    user, harmless = context["request"].user, is_harmless(name)
    changes = allows(user, writing.CHANGE, customer) and not customer.is_deleted
    if harmless:
        url = reverse("customers:field", args=[customer.code, name]) + carrying.again(context["request"])
    else:
        url = f"{reverse('customers:edit', args=[customer.code])}{carrying.again(context['request'])}#id_{name}"
    return {"label": label, "value": value, "asked": not harmless, "url": url if changes else ""}


@register.inclusion_tag("customers/inline/category.html", takes_context=True)
def inline_category(context: Any, customer: Customer, held: dict[str, Any]) -> dict[str, Any]:
    """Render a category of the customer with the way to change it."""
    return {**inline_field(context, customer, held["field"], held["dimension"], held["label"]), "held": held}
