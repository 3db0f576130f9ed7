"""The papers' part of a customer's page."""

from typing import Any

from django import template

from access.permissions import allows
from customers.attachments import sheets
from customers.attachments.filing import CHANGE
from customers.attachments.forms import PaperForm
from customers.models import Customer

register = template.Library()
SHOWN = 8


@register.inclusion_tag("customers/attachments/card.html", takes_context=True)
def papers_card(context: Any, customer: Customer) -> dict[str, Any]:
    """The papers in force that exist for the reader, and the form for a new one."""
    user = context["request"].user
    rows = sheets.in_force(customer, user)
    files = allows(user, CHANGE, customer) and not customer.is_deleted
    form = PaperForm(actor=user) if files else None
    return {"customer": customer, "rows": rows[:SHOWN], "count": len(rows), "form": form}
