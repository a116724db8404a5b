"""
Inside the virtual environment, before the demo starts: messages, database, fonts, demo data.

One process for all of it, because starting Django costs more than any of the steps on a second run.
"""

from __future__ import annotations

import gc
import io
import logging
from typing import TYPE_CHECKING

from tools.messages import app_names, compile_catalogues
from tools.plain import DATA, step, stop
from tools.prepare import DATABASE_STAMP, database_digest

if TYPE_CHECKING:  # Django is imported once it is set up
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.migrations.executor import MigrationExecutor

TOO_OLD = (
    "The demo's data was made by an earlier state of the product that this one cannot carry on. "
    "Run `make reset` to forget it, then `make demo` again."
)


def migrations(connection: BaseDatabaseWrapper) -> MigrationExecutor:
    """Return what migrates this database; stop where it cannot: until the first release, steps are merged."""
    from django.db.migrations.exceptions import InconsistentMigrationHistory, NodeNotFoundError
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
    except (InconsistentMigrationHistory, NodeNotFoundError):
        stop(TOO_OLD)
    applied = set(executor.recorder.applied_migrations())
    for merged in executor.loader.replacements.values():
        # Django would leave such a step out of its plan without a word.
        if not applied.isdisjoint(merged.replaces) and not applied.issuperset(merged.replaces):
            stop(TOO_OLD)
    return executor


def main() -> None:
    compile_catalogues(app_names())

    import django
    from django.core.management import call_command, get_commands
    from django.db import connection

    django.setup()
    # Migrating builds model classes by the ten thousand; looking through them for garbage costs a quarter of the time.
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    logging.getLogger().setLevel(logging.WARNING)  # the window is for steps, not for every job they cause
    known = get_commands()
    executor = migrations(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with step("Database"):
            call_command("migrate", verbosity=0, interactive=False)
    else:
        executor.check_replacements()  # writes down migrations that were merged into one; changes nothing else
    call_command("prepare_languages", verbosity=0, stdout=io.StringIO())
    DATABASE_STAMP.write_text(database_digest(), encoding="ascii")
    if "prepare_fonts" in known:
        call_command("prepare_fonts", verbosity=0, stdout=io.StringIO())
    if "furnish_demo" in known:
        with step("Demo data"):
            call_command("furnish_demo", verbosity=0)
    logins = io.StringIO()
    if "demo_logins" in known:
        call_command("demo_logins", stdout=logins)
    (DATA / "demo-logins.txt").write_text(logins.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    main()
