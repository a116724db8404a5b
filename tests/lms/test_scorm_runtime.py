"""A package plays: launch, commits on the content host, the way back, and what arrives late."""

import json
import zlib
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from lms.actions import enrolments
from lms.models import Enrolment, UnitResult
from scorm.actions import commits
from scorm.models import Attempt, CommitLog, Launch, ScoState
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.courses import live_course, live_unit
from tests.factories.lms import enrolled, run_units, running_run
from tests.factories.media import keep_foot
from tests.factories.scorm import PackageFactory, PackageVersionFactory, ScoFactory

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def day(offset):
    return date.fromordinal(timezone.localdate(NOW).toordinal() + offset)


def scorm_enrolment(unit_count=1):
    """An enrolment in a run of SCORM units that is on."""
    provider = ProviderFactory()
    units = []
    for _ in range(unit_count):
        package = PackageFactory(owner=provider)
        ScoFactory(version=PackageVersionFactory(package=package))
        units.append(live_unit(provider, kind="scorm", package=package, body=[]))
    course = live_course(provider, units=units, complaint_path="An die Leitung.")
    plan = {"starts_on": day(-10), "ends_on": day(60), "enrol_from": day(-40), "enrol_until": day(30)}
    return enrolled(running_run(course=course, **plan), at=NOW - timedelta(days=5))


class Player:
    """What the player does over HTTP, on the content host, without any cookie."""

    def __init__(self, address):
        parts = urlsplit(address)
        self.host, self.path = parts.netloc, parts.path
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.client = Client(HTTP_HOST=self.host)
        assert self.client.get(self.path).status_code == 200
        self.launch = Launch.objects.order_by("-pk").first()
        self.seq = 0

    def body(self, changes, **more):
        self.seq += 1
        return {
            "v": 1,
            "launch": str(self.launch.public_id),
            "epoch": self.launch.epoch,
            "seq": self.seq,
            "sco": "I",
            "trigger": "manual",
            "t": 0,
            "active_ms": 0,
            "set": changes,
            "full": False,
            "inter": [],
            **more,
        }

    def send(self, changes, *, origin=None, encoding=None, raw=None, **more):
        content = raw if raw is not None else json.dumps(self.body(changes, **more)).encode()
        headers = {"Origin": self.origin if origin is None else origin}
        if encoding:
            headers["Content-Encoding"] = encoding
        return self.client.post(f"{self.path}commit", content, content_type="text/plain", headers=headers)


@pytest.fixture
def enrolment():
    return scorm_enrolment()


@pytest.fixture
def learner_client(client, enrolment):
    client.force_login(enrolment.learner)
    return client


def address(enrolment, name, index=0):
    return reverse(f"lms:{name}", args=[enrolment.public_id, run_units(enrolment.run)[index].item_id])


def launched(client, enrolment, index=0):
    answer = client.post(address(enrolment, "launch", index))
    assert answer.status_code == 303
    return Player(answer["Location"])


def test_starting_leads_to_the_packages_own_host(learner_client, enrolment):
    answer = learner_client.post(address(enrolment, "launch"))
    version = run_units(enrolment.run)[0].package_version
    assert answer["Location"].startswith(f"http://{version.public_id}.scorm.localhost/l/")


def test_a_commit_is_stored_and_moves_the_result(learner_client, enrolment):
    player = launched(learner_client, enrolment)
    answer = player.send({"cmi.core.lesson_status": "incomplete", "cmi.core.score.raw": "40"})
    assert (answer.status_code, answer.json()["status"]) == (200, "applied")
    assert "Set-Cookie" not in answer.headers
    result = UnitResult.objects.get()
    assert (result.state, float(result.score)) == ("started", 0.4)


def test_completing_the_only_package_completes_the_course_and_asks_for_the_certificate(learner_client, enrolment):
    player = launched(learner_client, enrolment)
    answer = player.send({"cmi.core.lesson_status": "completed"}, trigger="terminate")
    assert answer.status_code == 200
    assert UnitResult.objects.get().state == "completed"
    assert Enrolment.objects.get().state == "completed"
    assert Certificate.objects.get().subject_key == enrolment.certificate_key


def test_a_commit_costs_six_statements_and_one_transaction(learner_client, enrolment, django_assert_max_num_queries):
    player = launched(learner_client, enrolment)
    player.send({"cmi.core.score.raw": "10"})
    changes = {f"cmi.comments_{n}": "x" for n in range(17)}
    changes |= {"cmi.core.score.raw": "20", "cmi.suspend_data": "x" * 4000, "cmi.core.lesson_location": "4"}
    with django_assert_max_num_queries(6 + 2):  # a test runs inside a transaction: its own begins as a savepoint
        assert player.send(changes).json()["status"] == "applied"


