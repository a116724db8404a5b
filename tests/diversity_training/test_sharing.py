"""People are asked once whether their employer may read that they took part, and change it whenever they like."""

from __future__ import annotations

import csv
import io
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.actions import erase
from diversity_training.actions.sharing import NoEmployer, decide
from diversity_training.models import AttendanceShare
from diversity_training.queries.sharing import own_share
from privacy import actions as privacy
from privacy.models import AuditEntry
from tests.diversity_training.test_desk import hr_of
from tests.factories.accounts import EmployerFactory
from tests.factories.diversity_training import DELIVERED_AT, booked_training, delivered, takes_part
from tests.factories.lms import enrolled

pytestmark = pytest.mark.django_db
QUESTION = "Darf Ihr Arbeitgeber sehen, dass Sie teilgenommen haben?"


@pytest.fixture
def booking():
    return booked_training(seats=8)


@pytest.fixture
def person(booking):
    return takes_part(booking, full_name="Mina Okafor")


def answer(client, enrolment, said, **more):
    client.force_login(enrolment.learner)
    values = {"answer": said, "employer": enrolment.counts_for.public_id, **more}
    return client.post(reverse("diversity_training:run_visibility", args=[enrolment.public_id]), values)


def test_the_page_of_a_training_asks_with_two_answers_of_equal_weight(client, booking):
    enrolment = takes_part(booking, attends=False)
    client.force_login(enrolment.learner)
    page = client.get(reverse("lms:course", args=[enrolment.public_id])).content.decode()
    assert page.count(QUESTION) == 1
    buttons = [line for line in page.splitlines() if 'name="answer"' in line]
    assert [line.split("value=")[0] for line in buttons] == [buttons[0].split("value=")[0]] * 2


@pytest.mark.parametrize("said", ["yes", "no"])
def test_who_has_answered_is_not_asked_again(client, booking, said):
    enrolment = takes_part(booking, attends=False)
    answered = answer(client, enrolment, said, back="course")
    assert answered["Location"] == reverse("lms:course", args=[enrolment.public_id])
    assert QUESTION not in client.get(answered["Location"]).content.decode()


def test_who_has_begun_without_an_answer_is_left_in_peace_and_has_shared_nothing(client, booking):
    enrolment = takes_part(booking, attends=False)
    enrolment.current_item_id = uuid4()
    enrolment.save()
    client.force_login(enrolment.learner)
    page = client.get(reverse("lms:course", args=[enrolment.public_id])).content.decode()
    assert QUESTION not in page
    assert f"<bdi>{booking.employer.name}</bdi> sieht nicht, ob Sie teilgenommen haben." in page


def test_with_a_works_agreement_nobody_is_asked_and_everybody_is_told(client):
    enrolment = takes_part(booked_training(works_agreement_ref="BV 7/2026"), attends=False)
    client.force_login(enrolment.learner)
    page = client.get(reverse("lms:course", args=[enrolment.public_id])).content.decode()
    assert QUESTION not in page
    assert "Das regelt eine Betriebsvereinbarung (<bdi>BV 7/2026</bdi>)." in page


@pytest.mark.parametrize(("reference", "why"), [("BV 7", "Das regelt eine"), ("", "weil Sie es freigegeben haben")])
def test_before_the_end_of_the_training_it_is_said_what_the_employer_will_see(client, reference, why):
    booking = booked_training(works_agreement_ref=reference)
    enrolment = takes_part(booking)
    if not reference:
        answer(client, enrolment, "yes")
    client.force_login(enrolment.learner)
    will = f"<bdi>{booking.employer.name}</bdi> wird nach dem Training sehen, ob Sie teilgenommen haben"
    sees = f"<bdi>{booking.employer.name}</bdi> sieht, "
    told = []
    for _moment in ("before", "after"):
        page = client.get(reverse("diversity_training:shares")).content.decode()
        told.append((will in page, sees in page, why in page))
        delivered(booking)
    assert told == [(True, False, True), (False, True, True)]


@pytest.mark.parametrize("reference", ["BV 7", ""])
def test_hr_reads_names_only_once_the_training_was_held_and_until_then_what_it_will_read(client, reference):
    booking = booked_training(works_agreement_ref=reference)
    answer(client, takes_part(booking, full_name="Mina Okafor"), "yes")
    client.force_login(hr_of(booking.employer))
    page = reverse("diversity_training:desk_people", args=[booking.public_id])
    before = client.get(page).content.decode()
    delivered(booking)
    after = client.get(page).content.decode()
    assert ["Nach dem Training sehen Sie hier" in shown for shown in (before, after)] == [True, False]
    assert ["Mina Okafor" in shown for shown in (before, after)] == [False, True]


@pytest.mark.usefixtures("person")
def test_after_the_training_nobody_is_told_to_wait_for_names_that_nobody_shares(client, booking):
    client.force_login(hr_of(booking.employer))
    page = reverse("diversity_training:desk_people", args=[booking.public_id])
    before = client.get(page).content.decode()
    delivered(booking)
    after = client.get(page).content.decode()
    assert ["Namen stehen hier erst nach dem Training." in shown for shown in (before, after)] == [True, False]
    assert ["Niemand ist hier mit Namen genannt." in shown for shown in (before, after)] == [False, True]


