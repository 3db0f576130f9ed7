"""Categories hold no personal data; the register says so."""

from access.register import declare


def fill() -> None:
    """Add this room's columns to the personal data register."""
    declare(
        {},
        plain={
            "categories.Dimension.code",
            "categories.Dimension.name_zh",
            "categories.Dimension.name_en",
            "categories.Category.code",
            "categories.Category.name_zh",
            "categories.Category.name_en",
            "categories.Category.aliases",
        },
    )
