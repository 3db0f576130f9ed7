"""A file of generated customers with one fault in a hundred rows, of ten kinds, and one sensitive change (E7).

Of every hundred rows one would change the name of an existing customer, or is faulty in one of nine ways; each tenth
of those changes asks for what waits already. So ten of a thousand rows are faulty, and nine names go to the batch.
"""

from collections.abc import Iterator

EVERY, KINDS = 100, 10
FAULTY, SENSITIVE = 50, 25  # places within a hundred rows
WAITING = KINDS - 1  # the kind of fault that is a change somebody else asked for already
HEAD = ("code", "name", "tax_id", "portfolio", "terms", "contact_name", "mobile", "email", "city", "category:size")
FAULTS: tuple[tuple[str, str], ...] = (  # column and what stands in it
    ("mobile", "12"),
    ("email", "nowhere"),
    ("tax_id", "91350100M000100Y44"),
    ("name", "=1+1"),
    ("portfolio", "NOWHERE"),
    ("category:size", "no such size"),
    ("name", ""),
    ("terms", "some day"),
    ("code", "no code!"),
)


def existing(rows: int) -> Iterator[list[str]]:
    """The customers that are there before: their code and name."""
    return ([code_of(number), f"老户{number}号器材有限公司"] for number in range(rows // EVERY))


def waiting(rows: int) -> Iterator[list[str]]:
    """What somebody else asks for before: another name for every tenth of them."""
    return ([code_of(number), f"待批{number}号有限公司"] for number in range(WAITING, rows // EVERY, KINDS))


def code_of(number: int) -> str:
    return f"OLD-{number:05d}"


def lines(rows: int) -> Iterator[list[str]]:
    """The rows of the file, without its head."""
    return (_line(place) for place in range(rows))


def faults(rows: int) -> dict[int, str]:
    """The column at fault by the number of the row, the head being row 1; "" for a change that waits already."""
    places = range(FAULTY, rows, EVERY)
    return {place + 2: "" if _kind(place) == WAITING else FAULTS[_kind(place)][0] for place in places}


def sensitive(rows: int) -> int:
    """How many rows ask for a second person."""
    return sum(_kind(place) != WAITING for place in range(SENSITIVE, rows, EVERY))


def _kind(place: int) -> int:
    return place // EVERY % KINDS


def _line(place: int) -> list[str]:
    kind, old = _kind(place), code_of(place // EVERY)
    if place % EVERY == FAULTY and kind == WAITING:
        return _changing(old, place)
    if place % EVERY == SENSITIVE and kind != WAITING:
        return _changing(old, place)
    cells = _new(place)
    if place % EVERY == FAULTY:
        column, value = FAULTS[kind]
        cells[HEAD.index(column)] = value
    return cells


def _changing(code: str, place: int) -> list[str]:
    return [code, f"新名{place}号器材有限公司", *[""] * (len(HEAD) - 2)]


def _new(place: int) -> list[str]:
    name, mobile = f"货主{place}号精密器材有限公司", f"13{place:09d}"
    return [f"NEW-{place:06d}", name, "", "EAST", "net 30", "李小红", mobile, f"n{place}@example.com", "杭州", "大型"]
