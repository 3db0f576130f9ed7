"""Two entries posted and reversed together: offset, transfer, recovery of a bad debt (E1)."""
