"""Ageing 账龄 (E3): what was open on a day by how old it was, for customers, portfolios and categories."""
