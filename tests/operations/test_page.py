"""The operator's page tells what is wrong and how to mend it, whatever is broken."""

import ast
import threading
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone

from jobs.models import Job, JobState
from notifications.models import Letter
from operations import actions, board
from operations.findings import Finding, Probe, State
from operations.models import SignOfLife
from operations.probes import PROBES, keys, letters, places, rooms, setting, work
from privacy.models import AuditEntry
from tests.architecture.house import ROOT
from tests.factories.accounts import UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.certificates import issue_certificate
from tests.factories.live_sessions import ServerFactory

pytestmark = pytest.mark.django_db
FINE = Finding(State.GOOD, "fine")


def failed_job(at, **values) -> Job:
    return Job.objects.create(
        **{"key": "a", "kind": "notifications.send", "created_at": at, "run_after": at}
        | {"state": JobState.FAILED, "ended_at": at, "attempts": 8}
        | values
    )


def test_the_administration_sees_a_card_for_every_probe(client):
    client.force_login(make_staff("administrator"))
    answer = client.get(reverse("operations"))
    assert answer.status_code == 200
    assert {card.probe.key for card in answer.context["cards"]} == {probe.key for probe in PROBES}


@pytest.mark.parametrize("role", ["trainer", "coordinator", "provider_admin"])
def test_nobody_else_finds_the_page(client, role, at):
    client.force_login(make_staff(role))
    job = failed_job(at)
    assert client.get(reverse("operations")).status_code == 404
    assert client.post(reverse("operations_test_letter")).status_code == 404
    assert client.post(reverse("operations_retry_job", args=[job.public_id])).status_code == 404


@pytest.mark.parametrize("error", [RuntimeError("geheim"), DatabaseError("relation is gone"), OSError("no route")])
@pytest.mark.parametrize("is_outside", [True, False])
def test_a_probe_that_fails_is_a_red_card(at, error, is_outside):
    def fail(at):
        raise error

    (bad, good) = board.cards([Probe("good", "g", lambda at: FINE), Probe("bad", "b", fail, is_outside)], at=at)
    assert (good.finding, bad.finding.state) == (FINE, State.BAD)
    assert type(error).__name__ in str(bad.finding.text)
    assert bad.finding.mend


def test_a_failed_statement_of_one_probe_leaves_the_others_their_database(at):
    def fail(at):
        Job.objects.raw("SELECT * FROM there_is_no_such_table")[0]

    found = board.cards([Probe("bad", "b", fail), Probe("queue", "q", work.queue)], at=at)
    assert [card.finding.state for card in found] == [State.BAD, State.GOOD]


def test_a_probe_that_hangs_is_a_red_card_in_time(at):
    release, begin = threading.Event(), monotonic()
    (card,) = board.cards([Probe("hang", "h", lambda at: release.wait(30), True)], at=at, seconds=0.2)
    release.set()
    assert (card.finding.state, monotonic() - begin < 15) == (State.BAD, True)


def test_the_queue_is_judged_by_how_long_the_oldest_job_waits(at):
    assert work.queue(at).state == State.GOOD
    job = failed_job(at, state=JobState.QUEUED, ended_at=None, attempts=0)
    for minutes, state in ((4, State.GOOD), (6, State.WARN), (31, State.BAD)):
        assert work.queue(at + timedelta(minutes=minutes)).state == state
    Job.objects.filter(pk=job.pk).update(run_after=at + timedelta(days=1))
    assert work.queue(at + timedelta(minutes=31)).state == State.GOOD  # planned for later is not late


def test_a_failed_job_is_tried_again_at_the_press_of_a_button(client, at):
    operator, job = make_staff("administrator"), failed_job(at, last_error="SMTPError: olena@example.org refused")
    client.force_login(operator)
    page = client.get(reverse("operations")).content.decode()
    assert "SMTPError: …@… refused" in page
    answer = client.post(reverse("operations_retry_job", args=[job.public_id]), follow=True)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    assert "Die Aufgabe wird neu versucht." in answer.content.decode()
    assert AuditEntry.objects.filter(action="operations.job_retried", actor=operator.public_id).count() == 1


def test_a_job_that_is_not_failed_cannot_be_retried(client, at):
    client.force_login(make_staff("administrator"))
    job = failed_job(at, state=JobState.DONE)
    assert client.post(reverse("operations_retry_job", args=[job.public_id])).status_code == 404


def test_the_operator_gets_a_letter_that_goes_the_way_of_all_letters(client, mailoutbox, run_jobs):
    operator = make_staff("administrator", email="ops@lernen.example")
    client.force_login(operator)
    client.post(reverse("operations_test_letter"))
    run_jobs(timezone.now())
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [(["ops@lernen.example"], "Probe: Briefe kommen an")]


def test_an_operator_without_an_address_is_told(client):
    client.force_login(make_staff("administrator", email=""))
    answer = client.post(reverse("operations_test_letter"), follow=True)
    assert "In Ihrem Konto steht keine E-Mail-Adresse." in answer.content.decode()
    assert Letter.objects.count() == 0


def test_letters_that_failed_or_wait_too_long_are_named(at):
    letter = Letter.objects.create(
        key="a", recipient=UserFactory(), address="a@example.org", event="invited", language="de", written_at=at
    )
    assert letters.letters(at).state == State.GOOD
    assert letters.letters(at + timedelta(minutes=16)).state == State.BAD
    Letter.objects.filter(pk=letter.pk).update(state=Letter.State.FAILED)
    assert letters.letters(at + timedelta(minutes=16)).state == State.WARN
    assert letters.letters(at + timedelta(days=8)).state == State.GOOD


