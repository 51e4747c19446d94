"""Finds figures that count less than they leave out: who is known may be unlike who is not."""

from collections.abc import Iterable, Sequence

from sitthi.core.findings import Finding
from sitthi.pipeline.figures import Figure, Origin

__all__ = ["mostly_left_out"]


def mostly_left_out(figures: Sequence[Figure], scorecard: str) -> Iterable[Finding]:
    """Finds once what was counted over rows of which most were left out; registered people are no such rows."""
    thin = [
        (figure, figure.measure.denominator, figure.measure.excluded)
        for figure in figures
        if figure.origin is Origin.COUNTED
        and figure.measure is not None
        and figure.measure.denominator is not None
        and figure.measure.counted_on is None
        and figure.measure.excluded > figure.measure.denominator
    ]
    if thin:
        detail = {
            "n": str(len(thin)),
            "counted": str(sum(counted for _, counted, _ in thin)),
            "left_out": str(sum(left_out for _, _, left_out in thin)),
            "indicators": ", ".join(sorted({figure.criterion.indicator for figure, _, _ in thin})),
        }
        yield Finding("run.mostly_left_out", scorecard, None, None, detail)