def test_a_commit_that_completes_the_course_costs_at_most_twenty_five_statements(client, django_assert_max_num_queries):
    enrolment = scorm_enrolment(3)
    client.force_login(enrolment.learner)
    for index in range(2):
        launched(client, enrolment, index).send({"cmi.core.lesson_status": "completed"})
    player = launched(client, enrolment, 2)
    with django_assert_max_num_queries(25 + 2):
        player.send({"cmi.core.lesson_status": "completed"})
    assert Certificate.objects.count() == 1


def test_a_deflated_commit_is_inflated(learner_client, enrolment):
    player = launched(learner_client, enrolment)
    raw = zlib.compress(json.dumps(player.body({"cmi.core.lesson_location": "7"})).encode())
    assert player.send({}, raw=raw, encoding="deflate").json()["status"] == "applied"


@pytest.mark.parametrize("origin", ["", "null", "http://localhost", "http://evil.example"])
def test_a_commit_of_another_origin_is_refused(learner_client, enrolment, origin):
    player = launched(learner_client, enrolment)
    assert player.send({"cmi.core.lesson_status": "completed"}, origin=origin).status_code == 403
    assert UnitResult.objects.get().state == "started"


@pytest.mark.parametrize(
    ("raw", "encoding", "status"),
    [
        (b"x" * 1_000_001, None, 413),
        (zlib.compress(b"x" * 1_000_001), "deflate", 413),
        (zlib.compress(b"x" * 1000)[:-5], "deflate", 422),
        (b"not deflated", "deflate", 422),
        (b"{}", "gzip", 415),
        (b"no json", None, 422),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_and_changes_nothing(learner_client, enrolment, raw, encoding, status):
    player = launched(learner_client, enrolment)
    assert player.send({}, raw=raw, encoding=encoding).status_code == status
    assert Attempt.objects.get().seq == 0


def test_a_commit_with_a_made_up_token_is_over(learner_client, enrolment):
    player = launched(learner_client, enrolment)
    player.path = "/l/made-up/"
    assert player.send({"cmi.core.lesson_status": "completed"}).status_code == 410


def test_the_platform_knows_no_commit_and_the_content_host_no_desk(learner_client, enrolment):
    player = launched(learner_client, enrolment)
    assert learner_client.post(f"{player.path}commit").status_code == 404
    assert player.client.get("/de/lernen/").status_code == 404


def test_the_way_back_waits_until_the_last_commit_is_in(learner_client, enrolment):
    player = launched(learner_client, enrolment)
    player.send({"cmi.core.lesson_status": "incomplete"})
    waiting = learner_client.get(address(enrolment, "back"))
    assert waiting["X-Is-Final"] == "0"
    player.send({"cmi.core.exit": "suspend"}, trigger="terminate")
    there = learner_client.get(address(enrolment, "back"), {"teil": "1"})
    assert there["X-Is-Final"] == "1"
    assert "Gespeichert" in there.content.decode()
    assert "<html" not in there.content.decode()


def test_the_way_back_from_a_finished_package_leads_on(client):
    enrolment = scorm_enrolment(2)
    client.force_login(enrolment.learner)
    launched(client, enrolment).send({"cmi.core.lesson_status": "passed"}, trigger="terminate")
    body = client.get(address(enrolment, "back")).content.decode()
    assert "Diese Übung ist erledigt" in body
    assert address(enrolment, "unit", 1) in body


def test_an_opening_that_never_said_goodbye_is_named_after_a_while(learner_client, enrolment):
    launched(learner_client, enrolment).send({"cmi.core.lesson_status": "incomplete"})
    words = "Vielleicht liegt auf Ihrem Gerät noch etwas"
    assert words not in learner_client.get(address(enrolment, "unit")).content.decode()
    Attempt.objects.update(last_seen_at=NOW - timedelta(minutes=10))
    assert words in learner_client.get(address(enrolment, "unit")).content.decode()


def two_devices(client, enrolment):
    """The phone stored something after the laptop had taken over and stored something itself."""
    phone = launched(client, enrolment)
    phone.send({"cmi.core.lesson_location": "phone 1"})
    laptop = launched(client, enrolment)
    laptop.send({"cmi.core.lesson_location": "laptop"})
    answer = phone.send({"cmi.core.lesson_location": "phone 2", "cmi.core.score.raw": "90"}, trigger="terminate")
    assert answer.status_code == 409
    return phone


def test_late_work_is_offered_and_taken_over_by_one_press(learner_client, enrolment):
    two_devices(learner_client, enrolment)
    assert "Auf einem anderen Gerät wurde noch etwas gespeichert." in (
        learner_client.get(address(enrolment, "unit")).content.decode()
    )
    learner_client.post(address(enrolment, "decide_late"), {"decision": "apply"})
    assert float(UnitResult.objects.get().score) == 0.9
    assert "Auf einem anderen Gerät" not in learner_client.get(address(enrolment, "unit")).content.decode()


def test_the_offer_of_late_work_tells_when_it_was_begun_and_from_when_the_present_progress_is(
    learner_client, enrolment
):
    two_devices(learner_client, enrolment)
    Launch.objects.filter(epoch=1).update(created_at=datetime(2026, 3, 2, 13, 5, tzinfo=UTC))
    Attempt.objects.update(last_seen_at=datetime(2026, 3, 4, 8, 30, tzinfo=UTC))
    text = learner_client.get(address(enrolment, "unit")).content.decode()
    assert "haben Sie am 02.03.2026 14:05 angefangen. Ihr jetziger Stand ist vom 04.03.2026 09:30." in text


def test_late_work_that_is_not_wanted_changes_nothing_and_is_kept_as_decided(learner_client, enrolment):
    two_devices(learner_client, enrolment)
    learner_client.post(address(enrolment, "decide_late"), {"decision": "dismiss"})
    assert UnitResult.objects.get().score is None
    assert CommitLog.objects.get().decision == "dismissed"
    answer = learner_client.post(address(enrolment, "decide_late"), {"decision": "apply"}, follow=True)
    assert "Das ist schon entschieden." in answer.content.decode()


def replay(client, journal, origin="http://testserver"):
    return client.post(reverse("lms:scorm_replay"), {"journal": json.dumps(journal)}, headers={"Origin": origin})


def test_a_journal_from_the_device_is_taken_after_one_press_on_our_own_page(learner_client, enrolment):
    player = launched(learner_client, enrolment)
    entry = player.body({"cmi.core.lesson_status": "completed"}, trigger="replay")
    asked = replay(Client(), [entry], origin=player.origin)  # from the player: no cookie travels
    assert "Jetzt speichern" in asked.content.decode()
    assert UnitResult.objects.get().state == "started"
    done = replay(learner_client, [entry])
    assert "1 Änderung ist nachgereicht und gespeichert." in done.content.decode()
    assert UnitResult.objects.get().state == "completed"


def test_a_session_that_ended_while_the_line_was_down_has_ended_when_it_is_handed_in(learner_client, enrolment):
    player = launched(learner_client, enrolment)
    player.send({"cmi.core.lesson_location": "3"})
    entry = player.body({"cmi.core.session_time": "00:05:00"}, trigger="terminate")  # it never names a status
    replay(learner_client, [entry])
    assert (UnitResult.objects.get().state, ScoState.objects.get().exit) == ("completed", "")


def deflated(journal):
    return "deflate:" + b64encode(zlib.compress(json.dumps(journal).encode())).decode()


def test_a_journal_larger_than_a_form_is_handed_in_deflated(learner_client, enrolment):
    player = launched(learner_client, enrolment)
    objectives = {f"cmi.objectives.{n}.description": "ö" * 200 for n in range(4_000)}
    entry = player.body({"cmi.core.score.raw": "50", **objectives}, trigger="replay", full=True)
    assert len(json.dumps(entry)) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    form = {"journal": deflated([entry])}
    done = learner_client.post(reverse("lms:scorm_replay"), form, headers={"Origin": "http://testserver"})
    assert "1 Änderung ist nachgereicht" in done.content.decode()


@pytest.mark.parametrize(
    "journal", ["deflate:", "deflate:x", "deflate:eA==", deflated("x" * 9 * 1024**2), deflated([])[:-8], "[" * 99_999]
)
def test_what_is_no_journal_is_not_read(learner_client, journal):
    asked = {"journal": journal}
    done = learner_client.post(reverse("lms:scorm_replay"), asked, headers={"Origin": "http://testserver"})
    assert done.status_code == 422


def test_a_journal_that_was_already_taken_changes_nothing(learner_client, enrolment):
    player = launched(learner_client, enrolment)
    entry = player.body({"cmi.core.score.raw": "50"}, trigger="replay")
    replay(learner_client, [entry])
    assert "1 Änderung ist nachgereicht" in replay(learner_client, [entry]).content.decode()
    assert Attempt.objects.get().seq == 1


def test_a_change_that_misses_the_one_before_it_is_not_called_saved(learner_client, enrolment):
    player = launched(learner_client, enrolment)
    player.seq = 4
    entry = player.body({"cmi.core.score.raw": "50"}, trigger="replay")
    assert "1 Änderung konnten wir nicht übernehmen." in replay(learner_client, [entry]).content.decode()
    assert Attempt.objects.get().seq == 0


class Killed(BaseException):
    """The process ends here; nothing may catch it on the way."""


@pytest.mark.parametrize("moment", ["before COMMIT", "between COMMIT and the answer"])
def test_a_server_that_dies_at_a_commit_loses_nothing_that_was_called_saved(
    learner_client, enrolment, monkeypatch, moment
):
    player = launched(learner_client, enrolment)
    player.send({"cmi.core.lesson_location": "1"})
    is_stored = moment != "before COMMIT"
    name = "scorm.receiving._answer" if is_stored else "scorm.actions.commits.apply"
    apply = commits.apply

    def dies(*args, **options):
        if not is_stored:
            apply(*args, **options)  # all is written, nothing committed
        raise Killed

    done = player.body({"cmi.core.lesson_location": "2", "cmi.core.lesson_status": "completed"})
    with monkeypatch.context() as patch:
        patch.setattr(name, dies)
        with pytest.raises(Killed):
            player.send(None, raw=json.dumps(done).encode())
    before = ("2", "completed") if is_stored else ("1", "started")
    assert (ScoState.objects.get().doc["cmi.core.lesson_location"], UnitResult.objects.get().state) == before
    again = player.send(None, raw=json.dumps(done).encode()).json()["status"]
    assert again == ("duplicate" if is_stored else "applied")
    assert ScoState.objects.get().doc["cmi.core.lesson_location"] == "2"
    assert UnitResult.objects.get().state == "completed"


def test_another_persons_journal_is_refused(client, learner_client, enrolment):
    player = launched(learner_client, enrolment)
    entry = player.body({"cmi.core.lesson_status": "completed"}, trigger="replay")
    client.force_login(UserFactory())
    assert "1 Änderung konnten wir nicht übernehmen." in replay(client, [entry]).content.decode()
    assert UnitResult.objects.get().state == "started"


def test_a_signed_out_person_keeps_the_journal_on_the_page(learner_client, enrolment):
    player = launched(learner_client, enrolment)
    entry = player.body({"cmi.core.score.raw": "50"}, trigger="replay")
    body = replay(Client(), [entry]).content.decode()
    assert "Sie sind abgemeldet." in body
    assert str(player.launch.public_id) in body


@pytest.mark.parametrize(
    ("journal", "origin", "status"),
    [("[]", "http://evil.example", 403), ("{}", "http://testserver", 422), ("nonsense", "http://testserver", 422)],
)
def test_a_journal_from_elsewhere_or_without_sense_is_refused(client, journal, origin, status):
    answer = client.post(reverse("lms:scorm_replay"), {"journal": journal}, headers={"Origin": origin})
    assert answer.status_code == status


def test_the_page_of_a_scorm_unit_costs_at_most_twelve_statements(
    learner_client, enrolment, django_assert_max_num_queries
):
    launched(learner_client, enrolment).send({"cmi.core.lesson_status": "incomplete"})
    keep_foot(enrolment.run.course.provider)
    with django_assert_max_num_queries(12):
        assert learner_client.get(address(enrolment, "unit")).status_code == 200


def test_the_goal_of_a_unit_stands_above_its_package(learner_client, enrolment):
    revision = run_units(enrolment.run)[0].unit_revision
    revision.content["subject_goal"] = "Sie können Vielfalt erklären."
    revision.save()
    assert "Sie können Vielfalt erklären." in learner_client.get(address(enrolment, "unit")).content.decode()


def test_the_size_of_a_package_stands_where_it_is_started_and_in_the_outline(learner_client, enrolment):
    assert "1000" in learner_client.get(address(enrolment, "unit")).content.decode()
    assert "1000" in learner_client.get(reverse("lms:course", args=[enrolment.public_id])).content.decode()


def test_a_scorm_unit_is_not_completed_by_hand(learner_client, enrolment):
    assert learner_client.post(address(enrolment, "complete")).status_code == 400
    assert not UnitResult.objects.filter(state="completed").exists()


def test_who_has_left_stores_nothing_any_more(learner_client, enrolment):
    player = launched(learner_client, enrolment)
    assert player.send({"cmi.core.score.raw": "10"}).status_code == 200
    enrolments.withdraw(enrolment=enrolment, reason="Umzug", by=enrolment.learner, at=NOW)
    assert player.send({"cmi.core.lesson_status": "completed"}).status_code == 410
    assert UnitResult.objects.get().state == "started"
    assert player.client.get(player.path).status_code == 410
