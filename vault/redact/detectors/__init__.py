"""Detectors: one file per language or family; `table` lists them. They only ever propose."""
