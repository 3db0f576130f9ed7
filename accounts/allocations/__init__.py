"""Allocation by hand 手工核销 (E2): a credit settles debits; undone one at a time; all of an account at once."""
