"""The customer's own ledger, from a file, compared line by line with ours (E8)."""
