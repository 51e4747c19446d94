"""One filled form, and what is wrong with its answers before any point is given."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sitthi.core.forms.form import Criterion, Form, Item, Verdict

__all__ = ["Problem", "Sheet", "applies", "problems"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The answers of one unit, or of one audited record: verdicts by criterion and item, points to take off.

    An item without an answer is absent.
    """

    answers: Mapping[str, Mapping[str, Verdict]]
    deduct: Mapping[str, int] = field(default_factory=dict)

    def of(self, item: Item) -> Verdict | None:
        """Gives an item's verdict, `None` where nobody answered."""
        return self.answers.get(item.criterion, {}).get(item.id)


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that is missing or not allowed: the code of its finding, the item, and the item it hangs on."""

    code: str
    item: Item
    needs: str = ""


def applies(criterion: Criterion, items: Sequence[Item], sheet: Sheet) -> bool:
    """Tells whether a criterion counts in a sheet.

    An optional one does not where it is left out whole, or answered `na` on every item. A half of either is
    not a whole: the rest is then missing, or `na` where it is not allowed.
    """
    verdicts = {sheet.of(item) for item in items}
    return not (criterion.optional and verdicts in ({None}, {Verdict.NA}))


def problems(form: Form, sheet: Sheet) -> Iterator[Problem]:
    """Gives what is wrong with a sheet, in the form's order.

    A missing answer scores nothing over the full mark and is only named. `na` blocks where the form does not
    allow it [mra-2563], or where the item it hangs on is not met.
    """
    by_name = {item.name: item for item in form.items}
    for criterion, items in form.contents:
        if not applies(criterion, items, sheet):
            continue
        given = sheet.answers.get(criterion.id, {})
        for item in items:
            verdict = given.get(item.id)
            if verdict is None:
                yield Problem("form.missing_item", item)
            elif verdict is Verdict.NA and not item.may_be_na:
                yield Problem("form.na_not_allowed", item)
            elif verdict is Verdict.NA and item.na_needs and given.get(item.na_needs) is not Verdict.YES:
                yield Problem("form.na_needs", item, f"{criterion.id}.{item.na_needs}")
            if verdict is not None and item.same_as is not None:
                other = sheet.of(by_name[item.same_as])
                if other not in (None, verdict):
                    yield Problem("form.same_differs", item, item.same_as)
