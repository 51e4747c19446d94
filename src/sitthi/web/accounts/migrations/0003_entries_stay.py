"""The database itself refuses to change or delete an entry of the audit trail, whoever asks."""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_POSTGRESQL = """
CREATE FUNCTION accounts_entry_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'an entry of the audit trail is never changed or deleted'; END $$;
CREATE TRIGGER accounts_entry_stays BEFORE UPDATE OR DELETE ON auditlog_logentry
FOR EACH ROW EXECUTE FUNCTION accounts_entry_stays();
"""
_SQLITE = """
CREATE TRIGGER accounts_entry_stays_{verb} BEFORE {verb} ON auditlog_logentry
BEGIN SELECT RAISE(ABORT, 'an entry of the audit trail is never changed or deleted'); END;
"""


def lay(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Lays the triggers."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRESQL)
    else:
        for verb in ("UPDATE", "DELETE"):
            editor.execute(_SQLITE.format(verb=verb))


def lift(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Takes them away."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "DROP TRIGGER accounts_entry_stays ON auditlog_logentry; DROP FUNCTION accounts_entry_stays()"
        )
    else:
        for verb in ("UPDATE", "DELETE"):
            editor.execute(f"DROP TRIGGER accounts_entry_stays_{verb}")


class Migration(migrations.Migration):
    """After the tables."""

    dependencies: ClassVar = [("accounts", "0002_passwords_and_traces")]
    operations: ClassVar = [migrations.RunPython(lay, lift)]
