"""In each state of a run a visitor has one thing to press; before enrolment begins it is its day for the calendar."""

from datetime import timedelta

import pytest
import vobject
from bs4 import BeautifulSoup
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from courses.models import Run
from courses.rules import RunState
from lms.models import Enrolment
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.admissions import PlaceFactory
from tests.factories.courses import RunFactory, live_course
from tests.factories.lms import enrolled

pytestmark = pytest.mark.django_db


def day(offset):
    return timezone.localdate() + timedelta(days=offset)


NOW = timezone.now()
AHEAD = {"starts_on": day(30), "ends_on": day(90), "enrol_from": day(-5), "enrol_until": day(29)}
BEGUN = {"starts_on": day(-10), "ends_on": day(60), "enrol_from": day(-40), "enrol_until": day(-11)}
PLANS = {
    RunState.PLANNED: {**AHEAD, "announced_at": None},
    RunState.ANNOUNCED: {**AHEAD, "enrol_from": day(7)},
    RunState.OPEN: AHEAD,
    RunState.CLOSING: {**AHEAD, "enrol_until": day(1)},
    RunState.FULL: {**AHEAD, "capacity": 1},
    RunState.CLOSED: {**AHEAD, "enrol_from": day(-30), "enrol_until": day(-1)},
    RunState.RUNNING: BEGUN,
    RunState.FINISHED: {**BEGUN, "starts_on": day(-100), "ends_on": day(-1), "enrol_from": day(-140)},
    RunState.CANCELLED: {**AHEAD, "cancelled_at": NOW, "cancel_reason": "Zu wenige Anmeldungen"},
    RunState.ARCHIVED: {**AHEAD, "archived_at": NOW},
}
PLANS[RunState.FINISHED]["enrol_until"] = day(-101)
WRITE, ENROL, CALENDAR = "E-Mail schreiben", "Zum Kurs anmelden", "Beginn der Anmeldung in den Kalender"
# state -> heading, the one thing to press, and whether the run is shown at all
EXPECTED = {
    RunState.PLANNED: ("Zurzeit ist kein Termin geplant", WRITE, False),
    RunState.ANNOUNCED: ("Anmeldung ab", CALENDAR, True),
    RunState.OPEN: ("Beginn am", ENROL, True),
    RunState.CLOSING: ("Beginn am", ENROL, True),
    RunState.FULL: ("Alle Plätze sind vergeben", WRITE, True),
    RunState.CLOSED: ("Die Anmeldung ist beendet", WRITE, True),
    RunState.RUNNING: ("Der Kurs läuft schon", WRITE, True),
    RunState.FINISHED: ("Der letzte Durchgang endete am", WRITE, True),
    RunState.CANCELLED: ("Der Durchgang ab", WRITE, True),
    RunState.ARCHIVED: ("Zurzeit ist kein Termin geplant", WRITE, False),
}


def a_run(state, course=None, **values):
    run = RunFactory(course=course or live_course(contact_phone="0511 123-0"), **{**PLANS[state], **values})
    if state == RunState.FULL:
        PlaceFactory(run=run)
    return run


def look(client, course, language="de", **query):
    answer = client.get(f"/{language}/kurse/{course.slug}/", query)
    assert answer.status_code == 200
    return answer


def to_press(answer):
    """Return what can be pressed in the part of the page that holds the next action."""
    [section] = BeautifulSoup(answer.content, "html.parser").select("section.next")
    return section.select("a, button, input, summary, form")


def in_words(element):
    return " ".join(element.get_text(" ").split())


def file_of(run, language="de"):
    return f"/{language}/kurse/{run.course.slug}/anmeldung/{run.public_id}.ics"


def test_the_table_knows_every_state():
    assert set(PLANS) == set(EXPECTED) == set(RunState)


