"""What the heads of an export mean to an import: it can be taken in again as it is, and changes nothing then."""

from collections.abc import Set

from django.conf import settings
from django.utils.translation import override

from customers.exports.choice import every_head
from customers.import_rows import CATEGORY


def meanings(fields: Set[str]) -> dict[str, str]:
    """Each head, by stable name and in the words of every language: the field it fills, or "" where it is passed over.

    Where two columns are called alike, such as a dimension that has the name of a field, the first one has the word.
    """
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for name, label in every_head():
                meaning = name if name in fields or name.startswith(CATEGORY) else ""
                found.setdefault(name, meaning)
                found.setdefault(label, meaning)
    return found
