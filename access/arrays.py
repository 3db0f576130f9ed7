"""Many keys in one parameter: hundreds of parameters take longer to bind than to look up."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db.models import ForeignKey, Func, Lookup, UUIDField, Value


def any_of(keys: Iterable[UUID]) -> Func:
    """``keys`` for an ``__in`` lookup as one array that is joined: for thousands of them."""
    listed = Value(list(keys), output_field=ArrayField(UUIDField()))
    return Func(listed, function="unnest", template="(SELECT %(function)s(%(expressions)s))", output_field=UUIDField())


@UUIDField.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """``key__among=keys``: what ``key__in=keys`` asks, for UUIDs, planned the same but bound as one array."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        keys = list(self.rhs)
        if not keys:
            raise EmptyResultSet
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*parameters, keys]