@pytest.mark.parametrize("state", list(RunState))
def test_in_each_state_there_is_exactly_one_thing_to_press(client, state):
    run = a_run(state)
    heading, action, is_shown = EXPECTED[state]
    answer = look(client, run.course)
    assert [in_words(element) for element in to_press(answer)] == [action]
    [section] = BeautifulSoup(answer.content, "html.parser").select("section.next")
    assert in_words(section.h2).startswith(heading)
    assert [(found.run, found.state) for found in answer.context["runs"]] == ([(run, state)] if is_shown else [])
    leads_on = {"Zum Kurs anmelden": reverse("lms:enrol", args=[run.public_id]), CALENDAR: file_of(run)}
    body = answer.content.decode()
    assert {words for words, address in leads_on.items() if address in body} == {action} & set(leads_on)


@pytest.mark.parametrize("state", list(RunState))
@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_is_one_in_other_languages_too(client, state, language):
    run = a_run(state)
    [element] = to_press(look(client, run.course, language))
    assert in_words(element) != EXPECTED[state][1]


def test_a_course_without_a_run_or_without_an_address_still_has_one(client):
    assert [in_words(one) for one in to_press(look(client, live_course()))] == [WRITE]
    silent = live_course()
    type(silent).objects.filter(pk=silent.pk).update(contact_email="", contact_phone="")
    assert [one["href"] for one in to_press(look(client, silent))] == [reverse("cms:counselling")]
    type(silent).objects.filter(pk=silent.pk).update(contact_phone="0511 / 123-0")
    assert [one["href"] for one in to_press(look(client, silent))] == ["tel:+495111230"]


@pytest.mark.parametrize("state", [RunState.ANNOUNCED, RunState.OPEN, RunState.CLOSING, RunState.FULL])
def test_another_run_that_one_can_do_something_about_can_be_chosen(client, state):
    course = live_course()
    first = a_run(RunState.OPEN, course)
    other = a_run(state, course, starts_on=day(50))
    answer = look(client, course)
    assert answer.context["leading"].run == first
    assert f"?termin={other.public_id}" in answer.content.decode()
    assert [in_words(one) for one in to_press(look(client, course, termin=other.public_id))] == [EXPECTED[state][1]]


@pytest.mark.parametrize("state", [RunState.CLOSED, RunState.RUNNING, RunState.CANCELLED])
def test_another_run_that_is_out_of_reach_offers_nothing_to_choose(client, state):
    course = live_course()
    a_run(RunState.OPEN, course)
    other = a_run(state, course)
    assert f"?termin={other.public_id}" not in look(client, course).content.decode()


def learner_of(run, client):
    """Return an enrolment made while the run was open, with its learner signed in."""
    was = {name: getattr(run, name) for name in ("enrol_from", "enrol_until", "starts_on", "ends_on", "cancelled_at")}
    Run.objects.filter(pk=run.pk).update(**AHEAD, cancelled_at=None)
    enrolment = enrolled(Run.objects.get(pk=run.pk), UserFactory(), at=NOW)
    Run.objects.filter(pk=run.pk).update(**was)
    client.force_login(enrolment.learner)
    return enrolment


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        (RunState.OPEN, "Sie sind angemeldet"),
        (RunState.RUNNING, "Sie sind angemeldet"),
        (RunState.FINISHED, "Ihr Durchgang ist beendet"),
    ],
)
def test_who_is_enrolled_goes_on_with_their_own_course(client, state, heading):
    enrolment = learner_of(a_run(state), client)
    answer = look(client, enrolment.run.course)
    assert [one["href"] for one in to_press(answer)] == [reverse("lms:course", args=[enrolment.public_id])]
    assert heading in answer.content.decode()


def test_who_is_enrolled_in_a_run_that_was_called_off_reads_so_and_can_ask(client):
    enrolment = learner_of(a_run(RunState.CANCELLED), client)
    answer = look(client, enrolment.run.course)
    assert [in_words(one) for one in to_press(answer)] == [WRITE]
    assert "Sie sind angemeldet" not in answer.content.decode()


@pytest.mark.parametrize("state", [RunState.CANCELLED, RunState.FINISHED])
def test_who_could_not_finish_can_enter_the_next_run(client, state):
    enrolment = learner_of(a_run(state), client)
    following = a_run(RunState.OPEN, enrolment.run.course)
    [element] = to_press(look(client, enrolment.run.course))
    assert element["href"] == reverse("lms:enrol", args=[following.public_id])


