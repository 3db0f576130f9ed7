"""The last verification of the ledger: made by the worker each night and on ask, kept, shown on every report (E15)."""
