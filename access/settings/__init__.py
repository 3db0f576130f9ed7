"""Settings of the installation: declared by the rooms that read them, changed by two people (E7, S29)."""

from access.settings.reading import setting
from access.settings.registry import Definition, declare

__all__ = ["Definition", "declare", "setting"]
