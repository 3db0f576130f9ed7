"""How people write a category: by code, by its name in either language, or by an alias."""

import unicodedata


def label_key(text: str) -> str:
    """Return the form in which two ways of writing a category are equal: NFKC, one space between words, any case."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
