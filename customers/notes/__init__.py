"""Notes on a customer 沟通记录: who talked with it, when, and what about (S20)."""
