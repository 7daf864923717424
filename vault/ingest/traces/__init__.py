"""What a file tells about its making: position, author, device, dates. Reported, never removed.

Small bounded readers that look for known fields; none of them decodes sound or pictures.
"""

from vault.ingest.traces.look import UNKNOWN, Looked, is_looked_into, look

__all__ = ["UNKNOWN", "Looked", "is_looked_into", "look"]
