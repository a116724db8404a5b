"""The database itself refuses to change a written audit row, whoever asks."""

from django.db import migrations

POSTGRESQL = [
    """
    CREATE FUNCTION privacy_audit_rows_never_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'audit rows are never changed' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER privacy_audit_rows_never_change BEFORE UPDATE ON privacy_auditentry
    FOR EACH ROW EXECUTE FUNCTION privacy_audit_rows_never_change()
    """,
]
SQLITE = [
    """
    CREATE TRIGGER privacy_audit_rows_never_change BEFORE UPDATE ON privacy_auditentry
    BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END
    """,
]
UNDO_POSTGRESQL = [
    "DROP TRIGGER privacy_audit_rows_never_change ON privacy_auditentry",
    "DROP FUNCTION privacy_audit_rows_never_change()",
]
UNDO_SQLITE = ["DROP TRIGGER privacy_audit_rows_never_change"]


def _run(schema_editor, postgresql, sqlite):
    for statement in {"postgresql": postgresql, "sqlite": sqlite}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def guard(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def unguard(apps, schema_editor):
    _run(schema_editor, UNDO_POSTGRESQL, UNDO_SQLITE)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_audit_trail")]
    operations = [migrations.RunPython(guard, unguard)]
