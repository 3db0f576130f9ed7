"""Who may be the same customer (E11): matches of what is typed, the radar over all records, the queue of pairs."""

from customers.duplicates.matches import (
    HARD,
    Match,
    find,
    find_all,
    find_hard,
    find_renamed,
    lock_number,
    lock_numbers,
    refusal,
    visible_keys,
)

__all__ = [
    "HARD",
    "Match",
    "find",
    "find_all",
    "find_hard",
    "find_renamed",
    "lock_number",
    "lock_numbers",
    "refusal",
    "visible_keys",
]
