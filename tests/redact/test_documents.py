"""The examples of docs/redaction-rules.md do what the page says."""

import re
from pathlib import Path

import pytest

from vault.errors import MalformedError
from vault.model import Action, Audience, SpanKind
from vault.redact.detectors.table import DETECTORS
from vault.redact.engine import RenderRequest, render
from vault.redact.registry import Registry
from vault.redact.rules import RUNGS, load

PAGE = (Path(__file__).parents[2] / "docs" / "redaction-rules.md").read_text(encoding="utf-8")


def blocks(name):
    return re.findall(rf"^```{name}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def rules():
    (source,) = blocks("toml")
    return load(source)


@pytest.mark.parametrize("example", blocks("example"))
def test_an_example_comes_out_as_printed(example):
    fields = dict(re.findall(r"^(\w+): +(.*)$", example, re.MULTILINE))
    request = RenderRequest(
        fields["in"], fields["language"], Audience.PUBLICATION, Registry(()), rules()
    )
    assert render(request).text == fields["out"]


def test_there_are_examples_in_both_languages():
    assert {re.findall(r"language: (\w+)", each)[0] for each in blocks("example")} == {"en", "ko"}


def test_what_the_page_refuses_is_refused_with_its_message():
    (source,), (message,) = blocks("refused"), blocks("message")
    with pytest.raises(MalformedError) as caught:
        load(source)
    assert caught.value.sentence == message.strip()


def test_the_page_names_every_kind_action_rung_and_detector():
    words = {*SpanKind, *Action, *RUNGS, *(name for name, _ in DETECTORS)}
    assert not [word for word in words if f"`{word}`" not in PAGE]
