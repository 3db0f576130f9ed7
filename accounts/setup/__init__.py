"""Set-up of the ledger: control totals typed beforehand, opening items listed against them, posted once equal (E15)."""
