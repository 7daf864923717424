"""Places and what they belong to: the project's own tables, and what a newsroom adds.

Pure lookups by name in either script. Provinces and their ISO codes are `vault.places`; finding
places in a text is `redact.detectors.geography`, naming the wider one `redact.ladders`.
"""

from vault.gazetteer.own import from_csv, from_tables, to_toml
from vault.gazetteer.place import COLUMNS, Place, folded
from vault.gazetteer.romanise import southern
from vault.gazetteer.tables import Gazetteer, country_names, shipped

__all__ = [
    "COLUMNS",
    "Gazetteer",
    "Place",
    "country_names",
    "folded",
    "from_csv",
    "from_tables",
    "shipped",
    "southern",
    "to_toml",
]
