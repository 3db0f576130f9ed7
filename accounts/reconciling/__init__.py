"""The general ledger's list of balances compared with ours, customer by customer; each comparison is kept."""
