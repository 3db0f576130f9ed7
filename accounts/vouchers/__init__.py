"""Vouchers 凭证 for the general ledger: what a month posted, in codes of the settings, debits equal to credits."""
