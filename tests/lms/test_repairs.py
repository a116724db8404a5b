"""What staff change by hand about a unit: completed, reset, corrected, each with a reason that the learner reads."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from lms.actions import enrolments, repairs
from lms.models import Enrolment, HoursEntry, Repair, UnitResult
from privacy.models import AuditEntry
from scorm.models import Attempt, Launch, Registration, Sco
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import live_course
from tests.factories.lms import enrolled, run_units, running_run
from tests.lms.test_scorm_runtime import address, launched, scorm_enrolment

pytestmark = pytest.mark.django_db
FAILED = {"cmi.core.lesson_status": "failed", "cmi.core.score.raw": "60", "cmi.core.exit": "suspend"}


@pytest.fixture
def enrolment():
    return scorm_enrolment()


@pytest.fixture
def trainer(enrolment):
    return make_staff("trainer", enrolment.run.course.provider)


@pytest.fixture
def change(enrolment, trainer):
    def _change(action, **values):
        run_unit = run_units(enrolment.run)[0]
        values = {"reason": "Das Paket hängt.", "by": trainer, "at": timezone.now(), **values}
        return action(enrolment=enrolment, run_unit=run_unit, **values)

    return _change


def play(client, enrolment, changes):
    client.force_login(enrolment.learner)
    player = launched(client, enrolment)
    player.send(changes, trigger="terminate")
    return player


def test_completing_by_hand_completes_hours_course_and_certificate(client, enrolment, change):
    play(client, enrolment, FAILED)
    change(repairs.complete)
    assert (UnitResult.objects.get().state, Enrolment.objects.get().state) == ("completed", "completed")
    assert HoursEntry.objects.filter(enrolment=enrolment).exists()
    assert Certificate.objects.get().subject_key == enrolment.certificate_key


def test_completing_leaves_what_the_package_wrote(client, enrolment, change):
    play(client, enrolment, FAILED)
    change(repairs.complete)
    assert (Attempt.objects.get().success, Attempt.objects.get().state) == ("failed", "active")


def test_completing_works_for_somebody_who_never_opened_the_unit(enrolment, change):
    change(repairs.complete)
    assert UnitResult.objects.get().state == "completed"


def test_what_is_completed_is_not_completed_again(client, enrolment, change):
    play(client, enrolment, {"cmi.core.lesson_status": "passed"})
    with pytest.raises(repairs.NothingToRepair):
        change(repairs.complete)
    assert not Repair.objects.exists()


def test_a_change_keeps_who_when_and_why_and_is_audited_without_the_reason(enrolment, trainer, change):
    repair = change(repairs.complete)
    assert (repair.kind, repair.by, repair.reason) == ("completed", trainer, "Das Paket hängt.")
    row = AuditEntry.objects.get(action="lms.result_repaired")
    assert (row.actor, row.details["kind"]) == (str(trainer.public_id), "completed")
    assert "hängt" not in str(row.details)


def test_a_reset_closes_the_player_and_the_next_opening_begins_anew(client, enrolment, change):
    player = play(client, enrolment, FAILED)
    change(repairs.reset)
    assert player.send({"cmi.core.lesson_status": "passed"}).status_code == 410
    again = launched(client, enrolment)
    assert list(Attempt.objects.order_by("number").values_list("number", "state")) == [(1, "reset"), (2, "active")]
    assert again.launch.attempt.number == 2
    assert Launch.objects.get(attempt__number=1).end_reason == "forced"


def test_what_a_device_kept_of_an_attempt_that_was_reset_is_seen_by_staff_and_changes_nothing(
    client, enrolment, change, trainer
):
    player = play(client, enrolment, FAILED)
    change(repairs.reset)
    kept = player.body({"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "100"})
    page = reverse("lms:scorm_replay")
    handed_in = client.post(page, {"journal": json.dumps([kept])}, headers={"Origin": "http://testserver"})
    assert handed_in.context["counts"] == {"applied": 1, "late": 0, "refused": 0}
    assert Attempt.objects.get().success == "passed"
    result = UnitResult.objects.get()
    assert (result.state, result.success, result.score) == ("started", "failed", Decimal("0.6000"))
    client.force_login(trainer)
    assert "Beim zurückgesetzten Versuch aufgehoben" in client.get(office(enrolment)).content.decode()


def test_a_reset_takes_nothing_back(client, enrolment, change):
    play(client, enrolment, {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "90"})
    change(repairs.reset)
    result = UnitResult.objects.get()
    assert (result.state, result.score) == ("completed", Decimal("0.9000"))


def test_without_an_attempt_there_is_nothing_to_reset(enrolment, change):
    with pytest.raises(repairs.NothingToRepair):
        change(repairs.reset)
    assert not UnitResult.objects.exists()


def test_a_second_reset_finds_nothing(client, enrolment, change):
    play(client, enrolment, FAILED)
    change(repairs.reset)
    with pytest.raises(repairs.NothingToRepair):
        change(repairs.reset)


def test_a_corrected_score_stays_whatever_the_package_reports(client, enrolment, change):
    player = play(client, enrolment, FAILED)
    change(repairs.correct_score, score=Decimal("0.3"))
    player.send({"cmi.core.score.raw": "70"}, trigger="terminate")
    assert UnitResult.objects.get().score == Decimal("0.3000")


def test_after_a_reset_the_package_has_its_say_again(client, enrolment, change):
    play(client, enrolment, FAILED)
    change(repairs.correct_score, score=Decimal("0.3"))
    change(repairs.reset)
    launched(client, enrolment).send({"cmi.core.score.raw": "70"}, trigger="terminate")
    assert UnitResult.objects.get().score == Decimal("0.7000")


@pytest.mark.parametrize(("percent", "state", "success"), [(79, "started", "failed"), (80, "completed", "passed")])
def test_a_corrected_score_passes_where_it_reaches_the_limit(client, enrolment, change, percent, state, success):
    Sco.objects.update(mastery_score=Decimal(80))
    play(client, enrolment, FAILED)
    repair = change(repairs.correct_score, score=Decimal(percent) / 100)
    result = UnitResult.objects.get()
    assert (result.state, result.success) == (state, success)
    assert (repair.score_before, repair.score_after) == (Decimal("0.6000"), Decimal(percent) / 100)


def test_the_same_correction_twice_is_one(client, enrolment, change):
    play(client, enrolment, FAILED)
    change(repairs.correct_score, score=Decimal("0.3"))
    with pytest.raises(repairs.NothingToRepair):
        change(repairs.correct_score, score=Decimal("0.3"))


def test_one_attempt_more_is_allowed_where_attempts_are_counted(client, enrolment, change):
    play(client, enrolment, FAILED)
    Registration.objects.update(max_attempts=1)
    assert change(repairs.grant).kind == "granted"
    assert Registration.objects.get().max_attempts == 2
    client.post(address(enrolment, "launch"), {"new_after": "1"})
    assert list(Attempt.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize("has_played", [True, False])
def test_where_attempts_are_not_counted_or_none_was_begun_there_is_nothing_to_allow(
    client, enrolment, change, has_played
):
    if has_played:
        play(client, enrolment, FAILED)
    with pytest.raises(repairs.NothingToRepair):
        change(repairs.grant)
    assert not Repair.objects.exists()


def test_staff_allow_an_attempt_on_the_page(client, enrolment, trainer):
    play(client, enrolment, FAILED)
    Registration.objects.update(max_attempts=1)
    client.force_login(trainer)
    client.post(office(enrolment), {"kind": "granted", "reason": "Der Strom war weg."})
    assert Registration.objects.get().max_attempts == 2


def tried(client, enrolment):
    rows = BeautifulSoup(client.get(office(enrolment)).content, "html.parser").select("table.listing tr")
    return [" ".join(row.td.get_text().split()) for row in rows if row.th.get_text() == "Versuche"]


def test_staff_read_how_many_attempts_there_are_before_they_allow_another(client, enrolment, trainer, change):
    play(client, enrolment, {**FAILED, "cmi.core.exit": ""}).send({}, trigger="terminate")
    Registration.objects.update(max_attempts=1)
    client.force_login(trainer)
    last = "Das war der letzte; einen weiteren geben Sie unter „Ändern“."
    assert tried(client, enrolment) == [f"Versuch 1 von 1. {last}"]
    change(repairs.grant)
    assert tried(client, enrolment) == ["Versuch 1 von 2. Das beste Ergebnis zählt."]


def test_staff_read_what_each_of_several_attempts_came_to(client, enrolment, trainer):
    play(client, enrolment, {**FAILED, "cmi.core.exit": ""}).send({}, trigger="terminate")
    client.post(address(enrolment, "launch"), {"new_after": "1"})
    Attempt.objects.update(started_at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    client.force_login(trainer)
    told = "Versuch 1 vom 02.03.2026: nicht bestanden, 60 % Versuch 2 vom 02.03.2026: begonnen"
    assert tried(client, enrolment) == [f"Versuch 2. Das beste Ergebnis zählt. {told}"]


def test_who_never_opened_the_unit_has_no_attempts_there(client, enrolment, trainer):
    client.force_login(trainer)
    assert tried(client, enrolment) == []


def test_for_somebody_who_has_left_nothing_is_changed(enrolment, trainer, change):
    enrolments.withdraw(enrolment=enrolment, reason="Umzug", by=trainer, at=timezone.now())
    enrolment.refresh_from_db()
    with pytest.raises(repairs.NotLearning):
        change(repairs.complete)


def test_a_text_is_not_repaired(trainer):
    other = enrolled(running_run(course=live_course()))
    with pytest.raises(repairs.NothingToRepair):
        repairs.complete(
            enrolment=other, run_unit=run_units(other.run)[0], reason="Grund", by=trainer, at=timezone.now()
        )


def office(enrolment):
    return reverse("participants:unit", args=[enrolment.public_id, run_units(enrolment.run)[0].item_id])


def test_staff_complete_a_unit_on_its_page(client, enrolment, trainer):
    client.force_login(trainer)
    assert client.post(office(enrolment), {"kind": "completed", "reason": "Technik"}).status_code == 302
    html = client.get(office(enrolment)).content.decode()
    assert UnitResult.objects.get().state == "completed"
    assert "als erledigt eingetragen" in html
    assert "Technik" in html


def test_staff_correct_a_score_and_reset_on_its_page(client, enrolment, trainer):
    play(client, enrolment, FAILED)
    client.force_login(trainer)
    client.post(office(enrolment), {"kind": "score", "percent": "75", "reason": "Technik"})
    client.post(office(enrolment), {"kind": "reset", "reason": "Technik"})
    assert UnitResult.objects.get().score == Decimal("0.7500")
    assert list(Repair.objects.values_list("kind", flat=True)) == ["score", "reset"]


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"kind": "completed"}, ["reason"]),
        ({"reason": "Technik"}, ["kind"]),
        ({"kind": "score", "reason": "Technik"}, ["percent"]),
        ({"kind": "score", "reason": "Technik", "percent": "101"}, ["percent"]),
    ],
)
def test_what_is_missing_is_asked_for_at_its_field_and_the_rest_is_kept(client, enrolment, trainer, values, fields):
    client.force_login(trainer)
    response = client.post(office(enrolment), values)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == fields
    assert not Repair.objects.exists()
    html = response.content.decode()
    assert values.get("reason", "") in html
    assert "Noch nichts geändert: Bitte ergänzen Sie, was unten rot markiert ist." in html


def test_the_choices_are_read_out_with_their_question(client, enrolment, trainer):
    client.force_login(trainer)
    group = BeautifulSoup(client.get(office(enrolment)).content, "html.parser").find(role="radiogroup")
    assert group["aria-label"] == "Was soll geschehen?"
    assert len(group.find_all("input", {"type": "radio", "name": "kind"})) == 4


def test_after_a_reset_the_page_speaks_of_a_start(client, enrolment, change):
    play(client, enrolment, FAILED)
    assert "Hier geht es weiter" in client.get(address(enrolment, "unit")).content.decode()
    change(repairs.reset)
    html = client.get(address(enrolment, "unit")).content.decode()
    assert "Übung starten" in html
    assert "Hier geht es weiter" not in html


def test_the_page_of_the_participant_leads_there(client, enrolment, trainer):
    client.force_login(trainer)
    html = client.get(reverse("participants:participant", args=[enrolment.public_id])).content.decode()
    assert office(enrolment) in html


def test_staff_of_another_provider_find_nothing(client, enrolment):
    client.force_login(make_staff("trainer"))
    assert client.post(office(enrolment), {"kind": "completed", "reason": "Technik"}).status_code == 404
    assert not UnitResult.objects.exists()


def test_the_learner_reads_on_the_page_what_was_changed_when_and_why(client, enrolment, change):
    play(client, enrolment, FAILED)
    change(repairs.correct_score, score=Decimal("0.75"), reason="Frage 3 war falsch gestellt.")
    html = client.get(address(enrolment, "unit")).content.decode()
    assert "von der Kursleitung geändert: Ergebnis berichtigt." in html
    assert "Frage 3 war falsch gestellt." in html
    assert "75\u202f%" in html
