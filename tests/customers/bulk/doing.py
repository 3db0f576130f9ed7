"""Acts on many customers the way people do them: chosen, foreseen, carried out."""

from categories.models import Category
from customers.bulk import planning, running
from customers.bulk.models import BulkAct
from customers.exports.scope import Scope
from tests import factories

CLASSIFY, MOVE, STATUS = BulkAct.CLASSIFICATION, BulkAct.PORTFOLIO, BulkAct.STATUS


def some(portfolio, count=3, **fields):
    """Customers KH-1, KH-2 … of ``portfolio``."""
    return [factories.customer(portfolio, code=f"KH-{number}", **fields) for number in range(1, count + 1)]


def planned(actor, act, options, *codes, query="", reason="as agreed"):
    return planning.plan(act=act, options=options, scope=Scope(query, codes), reason=reason, actor=actor)


def carried_out(actor, change):
    return running.confirm(change=change, actor=actor, channel="web")


def done(actor, act, options, *codes, **others):
    return carried_out(actor, planned(actor, act, options, *codes, **others))


def undone(actor, change):
    change.refresh_from_db()
    return running.undo(change=change, actor=actor, channel="web")


def as_category(name, mode="set", dimension="industry"):
    """The options of classifying."""
    return {"category": str(Category.objects.get(dimension__code=dimension, code=name).pk), "mode": mode}


def to_portfolio(portfolio):
    """The options of moving."""
    return {"portfolio": str(portfolio.pk)}


def outcomes(change):
    """Outcome and cause of each row, by code."""
    return {row.code: (row.outcome, row.cause) for row in change.rows.order_by("number")}


def held(customer):
    """What the customer is classified as today."""
    found = customer.classifications.filter(valid_to=None).order_by("category__code")
    return [row.category.code for row in found.select_related("category")]
