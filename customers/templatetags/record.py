"""What the head and the page of a customer say beside the record itself."""

from typing import Any

from django import template

from access.permissions import allows
from customers.finding import carrying
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
