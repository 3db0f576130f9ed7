"""The books a department reads: the detail ledger 明细账 of an account and the list of balances 余额表 (E8, E14)."""
