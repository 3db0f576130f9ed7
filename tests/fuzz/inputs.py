"""What no field of a class may take, and where the fields of a body are."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

KINDS = {
    "money": ("amount", "tax_amount", "balance"),
    "day": ("date", "answered_on", "maturity", "posting_date", "document_date", "due_date", "valid_from", "valid_to"),
    "flag": ("is_primary", "agreed", "draft", "close", "single", "required", "open", "retired", "words", "unmasked"),
    "choice": ("kind", "side", "to", "allocate", "role", "type", "country", "format", "instrument", "action"),
    "code": (
        "code",
        "month",
        "portfolio",
        "currency",
        "customer",
        "other_customer",
        "entry",
        "id",
        "tax_id",
        "mobile",
        "email",
        "number",
        "terms",
    ),
}
FREE_TEXT = ("remarks", "note", "comment", "reason")  # several lines
HIDDEN = "\0\u202e\u2066\u200b\u200d\u2060\ufeff\u0007\u001b\u007f\u00ad\ufffe\ue000\ufe0f\U000e0100"
NOT_ASCII_DIGITS = ["１２３", "١٢٣", "१२३", "①②③", "一百"]
NO_MONEY = [
    *(
        "NaN",
        "nan",
        "Infinity",
        "-Infinity",
        "1e15",
        "1E3",
        "1_000",
        "1,000",
        "1 000",
        "+1",
        "0x10",
        ".5",
        "5.",
        "1.234",
    ),
    *("99999999999999", "-", "--1", "1.2.3", "¥1", "1元", "0b1", "1/2", "∞", "\u22121"),
    *NOT_ASCII_DIGITS,
]
NO_DAY = [
    *("2026-02-30", "2026-13-01", "20260110", "2026-1-1", "2026-01-10T00:00:00", "10.01.2026", "01/10/2026", "today"),
    *("0000-00-00", "99999-01-01", "2026-W02-6", "２０２６-01-10", "2026-01-10 ", "1800-01-01", "46032"),
]
OTHERS: list[Any] = [0, 7, -1, 1.5, 1e15, True, False, [], [[]], ["x"], {}, {"a": 1}, 10**25]
Path = tuple[Any, ...]


def fields(body: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield the path of every member and item of a body, with its class."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield (*path, name), kind_of(name, value)
            yield from fields(value, (*path, name))
    elif isinstance(body, list):
        for number, value in enumerate(body):
            if not isinstance(value, dict):
                yield (*path, number), "line"
            yield from fields(value, (*path, number))


def kind_of(name: str, value: Any) -> str:
    """The class of a member by its name; ``object`` and ``list`` by its value."""
    if isinstance(value, dict):
        return "object"
    if isinstance(value, list):
        return "list"
    found = next((kind for kind, names in KINDS.items() if name in names), None)
    return found or ("text" if name in FREE_TEXT else "line")


def objects(body: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every object of a body, the body's own first."""
    if isinstance(body, dict):
        yield path
    for key, value in body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ():
        yield from objects(value, (*path, key))


def with_value(body: Any, path: Path, value: Any) -> Any:
    """The body with ``value`` at ``path``."""
    changed = deepcopy(body)
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed


def value_at(body: Any, path: Path) -> Any:
    for key in path:
        body = body[key]
    return body


def samples(kind: str) -> list[Any]:
    """A few values that a field of this class must refuse, one of each sort."""
    return [*_wrong_types(kind), *{"money": NO_MONEY, "day": NO_DAY}.get(kind, []), *_texts(kind, "甲公司")]


def hostile(kind: str) -> st.SearchStrategy[Any]:
    """Any value that a field of this class must refuse."""
    ways = [st.sampled_from(_wrong_types(kind))]
    if kind not in ("flag", "list", "object"):
        inside = st.tuples(st.text(max_size=5), st.sampled_from(HIDDEN), st.text(max_size=5))
        ways.append(inside.map(lambda parts: f"x{parts[0]}{parts[1]}{parts[2]}x"))
        ways.append(st.integers(2_001, 20_000).map(lambda length: "甲" * length))
    if kind in ("flag", "list", "object"):
        ways.append(st.text(min_size=1))
    if kind in ("money", "day"):
        ways.append(st.sampled_from(NO_MONEY if kind == "money" else NO_DAY))
        ways.append(
            st.floats().map(str) if kind == "day" else st.text(alphabet="0123456789,_eE ", min_size=1).map("n".__add__)
        )
    if kind in ("choice", "code"):
        ways.append(st.text(min_size=1, max_size=40).map("§".__add__))
    return st.one_of(ways)


def _wrong_types(kind: str) -> list[Any]:
    own = {"flag": bool, "list": list, "object": dict}.get(kind)
    return [value for value in OTHERS if own is None or not isinstance(value, own)]


def _texts(kind: str, text: str) -> list[str]:
    if kind in ("flag", "list", "object"):
        return [text, "true", "null"]
    hidden = [f"{text}{character}{text}" for character in "\0\u202e\u200b\ufe0f\ue000"]
    return [*hidden, "甲" * 2_001, *(["§", "１２３"] if kind in ("choice", "code") else [])]
