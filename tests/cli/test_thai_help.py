"""`--help` in Thai: all of it is told in Thai, and English stays as the code has it."""

import importlib
import re
import tomllib
from pathlib import Path

import click
import pytest

import sitthi
from sitthi.cli.app import COMMANDS
from sitthi.core.thai.lines import columns

WORDS = tomllib.loads(
    (Path(sitthi.__file__).parent / "locale" / "th" / "commands.toml").read_text(encoding="utf-8")
)
THAI = re.compile("[ก-๛]")


def below(command, path):
    """Gives a command and all below it, each with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from below(inner, f"{path} {name}")


EVERY = {
    path: command
    for verb, module in COMMANDS.items()
    for path, command in below(importlib.import_module(module).command, verb)
}


@pytest.mark.parametrize("path", EVERY)
def test_a_command_and_its_options_have_thai_words(path):
    assert THAI.search(WORDS[path])
    for option in EVERY[path].params:
        if isinstance(option, click.Option):
            name = option.opts[0]
            assert f"{path} {name}" in WORDS or name in WORDS, f"locale/th/commands.toml lacks {path} {name}"


def test_no_thai_words_are_left_of_commands_and_options_that_are_gone():
    options = {f"{path} {o.opts[0]}" for path, c in EVERY.items() for o in c.params if isinstance(o, click.Option)}
    every = {name.rpartition(" ")[2] for name in options} | {"sitthi", "--version", "--help"}
    parser = {"Usage:", "Options", "Commands", "required", "default:"}
    assert set(WORDS) - options - set(EVERY) - every - parser == set()


@pytest.mark.parametrize("words", ["", "book", "book show", "check", "due", "load", "adjrw compute"])
def test_no_line_of_help_is_without_thai_but_names(sitthi, words):
    ran = sitthi(*words.split(), "--help", human=True, SITTHI_LANG="th", COLUMNS="80")
    assert ran.exit == 0
    name = r"\S*[-A-Z_/|,.=0-9]\S*|eclaim16|fdh16|moph43|zip|sitthi|th|en|python"
    for line in filter(None, map(str.strip, ran.out.splitlines())):
        assert THAI.search(line) or all(re.fullmatch(name, word) for word in line.split()), line
        assert columns(line) <= 80


def test_what_the_parser_adds_is_told_in_thai(sitthi):
    out = sitthi("load", "--help", human=True, SITTHI_LANG="th").out
    assert out.startswith("วิธีใช้: ")
    assert "sitthi load [OPTIONS] FORMAT PATH" in out
    assert "ตัวเลือก:" in out
    assert "[ต้องระบุ]" in out
    assert "ถ้าไม่ระบุคือ 100000" in sitthi("check", "--help", human=True, SITTHI_LANG="th").out
    assert "คำสั่ง:" in sitthi("adjrw", "--help", human=True, SITTHI_LANG="th").out


def test_english_help_says_what_the_code_says(sitthi):
    out = sitthi("load", "--help", human=True, SITTHI_LANG="en").out
    assert not THAI.search(out)
    assert "Keep neither the bytes that came nor whose a key is." in out
    assert "[required]" in out


def test_a_command_called_alone_shows_its_thai_help(sitthi):
    assert "นำเข้าตาราง DRG" in sitthi("adjrw", human=True, SITTHI_LANG="th").err
