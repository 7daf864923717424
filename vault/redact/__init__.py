"""Redaction: what gives a person away is proposed, confirmed, hidden and looked for again.

Pure over text: no key, no database and no file is touched in this room.
"""
