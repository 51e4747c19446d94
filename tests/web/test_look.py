"""What the look is made of: parts of others as they were taken, no page that its own policy would break."""

import hashlib
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template.loader import get_template

WEB = Path(__file__).resolve().parents[2] / "src" / "sitthi" / "web"
STATIC = WEB / "desk" / "static"
TEMPLATES = sorted(WEB.glob("*/templates/**/*.html"))
SHEETS = sorted((STATIC / "desk").glob("*.css"))
MARKS = {each.get("id") for each in ElementTree.parse(STATIC / "desk" / "sprite.svg").getroot()}  # noqa: S314 - our own file


def test_parts_of_others_are_as_they_were_taken_each_with_its_licence():
    told = json.loads((STATIC / "vendor" / "vendor.json").read_text(encoding="utf-8"))
    known = {path: digest for part in told for path, digest in part["files"].items()}
    kept = {
        path.relative_to(STATIC / "vendor").as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (STATIC / "vendor").rglob("*")
        if path.is_file() and path.name != "vendor.json"
    }
    assert kept == known
    for part in told:
        assert part["version"]
        assert part["licence"]
        assert any(path.endswith(".txt") for path in part["files"])


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_a_template_compiles_and_asks_for_nothing_inline(path):
    name = path.relative_to(next(each for each in path.parents if each.name == "templates")).as_posix()
    get_template(name)
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not re.search(r"""\sstyle=|\son[a-z]+=["']|<style|javascript:""", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"""(?:src|href)=["']https?:""", text)


@pytest.mark.parametrize(
    "path", [*TEMPLATES, WEB / "desk" / "templatetags" / "marks.py"], ids=lambda path: path.name
)
def test_a_mark_that_is_asked_for_is_in_the_sprite(path):
    text = path.read_text(encoding="utf-8")
    asked = set(re.findall(r"""{% mark ["']([a-z-]+)["']""", text))
    assert asked <= MARKS


def test_the_sprite_has_every_state_and_every_symbol():
    assert {"late", "today", "soon", "later", "paused", "tick"} <= MARKS
    for symbol in ("operation", "transport", "inspection", "delay", "storage"):
        assert {symbol, f"{symbol}-full"} <= MARKS


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_sheet_is_short_and_names_no_place_outside(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 400
    assert "//" not in re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    for variable in set(re.findall(r"var\((--(?!bs-)[\w-]+)", text)):
        assert f"{variable}:" in (STATIC / "desk" / "tokens.css").read_text(encoding="utf-8"), variable


def contrast(one: str, other: str) -> float:
    def light(code: str) -> float:
        parts = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((light(one), light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "canvas"), ("muted", "canvas"), ("muted", "head"), ("muted", "selected"), ("primary", "paper"),
        ("primary-dark", "primary-tint"), ("late", "late-tint"), ("today", "today-tint"), ("soon", "soon-tint"),
        ("done", "done-tint"), ("person", "person-tint"), ("rail-text", "rail"), ("rail-quiet", "rail"),
        ("late", "selected"), ("done", "selected"), ("primary", "selected"),
        ("paper", "primary"), ("paper", "late"),
    ],
)  # fmt: skip
def test_text_stands_out_from_its_ground(text, ground):
    tokens = dict(
        re.findall(r"--([\w-]+): (#[0-9a-f]{6})", (STATIC / "desk" / "tokens.css").read_text(encoding="utf-8"))
    )
    tokens["paper"] = "#ffffff"
    assert contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html", "account/lockout.html"])
def test_a_page_of_failure_needs_nothing_but_itself(name):
    said = get_template(name).render({})
    assert "<h1>" in said
    assert re.search("[\u0e00-\u0e7f]", said)
    assert 'class="btn' in said
