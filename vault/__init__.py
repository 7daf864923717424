"""The headless archive: everything that seals, decides and remembers.

Nothing here draws on a terminal; it works the same without `tui`.
"""
