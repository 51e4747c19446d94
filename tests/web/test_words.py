"""Every word of the web is Thai, once, with the same places to fill; nothing is kept that nobody says."""

import re
from pathlib import Path

import pytest

from sitthi.web import words

THAI = re.compile("[\u0e00-\u0e7f]")
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# Names that an office writes in Latin letters, in Thai too; so it does abbreviations, such as UC and R2A.
SAME_IN_BOTH = {"English", "Excel"}
ABBREVIATION = re.compile(r"[A-Z0-9]*[A-Z][A-Z0-9]*")
SPOKEN = words.said()


def texts_of(message):
    one = message.string if isinstance(message.string, tuple | list) else [message.string]
    return [str(text) for text in one]


def is_same_in_both(said: str, text: str) -> bool:
    """Tells names, abbreviations, and what has no letters besides its places."""
    letters = re.findall(r"[^\W\d_]+", PLACES.sub("", text))
    return said in SAME_IN_BOTH or bool(ABBREVIATION.fullmatch(text)) or (said == text and not letters)


def of_the_parts() -> set[str]:
    """Gives what the libraries say: an office's own word may take the place of theirs."""
    import allauth
    import django
    from babel.messages.pofile import read_po

    found: set[str] = set()
    folders = [Path(allauth.__file__).parent, Path(django.__file__).parent / "conf"]
    folders += list((Path(django.__file__).parent / "contrib").iterdir())
    for folder in folders:
        path = folder / "locale" / "en" / "LC_MESSAGES" / "django.po"
        path = path if path.exists() else folder / "locale" / "th" / "LC_MESSAGES" / "django.po"
        if path.exists():
            with path.open("rb") as handle:
                found |= {m.id if isinstance(m.id, str) else m.id[0] for m in read_po(handle)}
    return found


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_everything_said_has_words(language):
    assert words.lacking(language) == {}


def test_the_thai_is_thai_and_fills_the_same_places():
    for message in words.read("th"):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple | list) else [message.id]
        assert not message.fuzzy, ids[0]
        for text in texts_of(message):
            assert THAI.search(text) or is_same_in_both(ids[0], text), ids[0]
            # The plural names all places; a Thai sentence has one form for both.
            assert sorted(PLACES.findall(text)) == sorted(PLACES.findall(ids[-1])), ids[0]


def test_nothing_is_kept_that_nobody_says():
    ours = {(each.text, each.context) for each in SPOKEN}
    theirs = of_the_parts()
    for message in words.read("th"):
        text = message.id if isinstance(message.id, str) else message.id[0]
        assert not text or (text, message.context) in ours or text in theirs, f"{text!r} is said nowhere"


def test_no_words_stand_twice():
    # Babel keeps the last of two silently, so that the other would be edited in vain.
    lines = words.catalogue("th").read_text(encoding="utf-8").split("\n\n")
    keys = [
        (re.findall(r'^msgctxt "(.*)"$', block, re.M), re.findall(r'^msgid ((?:".*"\n?)+)', block, re.M))
        for block in lines
        if "msgid" in block
    ]
    twice = [key for key in keys if keys.count(key) > 1]
    assert twice == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_django_reads_is_compiled_from_what_people_edit(language):
    kept = words.catalogue(language).with_suffix(".mo").read_bytes()
    assert kept == words.compiled(language), "run `python -m sitthi.web.words`"


def test_modules_and_templates_are_both_listened_to(tmp_path):
    (tmp_path / "page.html").write_text(
        '{% load i18n %}\n    <p>\n  <b>{% translate "One" %}</b></p>'
        "{% blocktranslate count n=n %}A{% plural %}{{ n }} B{% endblocktranslate %}"
    )
    (tmp_path / "module.py").write_text('a = _("Two")\nb = pgettext("of a case", "Open")\n')
    assert set(words.said(tmp_path)) == {
        words.Said("One"),
        words.Said("A", None, "%(n)s B"),
        words.Said("Two"),
        words.Said("Open", "of a case"),
    }