def test_a_course_that_counts_for_no_employer_says_nothing_of_one(client):
    enrolment = enrolled()
    client.force_login(enrolment.learner)
    page = client.get(reverse("lms:course", args=[enrolment.public_id])).content.decode()
    assert (QUESTION in page, "Arbeitgeber" in page) == (False, False)
    assert client.get(reverse("diversity_training:run_visibility", args=[enrolment.public_id])).status_code == 404
    with pytest.raises(NoEmployer):
        decide(enrolment=enrolment, employer=EmployerFactory(), is_shared=True, by=enrolment.learner, at=DELIVERED_AT)


def test_taking_it_back_takes_the_name_off_every_page_and_file_at_once(client, booking, person):
    answer(client, person, "yes")
    delivered(booking)
    hr = hr_of(booking.employer)
    seen = []
    for said in ("yes", "no"):
        answer(client, person, said)
        client.force_login(hr)
        seen.append([url for url in pages_of_hr(booking) if "Mina Okafor" in text(client.get(url))])
    named = pages_of_hr(booking)[1:4]
    assert seen == [named, []]


def test_the_page_for_names_is_linked_only_where_there_are_names_to_read(client, booking, person):
    delivered(booking)
    client.force_login(hr_of(booking.employer))
    link = reverse("diversity_training:desk_people", args=[booking.public_id])
    before = link in client.get(pages_of_hr(booking)[0]).content.decode()
    answer(client, person, "yes")
    client.force_login(hr_of(booking.employer))
    assert (before, link in client.get(pages_of_hr(booking)[0]).content.decode()) == (False, True)


def test_the_profile_lists_every_training_with_the_way_to_change_it(client, person):
    answer(client, person, "yes")
    profile = client.get(reverse("accounts:profile")).content.decode()
    assert reverse("diversity_training:shares") in profile
    assert "Freigabe zurücknehmen" in client.get(reverse("diversity_training:shares")).content.decode()
    answered = answer(client, person, "no", back="shares")
    assert answered["Location"] == reverse("diversity_training:shares")
    assert "Teilnahme freigeben" in client.get(answered["Location"]).content.decode()


def test_nobody_answers_for_somebody_else(client, booking, person):
    client.force_login(takes_part(booking).learner)
    values = {"answer": "yes", "employer": booking.employer.public_id}
    assert client.post(reverse("diversity_training:run_visibility", args=[person.public_id]), values).status_code == 404
    assert AttendanceShare.objects.count() == 0


def test_each_answer_is_in_the_audit_trail_without_a_name(client, person):
    answer(client, person, "yes")
    answer(client, person, "yes")  # pressed twice, said once
    answer(client, person, "no")
    written = AuditEntry.objects.filter(action__startswith="diversity_training.attendance").order_by("pk")
    assert [entry.action.split(".")[1] for entry in written] == ["attendance_shared", "attendance_not_shared"]
    assert "Mina" not in str([entry.details for entry in written])


def test_the_own_data_hold_the_answer_and_erasing_takes_it_back(client, booking, person, at):
    answer(client, person, "yes")
    held = privacy.export_person(person=person.learner, by=person.learner, at=at)
    assert held["diversity_training"]["attendance_shares"][0]["employer"] == booking.employer.name
    erase.erase(person=person.learner, by=person.learner, at=at)
    assert AttendanceShare.objects.count() == 0


def test_asking_what_holds_for_a_course_without_employer_costs_nothing(django_assert_num_queries):
    enrolment = enrolled()
    with django_assert_num_queries(0):
        assert own_share(enrolment, today=timezone.localdate()) is None


def test_page_and_file_hold_the_same_rows_and_reading_names_leaves_a_trace(client, booking, person):
    answer(client, person, "yes")
    delivered(booking)
    client.force_login(hr_of(booking.employer))
    url = reverse("diversity_training:trained_export", args=[booking.employer.public_id, "csv"])
    rows = list(csv.reader(io.StringIO(client.get(url).content.decode("utf-8-sig")), delimiter=";"))
    assert [row[1] for row in rows] == ["Person", "", "Mina Okafor"]
    assert rows[1][4:] == ["1", ""]
    read = AuditEntry.objects.filter(action="diversity_training.trained_exported").get()
    assert read.details == {"people": 1, "format": "csv"}


@pytest.mark.parametrize(("years", "status"), [("2", 302), ("3", 302), ("1", 422), ("", 422)])
def test_hr_chooses_when_trainings_are_repeated(client, booking, years, status):
    delivered(booking)
    client.force_login(hr_of(booking.employer))
    url = reverse("diversity_training:trained", args=[booking.employer.public_id])
    assert client.post(url, {"years": years}).status_code == status
    year = booking.run.ends_on.year + (int(years) if status == 302 else 3)
    assert f"26. Juni {year}" in client.get(url).content.decode()


def pages_of_hr(booking):
    employer = booking.employer.public_id
    return [
        reverse("diversity_training:desk_booking", args=[booking.public_id]),
        reverse("diversity_training:desk_people", args=[booking.public_id]),
        reverse("diversity_training:trained", args=[employer]),
        reverse("diversity_training:trained_export", args=[employer, "csv"]),
        reverse("diversity_training:desk"),
    ]


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_each_training_is_told_apart_by_its_days(client, booking):
    enrolment = takes_part(booking)
    client.force_login(enrolment.learner)
    days = [date_format(day, "DATE_FORMAT") for day in (enrolment.run.starts_on, enrolment.run.ends_on)]
    assert " bis ".join(days) in client.get(reverse("diversity_training:shares")).content.decode()
