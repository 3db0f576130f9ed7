"""Demonstration data: invented customers, their postings and what was asked for them."""
