"""What is exported, erased and expires; and what the checks refuse."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from scorm import checks, queries, report, storage, subject_data
from scorm.actions import commits, late, registrations, retention
from scorm.models import CommitLog, Interaction, Launch, Registration, ScoState
from tests.factories.scorm import PackageVersionFactory, body, open_launch, registered, trainer_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANSWER = [{"idx": 0, "set": {"id": "q1", "student_response": "geheim"}}]


@pytest.fixture
def played():
    registration = registered()
    first = open_launch(registration, AT)
    with transaction.atomic():
        commits.apply(
            token=first.token,
            body=body(first, 1, {"cmi.suspend_data": "abc", "cmi.core.score.raw": "70"}, inter=ANSWER),
            at=AT,
        )
    open_launch(registration, AT)
    with transaction.atomic():
        commits.apply(token=first.token, body=body(first, 2, {"cmi.core.exit": "late"}), at=AT)
    return registration


def test_everything_a_package_wrote_is_exported(played):
    found = json.dumps(subject_data.export(person=played.user))
    for text in ("abc", "geheim", "0.7", "late"):
        assert text in found
    assert subject_data.export(person=registered().user) == {}


def test_erasing_empties_what_packages_wrote_and_can_run_twice(played):
    for _ in range(2):
        subject_data.erase(person=played.user, at=AT)
        assert (ScoState.objects.get().doc, ScoState.objects.get().suspend_data) == ({}, "")
        assert (Interaction.objects.count(), CommitLog.objects.count()) == (0, 0)
        assert set(Launch.objects.values_list("learner_name", "return_url", "replay_url")) == {("", "", "")}


def test_late_work_and_names_go_after_thirty_days(played):
    assert retention.remove_late_commits(at=AT + timedelta(days=29)) == 0
    assert retention.remove_late_commits(at=AT + timedelta(days=31)) == 1
    assert retention.close_stale_launches(at=AT + timedelta(hours=13)) == 1
    assert retention.forget_names(at=AT + timedelta(days=31)) == 2


def test_raw_data_goes_after_two_years_and_the_standing_stays(played):
    assert retention.empty_old_attempts(at=AT + timedelta(days=700)) == 0
    assert retention.empty_old_attempts(at=AT + timedelta(days=740)) == 1
    assert retention.empty_old_attempts(at=AT + timedelta(days=740)) == 0
    assert ScoState.objects.get().doc == {}
    assert str(queries.standings([played.context_key])[played.context_key].score) in ("0.7", "0.7000")


def test_answers_go_as_well_where_a_package_wrote_nothing_else():
    launch = open_launch(registered(), AT)
    with transaction.atomic():
        commits.apply(token=launch.token, body=body(launch, 1, inter=ANSWER), at=AT)
    assert retention.empty_old_attempts(at=AT + timedelta(days=700)) == 0
    assert (retention.empty_old_attempts(at=AT + timedelta(days=800)), Interaction.objects.count()) == (1, 0)


def test_previews_go_after_thirty_days_and_have_no_standing():
    version = registered().version
    preview = registrations.register_preview(user=trainer_of(version.package.owner), version=version, at=AT)
    open_launch(preview, AT)
    assert queries.standings([preview.context_key]) == {}
    assert retention.remove_previews(at=AT + timedelta(days=31)) == 1
    assert Registration.objects.filter(is_preview=True).count() == 0


def test_an_upload_whose_row_never_came_is_swept_up(monkeypatch):
    storage.put("p/scorm-zip/orphan", ContentFile(b"x"))
    kept = PackageVersionFactory(zip_key="p/scorm-zip/known")
    storage.put(kept.zip_key, ContentFile(b"x"))
    later = datetime.now(UTC) + timedelta(days=2)
    assert retention.sweep_orphans(at=later - timedelta(days=1, hours=12)) == 0
    retention.sweep_orphans(at=later)
    assert storage.storage().exists("p/scorm-zip/orphan") is False
    assert storage.storage().exists("p/scorm-zip/known") is True
    storage.delete(iter([kept.zip_key]))


def test_a_check_that_never_ends_is_given_up_with_a_sentence():
    version = PackageVersionFactory(state="checking", standard="", checked_at=None, created_at=AT)
    assert retention.give_up_checks(at=AT + timedelta(hours=25)) == 1
    version.refresh_from_db()
    assert (version.state, [line["code"] for line in version.report]) == ("failed", ["check_gave_up"])


@pytest.mark.parametrize("count", [1, 3])
def test_standings_of_a_roster_cost_one_statement(count, django_assert_num_queries):
    keys = []
    for _ in range(count):
        registration = registered()
        launch = open_launch(registration, AT)
        with transaction.atomic():
            commits.apply(token=launch.token, body=body(launch, 1, {"cmi.core.lesson_status": "passed"}), at=AT)
        keys.append(registration.context_key)
    with django_assert_num_queries(1):
        found = queries.standings(keys)
    assert [(found[key].is_complete, found[key].unsent) for key in keys] == [(True, True)] * count


def test_late_work_is_offered_to_its_owner_and_to_the_packages_owner_only(played):
    owner = played.version.package.owner_id
    assert len(queries.late_commits(user=played.user)) == 1
    assert len(queries.late_commits(owner_ids=[owner])) == 1
    assert queries.late_commits(owner_ids=[owner + 1]) == []
    assert queries.late_commits(user=registered().user) == []
    (work,) = queries.late_commits(user=played.user)
    late.dismiss_late(launch=work.launch, by=played.user, at=AT)
    assert queries.late_commits(user=played.user) == []


@pytest.mark.parametrize(
    ("content", "ids"),
    [
        ("http://localhost", ["scorm.E001"]),
        ("http://localhost:80", ["scorm.E001"]),
        ("http://LOCALHOST/", ["scorm.E001"]),
        ("https://localhost", ["scorm.W001"]),
        ("http://localhost:8001", ["scorm.W001"]),
        ("http://{label}.scorm.localhost", []),
        ("nonsense", ["scorm.E002"]),
    ],
)
def test_content_on_the_platforms_own_origin_is_refused(settings, content, ids):
    settings.CONTENT_ORIGIN = content
    assert [message.id for message in checks.content_has_its_own_origin(None)] == ids


@pytest.mark.parametrize("name", ["SITE_ORIGIN", "CONTENT_ORIGIN"])
def test_a_missing_origin_is_named_and_never_a_crash(settings, name):
    delattr(settings, name)
    (said,) = checks.content_has_its_own_origin(None)
    assert (said.id, said.msg.split()[0]) == ("scorm.E002", name)


def test_cookies_for_a_whole_domain_are_refused(settings):
    settings.SITE_ORIGIN, settings.CONTENT_ORIGIN = "https://lms.example", "https://{label}.inhalt.example"
    settings.SESSION_COOKIE_DOMAIN = ".example"
    assert [message.id for message in checks.content_has_its_own_origin(None)] == ["scorm.E003"]


def test_a_mistyped_wiring_is_found_at_start(settings):
    settings.SCORM_MAY = "lms.config.scorm_wiring.maybe"
    assert [message.id for message in checks.doors_are_there(None)] == ["scorm.E004"]


def test_a_storage_that_is_none_is_found_at_start(settings):
    assert checks.doors_are_there(None) == []
    settings.SCORM_STORAGE = "packets"
    (said,) = checks.doors_are_there(None)
    assert (said.id, said.msg) == ("scorm.E004", "SCORM_STORAGE is no alias in STORAGES: 'packets'")


def test_a_commit_is_no_larger_than_what_django_reads(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = settings.SCORM_COMMIT_MAX_BYTES = 2_000_000
    assert checks.a_commit_can_be_read(None) == []
    settings.SCORM_COMMIT_MAX_BYTES = 2_000_001
    assert [message.id for message in checks.a_commit_can_be_read(None)] == ["scorm.E005"]


@pytest.mark.parametrize("code", sorted(report.SENTENCES))
def test_every_refusal_has_a_sentence_and_advice(code):
    class Anything(dict):
        def __missing__(self, key):
            return "x"

    line = {"level": report.SENTENCES[code][0], "code": code, "params": Anything()}
    found = report.finding(line)
    assert found.level in (report.ERROR, report.WARNING)
    assert found.text.endswith(".")
    assert found.advice.endswith(".")
