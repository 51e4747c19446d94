"""The database itself refuses to change or delete an event, whoever asks."""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_POSTGRESQL = """
CREATE FUNCTION claims_event_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'an event is never changed or deleted'; END $$;
CREATE TRIGGER claims_event_stays BEFORE UPDATE OR DELETE ON claims_caseevent
FOR EACH ROW EXECUTE FUNCTION claims_event_stays();
"""
_SQLITE = """
CREATE TRIGGER claims_event_stays_{verb} BEFORE {verb} ON claims_caseevent
BEGIN SELECT RAISE(ABORT, 'an event is never changed or deleted'); END;
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
        editor.execute("DROP TRIGGER claims_event_stays ON claims_caseevent; DROP FUNCTION claims_event_stays()")
    else:
        for verb in ("UPDATE", "DELETE"):
            editor.execute(f"DROP TRIGGER claims_event_stays_{verb}")


class Migration(migrations.Migration):
    """After the tables."""

    dependencies: ClassVar = [("claims", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(lay, lift)]
