"""Every worked example in the documentation is run, and prints what the page says it prints."""

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
BLOCK = re.compile(r"^```(?P<info>[^\n`]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
ALGORITHMS = sorted((ROOT / "docs" / "algorithms").glob("*.md"))


def blocks(page: Path) -> list[tuple[str, str]]:
    return [(match["info"].strip(), match["body"]) for match in BLOCK.finditer(page.read_text(encoding="utf-8"))]


def stripped(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def assert_printed(printed: list[str], expected: list[str], call: str) -> None:
    """Compares line by line; `…` on a page stands for a name that is another in every home, such as a batch's."""
    for now, page in zip(printed, expected, strict=False):
        assert re.fullmatch(".*".join(map(re.escape, page.split("…"))), now), f"{call}: {now}"
    assert len(printed) == len(expected), call


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_examples_of_a_page_print_what_it_says(page, sitthi, tmp_path):
    for info, body in blocks(page):
        if name := re.search(r"\bfile=(\S+)", info):
            (tmp_path / name[1]).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name[1]).write_text(body, encoding="utf-8")
        elif info == "console":
            for call in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
                line, _, expected = call.partition("\n")
                verb = shlex.split(line)[0]
                if verb != "sitthi":
                    continue
                line_only = line.split(" > ")[0]
                ran = sitthi(*shlex.split(line_only)[1:], human=True, LANG="en", COLUMNS="160")
                if " > " in line:
                    (tmp_path / line.split(" > ")[1].strip()).write_text(ran.out, encoding="utf-8")
                else:
                    assert_printed(stripped(ran.out + ran.err), stripped(expected), line)


@pytest.mark.parametrize("page", ALGORITHMS, ids=lambda page: page.stem)
def test_an_algorithm_has_a_source_and_an_executed_example(page):
    text = page.read_text(encoding="utf-8")
    assert any(info == "console" for info, _ in blocks(page))
    assert "Source" in text


def test_each_algorithm_of_the_core_has_its_page():
    expected = {"adjrw", "allocation", "chart-audit", "flow-charts", "scoring", "working-days"}
    expected |= {"admission-rate", "readmission", "case-mix"}
    assert expected <= {page.stem for page in ALGORITHMS}


def test_links_between_pages_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
