"""Use cases: the one door, and the only code that holds keys and database at once."""
