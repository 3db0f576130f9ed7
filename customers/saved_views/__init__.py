"""Saved filters and views of the customer list: whose they are, what they hold, what a reader gets of them."""
