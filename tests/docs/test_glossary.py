"""docs/glossary.md: one word per thing; screens and commands use no other."""

from __future__ import annotations

import ast
import re

import click
import pytest

from tests.docs import references
from vault.cli.main import build
from vault.model import Action, Audience, CopyStatus, InterviewStatus, Part, Role

PAGE = references.page("glossary.md")
WORDS = re.findall(r"^\| ([^|]+?) \| ", PAGE, re.MULTILINE)[1:]

# What other programs say -> our word. A pattern is looked for in what people read.
FORBIDDEN = {
    r"\bdossiers?\b": "person file",
    r"\binformants?\b": "source",
    r"\bpasswords?\b": "passphrase",
    r"\bpass phrases?\b": "passphrase",
    r"\busers?\b(?!\s+of\s+this\s+computer)": "member",
    r"\bblack(?:ed)? out\b": "mask",
    r"\banonymi[sz]ed? name": "pseudonym",
    r"\baudit (?:log|trail)\b": "journal",
    r"\blog ?book\b": "journal",
    r"\bseed phrase\b": "recovery sheet",
    r"\bfingerprint\b": "safety words",
    r"\bexport(?:ed|s)?\b": "release",
    r"\bworkspace\b": "desk",
    r"\bteam\b": "desk",
    r"\bsign ?-?in\b|\blog ?-?in\b": "unlock",
}


def commands(group: click.Group):
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        yield found
        if isinstance(found, click.Group):
            yield from commands(found)


def help_texts() -> dict[str, str]:
    found = {}
    for command in commands(build()):
        options = " ".join(getattr(p, "help", None) or "" for p in command.params)
        found[f"command {command.name}"] = f"{command.help or ''} {options}"
    return found


def screen_texts() -> dict[str, str]:
    """Return every sentence of the terminal's sources: strings with a blank, docstrings aside."""
    found = {}
    for path in sorted((references.ROOT / "tui").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        told = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        texts = (
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            and id(node) not in told and " " in node.value
        )  # fmt: skip
        found[str(path.relative_to(references.ROOT))] = "\n".join(texts)
    return found


TEXTS = help_texts() | screen_texts()


def test_words_stand_in_order_and_once():
    assert sorted(WORDS, key=str.casefold) == WORDS
    assert len(set(WORDS)) == len(WORDS)


def test_a_word_in_italics_stands_in_the_list():
    known = {word.split(",")[0].split(" (")[0] for word in WORDS} | {"parts", "roles"}
    table = PAGE[: PAGE.index("## Status")]
    linked = set(re.findall(r"(?<!\*)\*([a-z][a-z ]*)\*(?!\*)", table)) - {"italics"}
    unknown = {w for w in linked if w not in known and w.rstrip("s") not in known}
    assert unknown == set()


@pytest.mark.parametrize("kind", [Action, Audience, InterviewStatus, CopyStatus, Part, Role])
def test_every_word_of_the_program_is_explained(kind):
    missing = {
        str(word).replace("_", " ") for word in kind if str(word).replace("_", " ") not in PAGE
    }
    assert missing <= {"field reporter", "forgotten"}


@pytest.mark.parametrize("place", TEXTS)
def test_screens_and_help_use_our_words(place):
    found = {
        f"{match[0]} (say {ours})"
        for pattern, ours in FORBIDDEN.items()
        for match in re.finditer(pattern, TEXTS[place], re.IGNORECASE)
    }
    assert found == set()
