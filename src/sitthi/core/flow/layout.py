"""The pictures of a flow: its chart by unit, its chart of five symbols, and two of these side by side."""

from sitthi.core.flow.chart import process_chart
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.layout_lanes import lane_chart
from sitthi.core.flow.layout_symbols import symbol_chart
from sitthi.core.flow.picture import Picture, joined
from sitthi.core.flow.picture_words import PictureWords
from sitthi.core.flow.step import Symbol

__all__ = ["before_and_after", "lane_chart", "symbol_chart"]

_BETWEEN = 16


def before_and_after(
    before: tuple[ProcessDefinition, PictureWords], after: tuple[ProcessDefinition, PictureWords]
) -> Picture:
    """Lays out the charts of symbols of two definitions side by side; each has its own words, in one language."""
    say = after[1].words.say
    first = symbol_chart(*before, side=say("flow.before"))
    second = symbol_chart(*after, side=say("flow.after")).moved(first.width + _BETWEEN, 0)
    charts = process_chart(before[0]), process_chart(after[0])
    steps = [str(chart.n_steps) for chart in charts]
    delays = [str(chart.symbols[Symbol.DELAY]) for chart in charts]
    says = say(
        "flow.says_both",
        steps_before=steps[0],
        steps_after=steps[1],
        delays_before=delays[0],
        delays_after=delays[1],
    )
    title = " → ".join(words.title(flow) for flow, words in (before, after))
    return joined(title, says, (first, second))
