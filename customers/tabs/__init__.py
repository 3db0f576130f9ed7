"""The tabs of a customer's page, each with an address of its own."""
