"""Writes many rows at once: COPY on PostgreSQL, one prepared statement on SQLite.

Django's own bulk insert and update build an expression for every value; over the rows of a hospital's year that is
the whole time of a load.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection, models

__all__ = ["insert_rows", "update_rows"]


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Inserts unsaved rows of one model; their ids are not read back. Call it inside a transaction."""
    if not rows:
        return
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, _quoted(model._meta.db_table), fields, rows)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(
                f"INSERT INTO {_quoted(model._meta.db_table)} ({_names(fields)}) VALUES ({marks})",
                [_values(fields, row) for row in rows],
            )


def update_rows(rows: Sequence[models.Model], but: Collection[str] = ()) -> None:
    """Writes every column of saved rows of one model, but those named. Call it inside a transaction."""
    if not rows:
        return
    model = type(rows[0])
    table, key = _quoted(model._meta.db_table), model._meta.pk
    fields = [field for field in model._meta.concrete_fields if not field.primary_key and field.name not in but]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            beside = _quoted(f"{model._meta.db_table}_news")
            cursor.execute(f"CREATE TEMPORARY TABLE {beside} (LIKE {table}) ON COMMIT DROP")
            cursor.execute(f"ALTER TABLE {beside} {_without_bounds(model)}")
            _copy(cursor, beside, [key, *fields], rows)
            laid = ", ".join(f"{_quoted(field.column)} = n.{_quoted(field.column)}" for field in fields)
            own = _quoted(key.column)
            cursor.execute(f"UPDATE {table} AS t SET {laid} FROM {beside} AS n WHERE t.{own} = n.{own}")
            cursor.execute(f"DROP TABLE {beside}")
        else:
            laid = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
            cursor.executemany(
                f"UPDATE {table} SET {laid} WHERE {_quoted(key.column)} = %s",
                [_values([*fields, key], row) for row in rows],
            )


def _copy(cursor: Any, table: str, fields: Sequence[models.Field], rows: Sequence[models.Model]) -> None:
    with cursor.copy(f"COPY {table} ({_names(fields)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(_values(fields, row))


def _without_bounds(model: type[models.Model]) -> str:
    """Gives the words that let a copy of a table have rows without the columns that are not to be written."""
    return ", ".join(
        f"ALTER COLUMN {_quoted(field.column)} DROP NOT NULL" for field in model._meta.concrete_fields
    )


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _names(fields: Sequence[models.Field]) -> str:
    return ", ".join(_quoted(field.column) for field in fields)


def _values(fields: Sequence[models.Field], row: models.Model) -> list[Any]:
    """Gives a row's values as saving it alone would: moments that are set on saving are set."""
    add, moment = row.pk is None, connection.ops.adapt_datetimefield_value
    values = []
    for field in fields:
        if type(field) in _PLAIN:
            value = getattr(row, field.attname)
        elif type(field) is models.DateTimeField and not field.auto_now and not field.auto_now_add:
            value = moment(getattr(row, field.attname))
        else:
            value = field.get_db_prep_save(field.pre_save(row, add), connection)
        values.append(value)
    return values


_PLAIN = frozenset(
    {
        models.BigIntegerField, models.BooleanField, models.CharField, models.ForeignKey, models.IntegerField,
        models.PositiveIntegerField, models.PositiveSmallIntegerField, models.TextField,
    }
)  # fmt: skip
"""Fields whose values stand in a row as the database takes them; asking each takes half of a load's time."""
