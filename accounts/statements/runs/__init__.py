"""Statements of a whole portfolio at once, issued by the worker (E8; docs/runs.md)."""
