"""The citizen id's twin in SQL: what `core.identity.read_citizen_id` says of one, for a whole column."""

__all__ = ["citizen_id_digits", "citizen_id_fault"]

_FORM = "[0-9]{13}|[0-9]-[0-9]{4}-[0-9]{5}-[0-9]{2}-[0-9]"
_TENS = [10**k for k in range(13)]


def citizen_id_digits(cell: str) -> str:
    """Writes the thirteen digits of a cell as text, NULL where it has not the form; dashes are taken out."""
    return f"CASE WHEN regexp_full_match({cell}, '{_FORM}') THEN replace({cell}, '-', '') END"


def citizen_id_fault(cell: str) -> str:
    """Writes `form`, `dummy`, `check_digit`, or NULL for a sound id; of a NULL cell it is NULL.

    The cell has no spaces around. The names are those of `core.identity.IdFault`.
    """
    digits = citizen_id_digits(cell)
    number = f"CAST({digits} AS BIGINT)"
    # The last digit has place 0; the twelve before it weigh 2 to 13.
    weighed = " + ".join(f"({number} // {_TENS[k]}) % 10 * {k + 1}" for k in range(1, 13))
    return (
        f"CASE WHEN {cell} IS NULL THEN NULL WHEN {digits} IS NULL THEN 'form' "
        f"WHEN {digits} = repeat(left({digits}, 1), 13) OR starts_with({digits}, '123456789012') THEN 'dummy' "
        f"WHEN (11 - ({weighed}) % 11) % 10 <> {number} % 10 THEN 'check_digit' END"
    )
