"""The Chinese message catalogue: merged from locale/parts, compiled, and compared with what the code asks for.

``python -m config.catalogues`` compiles; with ``--check`` it also exits 1 when a string of the interface has no
translation. GNU gettext is not needed. Parts are ``msgid``/``msgstr`` entries without a header, one file an area.
"""

import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
PARTS = PROJECT / "locale" / "parts"
COMPILED = PROJECT / "locale" / LANGUAGE / "LC_MESSAGES" / "django.mo"
ROOMS = ("access", "accounts", "audit", "categories", "config", "customers", "exchange")
CALLS = {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
KEYWORDS = DEFAULT_KEYWORDS | {name + suffix: spec for name, spec in CALLS.items() for suffix in ("_lazy", "_noop")}
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
Key = tuple[str | None, str]


class CatalogueError(Exception):
    """The parts contradict each other or cannot be read; the message names files and strings."""


def merged(parts: Iterable[Path]) -> Catalog:
    """Return one catalogue of all parts.

    Raises CatalogueError when two parts translate the same string differently, or when a part cannot be read.
    """
    whole = Catalog(locale=LANGUAGE, domain="django", charset="utf-8")
    conflicts: list[str] = []
    seen: dict[Key, tuple[object, Path]] = {}
    for part in sorted(parts):
        for message in entries(part):
            first, where = seen.setdefault(key(message), (message.string, part))
            if first != message.string:
                both = f"{message.string!r} in {part.name}, {first!r} in {where.name}"
                conflicts.append(f"{message.id!r} has two translations: {both}")
            whole.add(message.id, message.string, flags=message.flags, context=message.context)
    if conflicts:
        raise CatalogueError("\n".join(conflicts))
    return whole


def entries(part: Path) -> Iterator[Message]:
    """Yield the entries of one part; it must not contain an entry twice with different translations either."""
    text = part.read_text(encoding="utf-8")
    header = "" if 'msgid ""\nmsgstr ""\n"' in text else HEADER
    try:
        catalogue = read_po(io.BytesIO((header + text).encode()), locale=LANGUAGE, abort_invalid=True)
    except ValueError as error:
        raise CatalogueError(f"{part.name}: {error}") from error
    yield from (message for message in catalogue if message.id)


def key(message: Message) -> Key:
    """Return what a catalogue looks a message up by."""
    return message.context, message.id[0] if isinstance(message.id, tuple | list) else message.id


def compile_catalogue() -> Catalog:
    """Write the compiled catalogue that Django reads, and return it."""
    catalogue = merged(PARTS.glob("*.po"))
    COMPILED.parent.mkdir(parents=True, exist_ok=True)
    with open(COMPILED, "wb") as file:
        write_mo(file, catalogue)
    return catalogue


def asked_for(project: Path) -> dict[Key, Path]:
    """Return every string that Python code and templates translate, with the file that does it first."""
    asked: dict[Key, Path] = {}
    for source in sources(project):
        code = source.read_text(encoding="utf-8")
        if source.suffix != ".py":
            # the result need only hold the calls: what surrounds them must not look like Python blocks
            code = "\n".join(line.strip() for line in templatize(code).splitlines())
        for _line, function, found, _comments in extract_python(io.BytesIO(code.encode()), KEYWORDS, (), {}):
            for wanted in keys_of(str(function), found):
                asked.setdefault(wanted, source.relative_to(project))
    return asked


def sources(project: Path) -> Iterator[Path]:
    """Yield the files whose strings people read."""
    for room in ROOMS:
        yield from sorted(path for path in (project / room).rglob("*") if path.suffix in (".py", ".html", ".txt"))
    yield from sorted(path for path in (project / "templates").rglob("*") if path.suffix in (".html", ".txt"))


def keys_of(function: str, found: object) -> Iterator[Key]:
    """Yield the key of one extracted call; arguments that are not plain strings ask for nothing."""
    arguments = found if isinstance(found, tuple) else (found,)
    context, string = arguments[:2] if "pgettext" in function else (None, arguments[0])
    if isinstance(string, str) and string:
        yield context, string


def complaints(catalogue: Catalog, *, project: Path) -> list[str]:
    """Return what a reader of Chinese would meet untranslated or broken, one line each."""
    translated = {key(message): message for message in catalogue if message.id}
    found = []
    for wanted, source in asked_for(project).items():
        message = translated.get(wanted)
        if not message or not all(translations(message)):
            found.append(f"{source}: not translated: {wanted[1]!r}")
        elif message.fuzzy:
            found.append(f"{source}: fuzzy: {wanted[1]!r}")
    broken = [wanted for wanted, message in translated.items() if not keeps_placeholders(message)]
    found += [f"other placeholders: {string!r}" for _context, string in broken]
    return found


def keeps_placeholders(message: Message) -> bool:
    """Whether each translation names exactly the placeholders of its original, the plural's where there is one."""
    original = message.id if isinstance(message.id, str) else message.id[-1]
    wanted = set(PLACEHOLDER.findall(original))
    return all(set(PLACEHOLDER.findall(string)) == wanted for string in translations(message) if string)


def translations(message: Message) -> list[str]:
    """Return the translation, or one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def main(arguments: list[str]) -> int:
    """Compile, and with ``--check`` print what is missing."""
    try:
        catalogue = compile_catalogue()
    except CatalogueError as error:
        sys.exit(str(error))
    found = complaints(catalogue, project=PROJECT) if "--check" in arguments else []
    print("\n".join(found) or f"{len(catalogue)} messages compiled", flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
