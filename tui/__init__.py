"""The terminal interface: screens over the archive, reached through `tui.gateway` alone.

Nothing here decides what may be read or printed; that is `vault`'s work.
"""
