"""Writes many rows at once: COPY on PostgreSQL, one prepared statement on SQLite.

Django's own bulk insert puts every value into the text of the statement; over the rows of a hospital's year that
is the whole time of a load.
"""

from collections.abc import Sequence

from django.db import connection, models

__all__ = ["insert_rows"]


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Inserts unsaved rows of one model; their ids are not read back. Call it inside a transaction."""
    if not rows:
        return
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    values = ([field.get_db_prep_save(_value(field, row), connection) for field in fields] for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values))


def _value(field: models.Field, row: models.Model) -> object:
    """Gives a field's value as saving one row would: days and moments that are set on saving are set."""
    return field.pre_save(row, add=True)
