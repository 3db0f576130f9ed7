"""What the product costs beside what its machine can do: ``make bench`` (docs/measuring.md)."""
