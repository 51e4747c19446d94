"""The glossary: Thai term, identifier, one sentence; and every identifier is one of ours."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("| \n").split("|")]
    for line in (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "`" in line
]
TEXT = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (ROOT / "src").rglob("*")
    if path.suffix in (".py", ".toml", ".csv")
)
# What the words of the field may be called: a definition, a field, a key, a value between quotation marks, a file.
NAMES = {
    *(name for pair in re.findall(r"(?:class|def) (\w+)|^\s*(\w+)\s*[:=]", TEXT, re.MULTILINE) for name in pair),
    *re.findall(r"\"([A-Za-z_0-9]+)\"", TEXT),
    *re.findall(r"^\[+(\w+)\]", TEXT, re.MULTILINE),
    *(path.stem for path in (ROOT / "src").rglob("*.toml")),
}


def test_every_row_has_a_thai_term_an_identifier_and_a_sentence():
    assert len(ROWS) > 60
    for thai, identifiers, sentence in ROWS:
        assert re.search("[\u0e00-\u0e7f]", thai), thai
        assert re.findall("`([^`]+)`", identifiers), thai
        assert sentence.endswith("."), thai


def test_every_identifier_exists_in_the_code_or_the_book():
    for thai, identifiers, _ in ROWS:
        for name in re.findall("`([^`]+)`", identifiers):
            assert name in NAMES, f"{thai}: {name}"


def test_no_term_stands_twice():
    terms = [row[0] for row in ROWS]
    assert len(set(terms)) == len(terms)