def test_who_has_completed_the_course_is_led_to_it_though_another_run_is_open(client):
    enrolment = learner_of(a_run(RunState.FINISHED), client)
    a_run(RunState.OPEN, enrolment.run.course)
    Enrolment.objects.filter(pk=enrolment.pk).update(state="completed", completed_at=NOW)
    [element] = to_press(look(client, enrolment.run.course))
    assert element["href"] == reverse("lms:course", args=[enrolment.public_id])


def test_a_run_of_one_day_names_it_once(client):
    run = a_run(RunState.OPEN, ends_on=day(30))
    [heading] = BeautifulSoup(look(client, run.course).content, "html.parser").select("article.card[aria-current] h3")
    assert in_words(heading) == date_format(run.starts_on, "DATE_FORMAT")


# The calendar file


def event_of(client, run, language="de"):
    answer = client.get(file_of(run, language))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    [event] = vobject.readOne(answer.content.decode()).vevent_list
    return event


def test_the_file_holds_the_first_day_of_enrolment_and_leads_back_to_the_page(client):
    run = a_run(RunState.ANNOUNCED, live_course(title="Büro, Recht; und mehr"))
    event = event_of(client, run)
    assert (event.dtstart.value, event.dtend.value) == (run.enrol_from, run.enrol_from + timedelta(days=1))
    assert event.summary.value == "Die Anmeldung beginnt: Büro, Recht; und mehr"
    address = f"{settings.SITE_ORIGIN}/de/kurse/{run.course.slug}/?termin={run.public_id}"
    assert (event.url.value, event.description.value) == (address, f"Hier melden Sie sich an: {address}")
    assert event.valarm.trigger.value == timedelta(hours=9)
    assert [in_words(one) for one in to_press(client.get(address.removeprefix(settings.SITE_ORIGIN)))] == [CALENDAR]


def test_a_day_that_was_moved_keeps_its_entry(client):
    run = a_run(RunState.ANNOUNCED)
    before = event_of(client, run)
    Run.objects.filter(pk=run.pk).update(enrol_from=day(9))
    after = event_of(client, run, "en")  # another address, so not one that was kept
    assert (after.uid.value, after.dtstart.value) == (before.uid.value, day(9))
    assert event_of(client, a_run(RunState.ANNOUNCED)).uid.value != before.uid.value


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_file_speaks_the_language_of_its_address(client, language):
    run = a_run(RunState.ANNOUNCED)
    event = event_of(client, run, language)
    assert "Anmeldung" not in event.summary.value
    assert run.course.title in event.summary.value
    assert event.summary.params["LANGUAGE"] == [language]
    assert f"/{language}/kurse/" in event.url.value


@pytest.mark.parametrize("state", [state for state in RunState if state != RunState.ANNOUNCED])
def test_a_file_whose_time_is_over_leads_to_what_can_be_done_now(client, state):
    run = a_run(state)
    answer = client.get(file_of(run))
    if state in (RunState.PLANNED, RunState.ARCHIVED):
        assert answer.status_code == 404
    else:
        assert (answer.status_code, answer["Location"]) == (
            302,
            f"/de/kurse/{run.course.slug}/?termin={run.public_id}",
        )


def test_a_run_that_strangers_may_not_see_has_no_file(client):
    run = a_run(RunState.ANNOUNCED)
    other = live_course(ProviderFactory(complaint_path="Brief an die Leitung."))
    assert client.get(f"/de/kurse/{other.slug}/anmeldung/{run.public_id}.ics").status_code == 404
    type(run.course).objects.filter(pk=run.course_id).update(live=False)
    assert client.get(file_of(run)).status_code == 404


def test_the_file_is_cheap(client, django_assert_max_num_queries):
    run = a_run(RunState.ANNOUNCED)
    with django_assert_max_num_queries(2):
        client.get(file_of(run, "ar"))
