"""What of a customer was verified 已核实: by whom, how, and whether it still holds (S47)."""
