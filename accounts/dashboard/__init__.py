"""The first page: what waits, what changed, and what is owed, with the way down to its entries (E14)."""
