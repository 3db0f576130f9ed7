"""Files taken in by a run: uploaded, looked at, carried out in one of three modes, with what was left out to fetch."""
