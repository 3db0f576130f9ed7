"""Requests that were asked for together, by one file for example: one card, rows struck out, one decision (E7)."""
