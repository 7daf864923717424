"""The vault file: SQLite, opaque bytes, and nothing that could open them."""

from vault.store.connection import refusal_for
from vault.store.copying import remove_copy, write_copy
from vault.store.leftovers import folders_aside
from vault.store.place import USUAL, Conditions
from vault.store.vault_file import EntryRow, LocalTable, Store

__all__ = [
    "USUAL",
    "Conditions",
    "EntryRow",
    "LocalTable",
    "Store",
    "folders_aside",
    "refusal_for",
    "remove_copy",
    "write_copy",
]
