"""Statements of a commit that PostgreSQL plans once per connection."""

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from scorm import prepared
from scorm.actions import commits
from scorm.models import Interaction
from tests.factories.scorm import body, open_launch, registered

pytestmark = pytest.mark.django_db
only_postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite plans every statement anew")


def send(launch, number, at, **more):
    answers = [{"idx": 0, "set": {"id": "q", "learner_response": str(number)}}]
    with transaction.atomic():
        return commits.apply(
            token=launch.token, body=body(launch, number, {"cmi.score.raw": str(number)}, inter=answers, **more), at=at
        )


def kept():
    """Return the statements the server keeps for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return {statement for (statement,) in cursor.fetchall() if "scorm_" in statement}


@pytest.fixture
def fresh():
    """A connection that has nothing prepared yet, whatever ran before on it."""
    connection.connection._prepared.clear()
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")


@only_postgres
def test_commits_that_differ_in_values_alone_share_their_statements(fresh, at):
    launch = open_launch(registered(), at)
    send(launch, 1, at)
    first = kept()
    send(launch, 2, at, active_ms=90_000_000)  # a number of another size
    assert len(first) == 2
    assert kept() == first


@only_postgres
def test_other_statements_of_the_connection_are_not_kept(fresh, at):
    launch = open_launch(registered(), at)
    send(launch, 1, at)
    before = kept()
    assert Interaction.objects.filter(identifier="q").count() == 1
    assert connection.connection.prepare_threshold is None
    assert kept() == before


@only_postgres
def test_behind_a_pooler_of_transactions_nothing_is_kept(fresh, at, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    launch = open_launch(registered(), at)
    assert send(launch, 1, at).answer["status"] == "applied"
    assert kept() == set()


def test_whoever_counts_statements_reads_them(at):
    launch = open_launch(registered(), at)
    send(launch, 1, at)
    with CaptureQueriesContext(connection) as captured:
        send(launch, 2, at)
    told = [query["sql"].split()[0] for query in captured if "scorm_" in query["sql"]]
    assert told == (
        ["SELECT", "WITH"] if connection.vendor == "postgresql" else ["SELECT", "INSERT", "UPDATE", "UPDATE"]
    )


def test_a_commit_that_was_taken_back_leaves_the_next_one_its_way(at):
    launch = open_launch(registered(), at)
    send(launch, 1, at)
    with transaction.atomic():
        send(launch, 2, at)
        transaction.set_rollback(True)
    assert send(launch, 2, at).answer["status"] == "applied"
    assert Interaction.objects.get().response == "2"


@only_postgres
def test_what_the_database_refuses_is_an_error_of_djangos(at):
    with pytest.raises(DataError), transaction.atomic(), prepared.cursor() as cursor:
        cursor.execute("SELECT 1 / %s::integer", ["0"])
