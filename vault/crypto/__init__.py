"""Sealing and opening: the only room that knows a cryptographic library."""
