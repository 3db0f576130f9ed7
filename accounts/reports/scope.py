"""Whose accounts a report adds up: those its reader sees, as one part of the statement that adds them up."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet

from access.permissions import rights_of
from accounts.models import Account, Side

NOBODY = "SELECT NULL::bigint AS account, NULL::uuid AS customer WHERE false"
# Walks the index from one currency to the next instead of reading every account.
EVERY_CURRENCY = """
WITH RECURSIVE found AS (
  (SELECT currency FROM accounts_account WHERE side = %(side)s ORDER BY currency LIMIT 1)
  UNION ALL
  SELECT (SELECT a.currency FROM accounts_account a WHERE a.side = %(side)s AND a.currency > found.currency
           ORDER BY a.currency LIMIT 1) FROM found WHERE found.currency IS NOT NULL)
SELECT currency FROM found WHERE currency IS NOT NULL"""


def scope_of(accounts: QuerySet[Account]) -> tuple[str, dict[str, Any]]:
    """The text of a query for ``account`` and ``customer`` of ``accounts``, with its parameters by name."""
    try:
        rows = accounts.order_by().annotate(account=F("pk"), customer_key=F("customer_id"))
        text, values = rows.values_list("account", "customer_key").query.sql_with_params()
    except EmptyResultSet:
        return NOBODY, {}
    pieces = text.split("%s")
    named = "".join(f"{piece}%(scope_{place})s" for place, piece in enumerate(pieces[:-1])) + pieces[-1]
    inner = f"SELECT account, customer FROM ({named}) AS visible (account, customer)"  # noqa: S608 - the ORM's text
    return inner, {f"scope_{place}": value for place, value in enumerate(values)}


def currencies(user: Any, side: Side) -> list[str]:
    """The currencies in which somebody ``user`` sees has an account on ``side``, sorted."""
    if rights_of(user).everywhere:
        with connection.cursor() as cursor:
            cursor.execute(EVERY_CURRENCY, {"side": str(side)})
            found = [row[0] for row in cursor.fetchall()]
        return found if Account.objects.visible_to(user).exists() else []
    seen = Account.objects.visible_to(user).filter(side=side).order_by("currency")
    return list(seen.values_list("currency", flat=True).distinct())
