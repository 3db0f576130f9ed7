"""The kind of run that takes in customers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.models import Channel
from customers.import_rows import FIELDS
from customers.importing import Kind, Way, import_customers
from exchange.imports import carrying
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


def register() -> None:
    """Add the kind; called in AppConfig.ready()."""
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
