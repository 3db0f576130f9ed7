"""Open items as of any day (E2): what was not settled yet, one formula for today and for the past."""
