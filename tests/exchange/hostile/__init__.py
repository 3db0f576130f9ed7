"""Hostile files, made on the spot, by the door they come to and what is wrong with them."""
