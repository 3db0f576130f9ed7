"""How money came or went: cash, transfer, and the bills and cheques that are uncleared until a bank pays them (E1)."""
