"""What the documentation points at is there: files, folders, headings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md")
_PLACE = re.compile(
    r"`((?:api|benchmarks|docs|extract|ingest|models|ocr|requirements|script|tests|training)/[\w./*-]+)`"
)


def _anchors(page: Path) -> set[str]:
    """Headings as GitHub and the like turn them into addresses."""
    heads = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    dead = []
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if not re.match(r"https?:|mailto:", link):
            name, _, anchor = link.partition("#")
            target = page.parent / name if name else page
            if not target.exists() or (anchor and anchor not in _anchors(target)):
                dead.append(link)
    assert dead == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_place_in_the_code_that_is_named_is_there(page: Path) -> None:
    if page.name == "CHANGELOG.md":
        pytest.skip("it tells of what was")
    named = _PLACE.findall(page.read_text("utf-8"))
    assert [place for place in named if not any(ROOT.glob(place))] == []


def test_every_page_is_reached_from_another() -> None:
    texts = {page: page.read_text("utf-8") for page in PAGES}
    alone = [
        str(page.relative_to(ROOT))
        for page in (ROOT / "docs").glob("*.md")
        if not any(f"{page.name}" in text for other, text in texts.items() if other != page)
    ]
    assert alone == []
