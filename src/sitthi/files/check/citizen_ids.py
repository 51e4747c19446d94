"""The citizen id's twin in SQL: what `core.identity.read_citizen_id` says of one, for a whole column."""

__all__ = ["citizen_ids"]

_FORM = "[0-9]{13}|[0-9]-[0-9]{4}-[0-9]{5}-[0-9]{2}-[0-9]"
_DIGITS = f"CASE WHEN regexp_full_match(value, '{_FORM}') THEN replace(value, '-', '') END"
_WEIGHED = " + ".join(f"number // {10**k} % 10 * {k + 1}" for k in range(1, 13))
"""The last digit has place 0; the twelve before it weigh 2 to 13."""


def citizen_ids(source: str) -> str:
    """Writes a query of `value`, `digits` and `fault` over a relation with a column `value`.

    A value has no spaces around. `digits` are the thirteen, dashes taken out, NULL where the form is another.
    `fault` has the names of `core.identity.IdFault`: form, dummy, check_digit; NULL for a sound id and for NULL.
    """
    digits = f"SELECT value, {_DIGITS} AS digits FROM {source}"
    numbers = f"SELECT *, CAST(digits AS BIGINT) AS number FROM ({digits})"
    return (
        "SELECT value, digits, CASE WHEN value IS NULL THEN NULL WHEN digits IS NULL THEN 'form' "
        "WHEN digits = repeat(left(digits, 1), 13) OR starts_with(digits, '123456789012') THEN 'dummy' "
        f"WHEN (11 - ({_WEIGHED}) % 11) % 10 <> number % 10 THEN 'check_digit' END AS fault FROM ({numbers})"
    )
