"""Files through their doors, each in a process of its own: ``python -m tests.exchange.hostile.door alone|whole``.

``alone`` has the doors that need nothing of the project but its texts, ``whole`` the others. Reads lines of JSON: door,
path, a folder for temporary files. Answers each by one: code, row, the refusal in English and
Chinese, the largest size in MB, the seconds of processor; ``null`` where the process of that file came to grief.
"""

import json
import os
import resource
import sys
import tempfile
import traceback
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh-hans")
PROJECT = Path(__file__).parents[3]


def table(path: Path) -> None:
    from exchange.files.table import open_table

    with open_table(path) as opened:
        for _ in opened.rows():
            pass


def mapping(path: Path) -> None:
    from exchange.files.mapping import Fields, Mapping, mapping_text

    Mapping.from_json(mapping_text(path), Fields({"code", "name", "day"}, dates={"day"}, texts={"name"}))


def customers(path: Path) -> None:
    """As far as the rows are read; the first that is refused ends it. Heads are fields: what else one may say is kept
    in the database.
    """
    from customers.import_rows import FIELDS
    from exchange.files import Mapping
    from exchange.importing import course_of

    with course_of(path, Mapping(replace(FIELDS, heads=None))) as course:
        for number, cells in course.table.rows():
            course.mapping.apply(cells, number)


def people(path: Path) -> None:
    from access.people.file import read

    read(path)


def paper(path: Path) -> None:
    """The first line says what name and type the browser sent with the rest."""
    from customers.attachments.acceptance import Upload, accept, limit_bytes

    with path.open("rb") as file:
        sent = json.loads(file.readline())
        accept(Upload(sent["name"], sent["type"], file.read(limit_bytes() + 1)))


DOORS = {function.__name__: function for function in (table, mapping, customers, people, paper)}
ALONE = ("table", "mapping")  # doors that need nothing of the project but its texts


def set_up(*, alone: bool) -> None:
    import django
    from django.conf import settings

    if alone:
        settings.configure(LOCALE_PATHS=[PROJECT / "locale"], LANGUAGES=[(one, one) for one in LANGUAGES])
    else:
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()


def answer(door: str, path: Path) -> list[Any]:
    """Code, row and the words in each language; Nones and no words where the file is taken."""
    from django.core.exceptions import ValidationError
    from django.utils.translation import override

    from audit.refusals import Refused

    try:
        DOORS[door](path)
    except Refused as refusal:
        said = []
        for language in LANGUAGES:
            with override(language):
                said.append(refusal.message)
        return [refusal.code, getattr(refusal, "row", None), *said]
    except ValidationError:
        return ["invalid", None, *(_invalid(door, path, language) for language in LANGUAGES)]
    return [None, None, "", ""]


def _invalid(door: str, path: Path, language: str) -> str:
    """The words of a ValidationError, which are chosen when it is raised."""
    from django.core.exceptions import ValidationError
    from django.utils.translation import override

    with override(language):
        try:
            DOORS[door](path)
        except ValidationError as refusal:
            return " ".join(refusal.messages)
    return ""


def measured(door: str, path: Path, folder: str) -> list[Any]:
    tempfile.tempdir = folder
    answered = answer(door, path)
    used = resource.getrusage(resource.RUSAGE_SELF)
    # The largest size of this process since it began, which is what it shares with the one it came from and its own.
    status = Path("/proc/self/status").read_text().splitlines()
    peak_kb = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    return [*answered, peak_kb / 1024, used.ru_utime + used.ru_stime]


def apart(door: str, path: str, folder: str) -> None:
    """Bring one file in a process of its own, and print its answer."""
    if child := os.fork():
        if os.waitpid(child, 0)[1]:
            print("null", flush=True)
        return
    try:
        print(json.dumps(measured(door, Path(path), folder)), flush=True)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def load(doors: Iterable[str]) -> None:
    """Open each door once, so that everything is loaded before the first file is measured."""
    with tempfile.NamedTemporaryFile() as nothing:
        nothing.write(b'{"name": "", "type": ""}\n')
        nothing.flush()
        for door in doors:
            answer(door, Path(nothing.name))


if __name__ == "__main__":
    alone = sys.argv[1] == "alone"
    set_up(alone=alone)
    load(door for door in DOORS if (door in ALONE) == alone)
    for request in sys.stdin:
        apart(*json.loads(request))
