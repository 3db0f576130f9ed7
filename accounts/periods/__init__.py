"""Accounting periods: months closed in order per side, and what then takes no more (E15)."""
