"""The first rows of a file as they would be taken in: done and taken back."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from access.models import User
from audit.models import Channel
from customers.import_rows import FIELDS
from customers.importing import Way, import_customers
from exchange.files import Mapping as FileMapping
from exchange.importing import Told, course_of
from exchange.runs.kinds import OUTCOMES

ROWS = 10
CELL = 40  # characters shown


def preview(path: Path, mapping: dict[str, Any], way: Way, actor: User) -> list[dict[str, Any]]:
    """What would come of the first ROWS rows: number, cells of the mapped columns, outcomes in words, reason.

    Raises FileRefused for a file or mapping that cannot be taken in at all.
    """
    told: list[Told] = []
    bound = FileMapping.from_json(json.dumps(mapping), FIELDS)
    with course_of(path, bound) as course, transaction.atomic():
        course.limit, course.listen = ROWS, told.append
        import_customers(course, actor=actor, channel=Channel.IMPORT, way=way)
        transaction.set_rollback(True)
        places = [index for index, _column, _targets in course.mapping.places]
    return [_shown(one, places) for one in sorted(told, key=lambda one: one.number)]


def _shown(told: Told, places: Sequence[int]) -> dict[str, Any]:
    cells = [told.cells[index] if index < len(told.cells) else "" for index in places]
    return {
        "number": told.number,
        "cells": [cell if len(cell) <= CELL else f"{cell[:CELL]}…" for cell in cells],
        "outcomes": [OUTCOMES[outcome] for outcome in told.outcomes],
        "left_out": told.left_out,
        "column": told.column,
        "reason": told.reason,
    }
