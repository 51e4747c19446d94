"""The SVG of a picture: well-formed, escaped, and free of what a strict page refuses."""

from xml.etree import ElementTree

import pytest

from sitthi.core.flow.picture import Anchor, Box, BoxKind, Label, Lane, Lettering, Line, Mark, Picture, Stroke
from sitthi.core.flow.step import Symbol
from sitthi.files.write.svg import svg

SPACE = "{http://www.w3.org/2000/svg}"
NASTY = """<script>alert("1")</script> & 'น้ำ' ]]> <!-- """
PICTURE = Picture(
    400, 300, NASTY, "15 เหลือ 11",
    lanes=(Lane(0, 0, 200, 300, "ward"), Lane(200, 0, 200, 300, "finance")),
    boxes=tuple(Box(10, 10 + 20 * n, 100, 15, kind, n) for n, kind in enumerate(BoxKind, 1)),
    lines=(
        *(Line(((0, n), (9, n)), kind) for n, kind in enumerate(Stroke)),
        Line(((10, 10), (50, 10)), Stroke.FLOW, is_arrow=True),
        Line(((10, 10), (10, 50)), Stroke.FLOW, is_arrow=True),
    ),
    marks=tuple(Mark(200, 20 * n, 16, symbol, n) for n, symbol in enumerate(Symbol, 1)),
    labels=(Label(5, 5, NASTY, Lettering.TEXT), Label(9, 9, "33", Lettering.STRONG, Anchor.END)),
)  # fmt: skip


@pytest.fixture(scope="module")
def drawn():
    return ElementTree.fromstring(svg(PICTURE, "th"))  # noqa: S314 - our own text


def test_every_shape_of_the_picture_is_drawn_once(drawn):
    classes = [element.get("class") for element in drawn.iter() if element.get("class")]
    counts = {name: sum(name in own.split() for own in classes) for name in (
        "flow-lane", "flow-box", "flow-line", "flow-arrow", "flow-mark", "flow-text",
    )}  # fmt: skip
    assert counts == {
        "flow-lane": 2, "flow-box": len(BoxKind), "flow-line": len(Stroke) + 2, "flow-arrow": 2,
        "flow-mark": len(Symbol), "flow-text": 2,
    }  # fmt: skip


def test_text_stays_text_and_the_title_says_the_answer(drawn):
    assert [element.text for element in drawn.iter(f"{SPACE}text")] == [NASTY, "33"]
    assert drawn.find(f"{SPACE}title").text == f"{NASTY}: 15 เหลือ 11"
    assert (drawn.get("role"), drawn.get("lang")) == ("img", "th")
    assert not list(drawn.iter(f"{SPACE}script"))


def test_nothing_is_written_that_a_strict_page_refuses(drawn):
    for element in drawn.iter():
        assert element.tag.removeprefix(SPACE) in {
            "svg", "title", "rect", "polyline", "polygon", "circle", "path", "text",
        }  # fmt: skip
        assert not {name for name in element.attrib if name == "style" or name.startswith("on") or "href" in name}


def test_an_arrow_ends_where_its_line_ends(drawn):
    heads = [element.get("points").split()[0] for element in drawn.iter(f"{SPACE}polygon")]
    assert heads == ["50,10", "10,50"]
    for element in drawn.iter(f"{SPACE}polygon"):
        assert len(set(element.get("points").split())) == 3
