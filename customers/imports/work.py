"""The kind of run that takes in customers."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access.models import Portfolio, User
from access.permissions import may_manage_any
from audit.models import Channel
from customers.import_rows import FIELDS, PERSONAL
from customers.importing import Kind, Way, import_customers
from exchange.imports import carrying, doors
from exchange.imports.carrying import Mode
from exchange.runs import kinds
from exchange.runs.models import Run
from exchange.runs.working import Work

IMPORT = "customers.import"
PERMISSION = "customers.change_customer"


def work(work: Work) -> None:
    """Take in the run's file."""
    way = Way(work.parameters["kind"], work.parameters["portfolio"])
    carrying.carry_out(
        work,
        FIELDS,
        lambda course: import_customers(course, actor=work.actor, channel=Channel.IMPORT, way=way),
    )


def also(run: Run, user: Any) -> dict[str, Any]:
    """What the page of an import says beside its rows: how the file was taken in, and what can be done next."""
    parameters = run.parameters
    return {
        "kind_label": Kind(parameters["kind"]).label,
        "mode_label": Mode(parameters["mode"]).label,
        "portfolio": parameters["portfolio"],
        "checked": parameters["mode"] == Mode.DRY_RUN,
        "taken_back": run.is_over and carrying.was_taken_back(run),
        "may_go_on": run.is_over and run.erased_at is None and carrying.was_taken_back(run),
    }


def options(given: Mapping[str, str], user: User) -> dict[str, Any]:
    """The run's parameters from what was said over the API. Raises ValidationError by member."""
    kind, portfolio = given.get("codes", Kind.UPSERT.value), given.get("portfolio", "")
    if kind not in Kind.values:
        raise ValidationError(
            {"codes": [gettext("This is one of: %(choices)s.") % {"choices": ", ".join(Kind.values)}]}
        )
    if portfolio and not Portfolio.objects.managed_by(user).filter(code=portfolio).exists():
        raise ValidationError({"portfolio": [gettext("There is no such portfolio that you look after.")]})
    return {"kind": kind, "portfolio": portfolio}


def register() -> None:
    """Add the kind, in the browser and over the API; called in AppConfig.ready()."""
    doors.register(
        doors.Door(
            name="customers",
            run=IMPORT,
            fields=FIELDS,
            may=lambda user: may_manage_any(user, PERMISSION),
            members=frozenset({"codes", "portfolio"}),
            options=options,
            personal=PERSONAL,
        )
    )
    kinds.register(
        kinds.Kind(
            name=IMPORT,
            label=_("import of customers"),
            work=work,
            permission=PERMISSION,
            address="imports:detail",
            template="imports/after.html",
            also=also,
        )
    )
