"""docs/limits.md, made from the tests that are marked as limits: `python -m tests.limits --write`.

A mark is `@pytest.mark.limit(number, "good" or "now", section)`, and the first paragraph of the
test's docstring is the sentence. A further test of the same limit carries its number alone. What
no test can show stands in `unshown`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.limits.unshown import UNSHOWN

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/limits.md"

_HEAD = """# Limits

What Strongroom cannot do, or does not do yet, one line each. A line that can be shown is shown by a test: the test fails on the day on which the line stops being true. This page is made from those tests (`make limits`).
*For good* means that no version will change it. *For now* means that [the roadmap](roadmap.md) names the part that will.
"""  # noqa: E501

SECTIONS = (
    "What a lost or stolen file still tells",
    "What somebody who can write to the file can do",
    "What a colleague can do",
    "What redaction cannot know",
    "What leaves",
    "The computer",
    "Between computers",
    "Attachments",
    "Identities",
    "Working together",
    "Recovery sheets",
    "Field reporters",
)


@dataclass
class Limit:
    """One line of the page."""

    number: int
    kind: str = ""
    section: str = ""
    sentence: str = ""
    why_unshown: str = ""
    shown_by: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the line as the page has it."""
        shown = ", ".join(f"`{test}`" for test in self.shown_by)
        end = f"Shown by {shown}." if shown else f"(No test shows it: {self.why_unshown}.)"
        return f"- **LIM-{self.number:02d}** For {self.kind}. {self.sentence} {end}"


def limits() -> dict[int, Limit]:
    """Return every limit by its number; raises ValueError where two marks give one a sentence."""
    found = {
        each.number: Limit(each.number, each.kind, each.section, each.sentence, each.why)
        for each in UNSHOWN
    }
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for function, mark in _marks(ast.parse(path.read_text("utf-8"))):
            number, *told = (ast.literal_eval(argument) for argument in mark.args)
            limit = found.setdefault(number, Limit(number))
            test = f"{path.relative_to(ROOT).as_posix()}::{function.name}"
            if told and limit.sentence:
                raise ValueError(f"LIM-{number:02d} has two sentences")
            if told:
                limit.kind, limit.section = told
                limit.sentence = _sentence(function)
                limit.shown_by.insert(0, test)
            else:
                limit.shown_by.append(test)
    return found


def _marks(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.limit":
                    yield node, mark


def _sentence(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    first, _, _ = (ast.get_docstring(function) or "").partition("\n\n")
    return " ".join(first.split())


def page() -> str:
    """Return the whole page."""
    known = sorted(limits().values(), key=lambda limit: limit.number)
    parts = [_HEAD]
    for section in SECTIONS:
        lines = [limit.line() for limit in known if limit.section == section]
        parts.append(f"## {section}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)
