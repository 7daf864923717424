"""Every link between the documents leads somewhere, and every page and picture can be reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs import references
from tests.docs.make_images import PICTURES, without_remote_fonts

ROOT = references.ROOT
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def links(page: Path) -> list[str]:
    return _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page):
    targets = [link.partition("#")[0] for link in links(page) if "://" not in link]
    lost = [target for target in targets if target and not (page.parent / target).exists()]
    assert lost == []


def test_every_page_is_linked_from_another():
    linked = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in PAGES
        for link in links(page)
        if "://" not in link
    }
    alone = {page for page in PAGES if page.resolve() not in linked} - {ROOT / "README.md"}
    roots = {ROOT / "docs/manual/README.md", ROOT / "docs/adr/README.md"}
    assert alone <= roots


def test_every_picture_is_drawn_and_fetches_nothing():
    for name, _, _ in PICTURES:
        picture = (ROOT / "docs/images" / f"{name}.svg").read_text(encoding="utf-8")
        assert picture == without_remote_fonts(picture)


def test_fonts_and_comments_of_a_picture_are_taken_out():
    drawn = '<svg xmlns="http://www.w3.org/2000/svg"><!-- by somebody -->'
    drawn += '<style>@font-face { src: url("https://fonts.example/a.woff"); } text {}</style></svg>'
    assert without_remote_fonts(drawn).endswith("<style>text {}</style></svg>")
    with pytest.raises(AssertionError):
        without_remote_fonts('<svg><image href="https://fonts.example/a.png"/></svg>')
