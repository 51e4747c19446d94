"""How the code has to look, where a machine can see it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sitthi"
# Django writes the first migration of an application from its models.
MODULES = sorted(path for path in SOURCE.rglob("*.py") if path.name != "0001_initial.py")
EMPTY_NAMES = {"utils", "helpers", "common", "base", "manager", "service", "misc"}
THAI = re.compile("[\u0e00-\u0e7f]")
THAI_HOMES = ("book", "core/thai", "demo", "locale/th", "web/locale/th")


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_short_named_for_something_and_says_what_it_is(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert path.stem not in EMPTY_NAMES
    says = ast.get_docstring(ast.parse(text)) or ""
    assert says.split("\n")[0].endswith((".", ":"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_public_functions_and_classes_say_what_they_are_and_fit_a_screen(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if isinstance(node, ast.ClassDef) or node in tree.body:
            assert ast.get_docstring(node), f"{node.name} has no docstring"
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 75, f"{node.name} is longer than a screen"


@pytest.mark.parametrize("path", sorted((SOURCE / "core").rglob("*.py")), ids=name_of)
def test_the_core_has_no_float_and_no_clock(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Name) and node.id == "float")
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow", "sqrt"))


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCE.rglob("*") if path.suffix in (".py", ".toml", ".csv", ".html", ".typ")],
    ids=name_of,
)
def test_thai_stays_in_its_homes_and_is_nfc(path):
    import unicodedata

    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    if not name_of(path).startswith(THAI_HOMES) and name_of(path) != "cli/app.py":
        assert not THAI.search(text)


def test_no_file_of_the_house_names_where_it_was_written():
    words = re.compile(r"(?<![\w.])/(?:home|root|opt|Users)/|\b[\w.-]+\.(?:org|com|net)/simple\b")
    for path in [*ROOT.glob("[!.]*"), *ROOT.glob("docs/**/*.md"), *ROOT.glob(".ci/*"), *SOURCE.rglob("*")]:
        if path.is_file() and path.suffix in (".md", ".py", ".toml", ".lock", ".csv", ""):
            assert not words.search(path.read_text(encoding="utf-8")), path
