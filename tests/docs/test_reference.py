"""The generated pages say what the book says now."""

from pathlib import Path

import pytest

from sitthi.book import Book
from sitthi.cli.reference import pages
from sitthi.core.rules.choices import Choice

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
PAGES = pages(Book())


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(name):
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name], "run: just reference"


def test_every_choice_is_listed_with_its_values():
    for choice in Book().all(Choice).values():
        assert f"## `{choice.id}`" in PAGES["choices.md"]
        assert f"`{choice.default}` (default)" in PAGES["choices.md"]
