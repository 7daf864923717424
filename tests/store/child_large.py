"""Write more than a cache holds in one transaction outside of WAL, and wait to be killed."""

import sys
from pathlib import Path

from vault.store import Store

with Store.open(Path(sys.argv[1])) as store, store.written_once(), store.atomic():
    for number in range(12):
        store.add_object(bytes([number]) * (3 << 20))
    sys.stdout.write("written\n")
    sys.stdout.flush()
    sys.stdin.readline()
