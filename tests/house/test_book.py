"""The book and the words: complete, sourced, used."""

import re
import tomllib
from pathlib import Path

import pytest

from sitthi.book import Book
from sitthi.book.loader import evidence_in
from sitthi.book.shelves import SHELVES
from sitthi.cli.app import COMMANDS
from sitthi.core.evidence import Evidence, Grade, Source
from sitthi.core.findings import FindingKind
from sitthi.core.rules.choices import Choice

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sitthi"
CODE = {path: path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
EVERY_LINE = "\n".join(CODE.values())
BOOK = Book()
LOCALE = SOURCE / "locale"
PAGES = sorted(path.stem for path in (LOCALE / "th").glob("*.toml") if path.stem not in ("commands", "faults"))
"""Pages of both languages; English help of commands and faults of data files stand in their code."""


def test_every_data_file_of_the_book_stands_on_a_shelf():
    shelved = {path for shelf in SHELVES.values() for path in BOOK.root.glob(shelf.pattern)}
    assert set(BOOK.root.rglob("*.toml")) == shelved


def test_every_rulebook_says_who_says_it():
    for kind, shelf in SHELVES.items():
        for document in BOOK.all(kind).values():
            if shelf.rulebook:
                assert isinstance(document.evidence, Evidence)
                assert document.edition


def test_what_has_no_source_is_graded_as_a_gap_and_the_reverse():
    for kind in SHELVES:
        for name, document in BOOK.all(kind).items():
            for evidence in evidence_in(document):
                assert evidence.source != "not-found" or evidence.grade in (Grade.GAP, Grade.K), name


def test_every_source_is_cited():
    cited = {
        evidence.source for kind in SHELVES for doc in BOOK.all(kind).values() for evidence in evidence_in(doc)
    }
    assert {source for source in BOOK.all(Source) if source != "sitthi"} - cited == set()


def test_every_finding_code_is_used_and_every_used_code_is_in_the_catalogue():
    codes = set(BOOK.all(FindingKind))
    used = set(
        re.findall(r"(?:Finding|Refusal|_find|found|_bad|find)\(\s*f?\"([a-z_0-9]+\.[a-z_0-9]+)\"", EVERY_LINE)
    )
    assert used - codes == set()
    assert {code for code in codes if f'"{code}"' not in EVERY_LINE} == set()


def test_every_choice_is_read_by_commands_that_exist():
    for choice in BOOK.all(Choice).values():
        assert choice.used_by
        assert {verb.split()[0] for verb in choice.used_by} <= set(COMMANDS), choice.id


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_words_and_none_is_empty(page):
    th, en = (tomllib.loads((LOCALE / lang / f"{page}.toml").read_text(encoding="utf-8")) for lang in ("th", "en"))
    assert list(th) == list(en)
    for key in th:
        assert th[key].strip()
        assert en[key].strip()
        assert sorted(re.findall(r"{(\w+)}", th[key])) == sorted(re.findall(r"{(\w+)}", en[key])), key


def test_every_word_that_is_said_is_in_the_locale():
    known = {
        f"{page}.{key}"
        for page in PAGES
        for key in tomllib.loads((LOCALE / "en" / f"{page}.toml").read_text(encoding="utf-8"))
    }
    said = set(re.findall(r"say\((?:language, |self\.language, )?\"([a-z_]+\.[a-z_0-9]+)\"", EVERY_LINE))
    assert said - known == set()
    assert {path.stem for path in (LOCALE / "en").glob("*.toml")} == set(PAGES)
    assert {f"help.{verb}" for verb in COMMANDS} <= known
