"""One act on many customers: chosen in the list, looked at beforehand, answered row by row, undone for a while."""
