"""Finding one's way: command search, recent and pinned customers, the neighbours within a filtered list."""
