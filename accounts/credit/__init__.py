"""Credit (E4): what a customer may owe, what of it is used, and what a debit is refused for."""
