"""One field of a customer, edited where it stands on the page: harmless ones at once, others by the form that asks."""