def test_beat_is_silent_until_it_rings_and_again_three_minutes_after(at):
    assert work.tick(at).state == State.BAD
    actions.give_sign(name=SignOfLife.Name.TICK, at=at)
    assert work.tick(at + timedelta(minutes=2)).state == State.GOOD
    assert work.tick(at + timedelta(minutes=4)).state == State.BAD


@pytest.mark.parametrize(("ahead", "state"), [(0, State.GOOD), (-2_500, State.WARN), (25_000, State.BAD)])
def test_clocks_that_differ_are_named(at, ahead, state):
    SignOfLife.objects.create(name=SignOfLife.Name.TICK, at=at, clock_ahead_ms=ahead)
    assert work.clock(at).state == state


def test_a_backup_ages(at):
    assert places.backup(at).state == State.WARN
    actions.give_sign(name=SignOfLife.Name.BACKUP, at=at)
    for hours, state in ((25, State.GOOD), (27, State.WARN), (73, State.BAD)):
        assert places.backup(at + timedelta(hours=hours)).state == state


def test_a_certificate_that_no_key_verifies_is_named(at, settings, ready_fonts):
    settings.KEY_RING = ["the first key, of more than thirty-two characters"]
    issued = issue_certificate()
    settings.KEY_RING = ["the second key, of more than thirty-two characters", *settings.KEY_RING]
    assert keys.certificate_keys(at).state == State.GOOD
    settings.KEY_RING = settings.KEY_RING[:1]
    found = keys.certificate_keys(at)
    assert (found.state, dict(found.facts)["Zum Beispiel"]) == (State.BAD, issued.number)
    assert settings.KEY_RING[0] not in str(found)


def test_a_short_key_and_missing_fonts_are_named(at, settings, monkeypatch):
    settings.KEY_RING = ["short"]
    monkeypatch.setattr("certificates.fonts.are_ready", lambda: True)
    assert keys.certificate_keys(at).state == State.WARN
    monkeypatch.setattr("certificates.fonts.are_ready", lambda: False)
    assert keys.certificate_keys(at).state == State.BAD


def test_files_are_written_read_and_deleted_in_every_place(at):
    found = places.storage(at)
    assert [label for label, _value in found.facts] == ["default", "private", "scorm", "uploads"]


def test_a_folder_that_takes_no_uploads_on_their_way_is_named(at, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "gone")
    found = places.storage(at)
    assert (found.state, "uploads" in str(found.text)) == (State.BAD, True)


def test_a_storage_that_takes_nothing_is_named_with_its_way_out(at, settings, tmp_path):
    (tmp_path / "file").write_text("a file where the folder should be", encoding="utf-8")
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path / "file")}}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    found = places.storage(at)
    assert (found.state, "private" in str(found.text)) == (State.BAD, True)
    assert "LB_DATA_DIR" in str(found.mend)


def test_a_redis_that_is_gone_is_named_with_what_it_costs(at, settings):
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "default": redis}
    found = places.cache(at)
    assert (found.state, "ConnectionError" in str(found.text)) == (State.BAD, True)
    assert "LB_REDIS_URL" in str(found.mend)


def test_all_questions_to_the_database_share_one_time(at):
    clock, seconds = [100.0], []

    def slow(at):
        clock[0] += 0.2
        return FINE

    @contextmanager
    def limited(limit):
        seconds.append(limit)
        yield

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(board, "limited", limited)
        patch.setattr(board, "monotonic", lambda: clock[0])
        board.cards([Probe(name, name, slow) for name in "abc"], at=at, seconds=0.5)
    assert seconds == [pytest.approx(0.5), pytest.approx(0.3), board.LEAST_SECONDS]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL limits a statement")
def test_a_database_that_hangs_is_said_in_time_and_leaves_the_page_its_connection(at):
    def hang(at):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")

    begin = monotonic()
    found = board.cards([Probe("a", "a", hang), Probe("b", "b", hang), Probe("c", "c", work.queue)], at=at, seconds=0.5)
    assert monotonic() - begin < 15
    assert [card.finding.state for card in found] == [State.BAD, State.BAD, State.GOOD]
    assert "Sekunden" in str(found[0].finding.text)


def test_the_demo_does_not_pass_for_an_installation(at):
    setting._messages.cache_clear()
    found = setting.settings_are_safe(at)
    assert found.state == State.BAD
    assert "wiring.E001" in {label for label, _value in found.facts}


def test_the_conference_servers_are_told_by_what_the_polls_wrote_down(at):
    told = [rooms.servers(at).state]
    server = ServerFactory(poll_began_at=at)
    for values in (
        {},
        {"clock_offset_seconds": -600},
        {"poll_began_at": at - timedelta(minutes=5)},
        {"is_draining": True},
        {"health": "offline", "last_error": "tls"},
    ):
        type(server).objects.filter(pk=server.pk).update(**values)
        told.append(rooms.servers(at).state)
    finding = rooms.servers(at)

    assert told == [State.GOOD, State.GOOD, State.WARN, State.WARN, State.BAD, State.BAD]
    assert str(finding.mend) == "Das Zertifikat des Servers ist nicht gültig. Erneuern Sie es auf dem Server."


def test_every_finding_that_is_not_good_says_how_to_mend_it():
    """`Finding(state, sentence, mend, …)`: what is said without the third cannot be acted upon."""
    lacking = [
        f"{path.name}:{call.lineno}"
        for path in sorted((ROOT / "operations" / "probes").glob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Finding"
        if ast.unparse(call.args[0]) != "State.GOOD" and len(call.args) < 3
    ]
    assert lacking == []


def test_the_page_looks_at_everything_that_an_operator_must_keep_well():
    wanted = {"letters", "mail-server", "storage", "queue", "clock", "keys", "content-host", "database"}
    assert wanted - {probe.key for probe in PROBES} == set()
