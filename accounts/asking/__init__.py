"""What a second person decides before it is posted (E7)."""
