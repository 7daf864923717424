"""What is made vaguer reads as a sentence: every line of two tables that people wrote first."""

from pathlib import Path

import pytest

from vault.model import Audience, SpanKind
from vault.redact.engine import RenderRequest, render
from vault.redact.registry import Registry
from vault.redact.rules import load

HERE = Path(__file__).parent
KEPT = ("geography", "english", "korean", "contact")


def rows(language):
    lines = (HERE / f"{language}_sentences.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def vaguer(kind, rung, marked, language):
    """Return the sentence after a rule that generalises the marked words, and nothing else."""
    before, _, rest = marked.partition("<")
    words, _, after = rest.partition(">")
    pattern = f"(?<={before[-30:]})" if before else "^"
    escaped = "".join(f"\\{c}" if c in "\\^$.|?*+()[]{}'-/" else c for c in words)
    lead = "".join(f"\\{c}" if c in "\\^$.|?*+()[]{}'-/" else c for c in before[-30:])
    pattern = f"(?<={lead}){escaped}" if before else f"^{escaped}"
    source = "version = 1\n" + "".join(
        f'[[rule]]\nid = "keep-{each}"\ndetector = "{each}"\naction = "keep"\n' for each in KEPT
    )
    source += (
        f'[[rule]]\nid = "x"\npattern = """{pattern}"""\nkind = "{kind}"\n'
        f'action = "generalise"\nrung = "{rung}"\nprotected = true\n'
    ).replace("\\", "\\\\")
    request = RenderRequest(
        before + words + after, language, Audience.PUBLICATION, Registry(()), load(source)
    )
    return render(request).text


@pytest.mark.parametrize(("kind", "rung", "marked", "expected"), rows("korean"))
def test_a_korean_sentence_reads_on(kind, rung, marked, expected):
    assert vaguer(kind, rung, marked, "ko") == expected


@pytest.mark.parametrize(("kind", "rung", "marked", "expected"), rows("english"))
def test_an_english_sentence_reads_on(kind, rung, marked, expected):
    assert vaguer(kind, rung, marked, "en") == expected


def test_there_are_enough_sentences_of_every_kind():
    assert len(rows("korean")) >= 200
    assert len(rows("english")) >= 60
    for language in ("korean", "english"):
        assert {SpanKind(row[0]) for row in rows(language)} == {
            SpanKind.PLACE, SpanKind.DATE, SpanKind.AGE, SpanKind.COUNT, SpanKind.KINSHIP,
            SpanKind.OCCUPATION, SpanKind.ORGANISATION,
        }  # fmt: skip
