"""Rows by the hundred thousand: PostgreSQL's COPY, with the model's own defaults for what is not given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import NOT_PROVIDED, Field, Model


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """COPY tuples into a model's table; returns how many.

    `columns` are attribute names (`mailbox_id`); every other column without a database default takes the
    field's default, so a new field of the model does not break its callers. JSON values come as strings."""
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    rest = [field for name, field in fields.items() if name not in columns and not _fills_itself(field)]
    constants = [field.get_db_prep_save(field.get_default(), connection) for field in rest]
    names = [fields[name].column for name in columns] + [field.column for field in rest]
    quoted = ", ".join(connection.ops.quote_name(str(name)) for name in names)
    statement = f"COPY {connection.ops.quote_name(model._meta.db_table)} ({quoted}) FROM STDIN"
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([*row, *constants])
            count += 1
    return count


def reserve_ids(model: type[Model], count: int) -> list[int]:
    """The next `count` primary keys of a table, taken from its sequence, ascending."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [f'"{table}"', count],
        )
        return sorted(row[0] for row in cursor.fetchall())


def _fills_itself(field: Field[object, object]) -> bool:
    return field.primary_key or getattr(field, "db_default", NOT_PROVIDED) is not NOT_PROVIDED
