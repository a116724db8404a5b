"""Why a unit is not done: one sentence for the learner on its page, and for staff on the participant's."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from lms import why_open
from lms.viewsets.why_open import to_staff
from scorm.models import Sco
from scorm.reasons import Reason, Why
from tests.factories.accounts_staff import make_staff
from tests.lms.test_scorm_runtime import address, launched, scorm_enrolment

pytestmark = pytest.mark.django_db

REASONS = [
    (Reason(Why.BEGINS_ANEW), "beginnt"),
    (Reason(Why.NOTHING_SAID), "geöffnet"),
    (Reason(Why.UNSENT), "Gerät"),
    (Reason(Why.SCORE_LOW, Decimal("0.6"), Decimal("0.8")), "60\u202f%"),
    (Reason(Why.FAILED), "bestanden"),
    (
        Reason(Why.ITEMS_FAILED, open_count=1, item_count=5, names=("Abschlusstest",)),
        "bestanden: „\u2068Abschlusstest\u2069“.",
    ),
    (Reason(Why.ITEMS_OPEN, open_count=2, item_count=5, names=("Quiz", "Film")), "2 von 5"),
    (Reason(Why.PROGRESS_LOW, Decimal("0.4"), Decimal("0.8")), "80\u202f%"),
    (Reason(Why.SCORE_ALONE, Decimal("0.2")), "20\u202f% erreicht"),
    (Reason(Why.NOT_SAID), "gemeldet"),
]


def test_each_reason_has_its_sentence():
    assert {reason.why for reason, _word in REASONS} == set(Why)


@pytest.mark.parametrize(("reason", "word"), REASONS)
def test_the_learner_and_staff_read_the_cause(reason, word):
    with override("de"):
        assert word.lower() in why_open.to_learner(reason).lower()
        assert word.lower() in to_staff(reason).lower()


@pytest.mark.parametrize(("reason", "word"), REASONS)
def test_the_learner_reads_it_in_their_language(reason, word):
    said = set()
    for language in ("de", "en", "ar"):
        with override(language):
            said.add(why_open.to_learner(reason))
    assert len(said) == 3


def test_names_stand_in_quotes_and_in_their_own_direction_and_those_beyond_the_third_are_counted():
    reason = Reason(Why.ITEMS_OPEN, open_count=5, item_count=6, names=("Die Post: Was ist dringend?", "B", "C"))
    names = ("\u2068Die Post: Was ist dringend?\u2069", "\u2068B\u2069", "\u2068C\u2069")
    with override("de"):
        expected = "„{}“, „{}“, „{}“ und 2 weitere.".format(*names)
        assert why_open.to_learner(reason) == f"Noch nicht erledigt: 5 von 6 Teilen sind offen: {expected}"
        assert to_staff(reason) == f"5 von 6 Abschnitten sind offen: {expected}"
    with override("ar"):
        assert why_open.to_learner(reason).endswith("«{}»، «{}»، «{}» وجزءان آخران.".format(*names))


def test_who_can_only_look_back_is_not_told_to_begin_another_attempt():
    reason = Reason(Why.ITEMS_FAILED, open_count=1, item_count=5, names=("Abschlusstest",))
    with override("de"):
        assert "beginnen Sie einen neuen Versuch" in why_open.to_learner(reason)
        sentence = "Noch nicht erledigt: Sie haben noch nicht bestanden: „\u2068Abschlusstest\u2069“."
        assert why_open.to_learner(reason, may_go_on=False) == sentence


def test_a_share_just_below_the_limit_never_reads_as_the_limit():
    reason = Reason(Why.SCORE_LOW, Decimal("0.6666"), Decimal("0.6667"))
    assert why_open.shares(reason) == {"reached": "66\u202f%", "needed": "67\u202f%"}


@pytest.fixture
def enrolment():
    return scorm_enrolment()


def played(client, enrolment, changes):
    client.force_login(enrolment.learner)
    Sco.objects.update(mastery_score=Decimal(80))
    launched(client, enrolment).send({"cmi.core.exit": "suspend", **changes}, trigger="terminate")


LOW = {"cmi.core.lesson_status": "failed", "cmi.core.score.raw": "60"}


def test_the_page_of_the_unit_says_what_is_missing(client, enrolment):
    played(client, enrolment, LOW)
    response = client.get(address(enrolment, "unit"))
    assert response.context["why_open"] == "Noch nicht erledigt: Sie haben 60\u202f% erreicht, nötig sind 80\u202f%."
    assert response.context["why_open"] in response.content.decode()


def test_the_page_of_a_unit_that_is_done_asks_for_nothing(client, enrolment):
    played(client, enrolment, {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "90"})
    assert client.get(address(enrolment, "unit")).context["why_open"] == ""


def test_staff_read_it_beside_the_unit(client, enrolment):
    played(client, enrolment, LOW)
    client.force_login(make_staff("trainer", enrolment.run.course.provider))
    html = client.get(reverse("participants:participant", args=[enrolment.public_id])).content.decode()
    assert "begonnen – 60\u202f% erreicht, nötig sind 80\u202f%." in html


def test_who_has_points_and_no_word_of_the_end_is_not_sent_to_the_last_page(client, enrolment):
    client.force_login(enrolment.learner)
    said = {"cmi.core.lesson_status": "incomplete", "cmi.core.score.raw": "20", "cmi.core.exit": "suspend"}
    launched(client, enrolment).send(said, trigger="terminate")
    assert client.get(address(enrolment, "unit")).context["why_open"] == (
        "Noch nicht erledigt: Sie haben 20\u202f% erreicht. Die Übung hat noch nicht gemeldet, dass sie fertig ist. "
        "Vielleicht brauchen Sie mehr Punkte, oder es fehlt noch eine Seite."
    )


def test_who_comes_back_from_the_package_reads_at_once_what_is_missing(client, enrolment):
    played(client, enrolment, LOW)
    response = client.get(address(enrolment, "back"))
    assert response.context["why_open"] == "Noch nicht erledigt: Sie haben 60\u202f% erreicht, nötig sind 80\u202f%."
    assert response.context["why_open"] in response.content.decode()


def test_nothing_is_said_to_be_missing_while_the_last_change_is_on_its_way(client, enrolment):
    client.force_login(enrolment.learner)
    launched(client, enrolment).send({"cmi.core.lesson_status": "incomplete"})
    assert client.get(address(enrolment, "back")).context["why_open"] == ""
