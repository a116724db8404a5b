"""What `make demo` says of a database that it cannot carry on."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tools import furnish

pytestmark = pytest.mark.django_db


def test_a_database_of_today_can_be_carried_on():
    assert furnish.migrations(connection).migration_plan([]) == []


def test_a_database_that_has_only_some_of_the_merged_steps_is_told_to_be_made_anew(
    capsys: pytest.CaptureFixture[str],
):
    for name in ("0001_people_places_and_languages", "0006_recordings"):  # the merged step, and one of those in it
        MigrationRecorder(connection).record_unapplied("accounts", name)
    with pytest.raises(SystemExit):
        furnish.migrations(connection)
    assert "make reset" in capsys.readouterr().err
