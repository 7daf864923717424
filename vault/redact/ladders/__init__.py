"""Ladders: from exact words to vaguer ones, rung by rung, one file for each sort of detail."""
