"""What all reports of the ledger share: what they are asked for, whose accounts they see, their pages and files."""
