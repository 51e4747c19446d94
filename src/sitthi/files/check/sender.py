"""Tells of which hospital a set is where nobody said so: the one that most of its rows name as the sender."""

from sitthi.core.formats.field import FormatField
from sitthi.core.formats.rule import FieldRuleKind
from sitthi.files.check.scope import Scope
from sitthi.files.check.sql import column, table

__all__ = ["HOSPITAL", "is_sender", "usual_sender"]

HOSPITAL = "[0-9]{5}|[A-Za-z]{2}00[0-9]{5}"
"""A hospital's code, in five digits or in nine characters that end in them."""


def is_sender(scope: Scope, field: FormatField) -> bool:
    """Tells whether a field holds the hospital that sends the set."""
    return scope.says(FieldRuleKind.OWN_HOSPITAL, field) or scope.says(FieldRuleKind.SENDER, field)


def usual_sender(scope: Scope) -> str | None:
    """Gives the five digits that most rows name, the first of equals; `None` where no row names a hospital."""
    named = [
        f"SELECT {column(field.name)} AS value, count(*) AS n FROM {table(file)} GROUP BY ALL"
        for file in scope.columns
        for field in scope.filled(file)
        if is_sender(scope, field)
    ]
    if not named:
        return None
    most = scope.connection.execute(
        f"SELECT right(value, 5) AS digits FROM ({' UNION ALL '.join(named)}) "
        f"WHERE regexp_full_match(value, '{HOSPITAL}') GROUP BY digits ORDER BY sum(n) DESC, digits LIMIT 1"
    ).fetchone()
    return most[0] if most else None
