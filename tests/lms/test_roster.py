"""The coordinator's roster: own provider's people, audited, exported by one door."""

import csv
import io
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from lms.actions import enrolments
from lms.models import Enrolment
from privacy.models import AuditEntry
from tests.factories.accounts import EmployerFactory, MembershipFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.lms import complete_units, enrolled, running_run

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def day(offset):
    return date.fromordinal(timezone.localdate(NOW).toordinal() + offset)


@pytest.fixture
def run():
    return running_run(starts_on=day(-10), ends_on=day(60), enrol_from=day(-40), enrol_until=day(30))


@pytest.fixture
def enrolment(run):
    return enrolled(run, UserFactory(full_name="Müller, Özlem"), at=NOW)


def staff(run, role="coordinator"):
    return make_staff(role, run.course.provider)


@pytest.fixture
def coordinator_client(client, run):
    client.force_login(staff(run))
    return client


def of_run(run, name="roster", *more):
    return reverse(f"participants:{name}", args=[run.public_id, *more])


def of(enrolment, name="participant"):
    return reverse(f"participants:{name}", args=[enrolment.public_id])


def test_the_roster_shows_how_far_people_are_and_the_look_is_recorded(coordinator_client, run, enrolment):
    complete_units(enrolment, count=1, at=NOW)
    body = coordinator_client.get(of_run(run)).content.decode()
    assert "Müller, Özlem" in body
    assert "1 von 2" in body
    entry = AuditEntry.objects.get(action="lms.roster_read")
    assert (entry.subject, entry.details) == (run.public_id, {"people": 1})


@pytest.mark.parametrize("learner_count", [1, 3])
def test_the_roster_costs_the_same_for_one_and_for_three(
    coordinator_client, run, learner_count, django_assert_num_queries
):
    for _ in range(learner_count):
        complete_units(enrolled(run, at=NOW), count=1, at=NOW)
    coordinator_client.get(of_run(run))
    with django_assert_num_queries(18):
        coordinator_client.get(of_run(run))


def test_the_list_of_runs_leads_to_the_roster(coordinator_client, run, enrolment):
    body = coordinator_client.get(reverse("participants:index")).content.decode()
    assert of_run(run) in body
    assert "1 von 12 Plätzen" in body


ADDRESSES = [("roster", "get"), ("add", "get"), ("add", "post"), ("export", "get")]
PERSON = [
    ("participant", "get"),
    ("withdraw", "post"),
    ("readmit", "post"),
    ("reset_access", "post"),
    ("certify", "post"),
    ("decide_late", "post"),
]


def every_answer(client, run, enrolment):
    for name, method in ADDRESSES:
        more = ["csv"] if name == "export" else []
        yield name, getattr(client, method)(of_run(run, name, *more)).status_code
    for name, method in PERSON:
        yield name, getattr(client, method)(of(enrolment, name)).status_code


def test_nothing_of_provider_a_exists_for_staff_of_provider_b(client, run, enrolment):
    for role in ("trainer", "coordinator", "provider_admin"):
        client.force_login(make_staff(role))
        assert {code for _name, code in every_answer(client, run, enrolment)} == {404}
        assert run.course.title not in client.get(reverse("participants:index")).content.decode()


def test_hr_and_network_and_learners_reach_no_roster(client, run, enrolment):
    people = [
        MembershipFactory(role="hr", provider=None, employer=EmployerFactory()).user,
        MembershipFactory(role="network_coordinator", provider=None, network=run.course.provider.network).user,
        enrolment.learner,
        UserFactory(),
    ]
    for person in people:
        client.force_login(person)
        assert {code for _name, code in every_answer(client, run, enrolment)} <= {302, 403, 404}
    assert Enrolment.objects.get().state == Enrolment.State.ACTIVE


def test_a_trainer_sees_the_roster_but_takes_nothing_away_and_admits_nobody(client, run, enrolment):
    client.force_login(staff(run, "trainer"))
    body = client.get(of_run(run)).content.decode()
    assert "Müller, Özlem" in body
    assert of_run(run, "export", "csv") not in body
    codes = dict(every_answer(client, run, enrolment))
    assert [name for name, code in codes.items() if code == 404] == [
        "add",
        "export",
        "withdraw",
        "readmit",
        "reset_access",
        "certify",
    ]


def test_the_csv_opens_in_german_excel_and_is_recorded(coordinator_client, run, enrolment):
    enrolled(run, UserFactory(full_name="=HYPERLINK(1)"), at=NOW)
    answer = coordinator_client.get(of_run(run, "export", "csv"))
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [row[0] for row in table] == ["Name", "'=HYPERLINK(1)", "Müller, Özlem"]
    entry = AuditEntry.objects.get(action="lms.roster_exported")
    assert entry.details == {"people": 2, "format": "csv"}


def test_the_workbook_is_one(coordinator_client, run, enrolment):
    answer = coordinator_client.get(of_run(run, "export", "xlsx"))
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer.content[:2] == b"PK"
    assert coordinator_client.get(of_run(run, "export", "exe")).status_code == 404


def test_a_person_without_mail_is_admitted_and_gets_a_sheet_with_a_start_code(coordinator_client, run):
    form = {"full_name": "Suharto", "original_name": "", "email": "", "language": "ar"}
    answer = coordinator_client.post(of_run(run, "add"), form)
    learner = User.objects.get(full_name="Suharto")
    assert learner.username in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert Enrolment.objects.get().learner == learner


def test_who_prints_a_sheet_reads_the_own_language_and_finds_the_way_back(coordinator_client, run):
    form = {"full_name": "Suharto", "original_name": "", "email": "", "language": "ar"}
    body = coordinator_client.post(of_run(run, "add"), form).content.decode()
    assert "Der Code wird nicht noch einmal gezeigt." in body
    assert f'href="{of_run(run, "roster")}">Zurück zur Liste' in body


def test_the_same_form_sent_again_by_a_reload_admits_nobody_a_second_time(coordinator_client, run):
    page = coordinator_client.get(of_run(run, "add")).context["form"]
    form = {"full_name": "Suharto", "original_name": "", "email": "", "language": "de", "key": page["key"].value()}
    assert "Suharto" in coordinator_client.post(of_run(run, "add"), form).content.decode()
    again = coordinator_client.post(of_run(run, "add"), form, follow=True)
    assert again.redirect_chain[-1][0] == of_run(run, "roster")
    assert "Sie haben diese Person schon aufgenommen." in again.content.decode()
    assert User.objects.filter(full_name="Suharto").count() == 1
    assert coordinator_client.get(of_run(run, "add")).context["form"]["key"].value() != page["key"].value()


def test_a_form_that_was_refused_may_be_sent_again(coordinator_client):
    full = running_run(capacity=1, starts_on=day(-10), ends_on=day(60), enrol_from=day(-40), enrol_until=day(30))
    taken = enrolled(full, at=NOW)
    coordinator_client.force_login(staff(full))
    form = {"full_name": "Suharto", "original_name": "", "email": "", "language": "de", "key": str(uuid4())}
    assert "sind vergeben" in coordinator_client.post(of_run(full, "add"), form).content.decode()
    enrolments.withdraw(enrolment=taken, reason="Umzug", by=taken.learner, at=NOW)
    coordinator_client.post(of_run(full, "add"), form)
    assert User.objects.filter(full_name="Suharto").count() == 1


def test_admitting_says_the_same_for_a_known_and_an_unknown_address(coordinator_client, run):
    UserFactory(email="amina@example.org")
    told = []
    for email in ("amina@example.org", "neu@example.org"):
        form = {"full_name": "Amina", "original_name": "", "email": email, "language": "de"}
        told.append(coordinator_client.post(of_run(run, "add"), form, follow=True))
    words = "Die Person ist aufgenommen. Sie bekommt eine Nachricht."
    assert [words in answer.content.decode() for answer in told] == [True, True]
    assert Enrolment.objects.count() == 2


def test_a_full_run_admits_nobody_and_makes_no_account(coordinator_client):
    full = running_run(capacity=1, starts_on=day(-10), ends_on=day(60), enrol_from=day(-40), enrol_until=day(30))
    enrolled(full, at=NOW)
    coordinator_client.force_login(staff(full))
    before = User.objects.count()
    form = {"full_name": "Suharto", "original_name": "", "email": "", "language": "de"}
    body = coordinator_client.post(of_run(full, "add"), form).content.decode()
    assert "Alle 1 Plätze sind vergeben." in body
    assert User.objects.count() == before


def test_somebody_leaves_with_a_reason_and_comes_back(coordinator_client, run, enrolment):
    refused = coordinator_client.post(of(enrolment, "withdraw"), {"reason": ""})
    assert "Bitte nennen Sie einen Grund." in refused.content.decode()
    coordinator_client.post(of(enrolment, "withdraw"), {"reason": "Umzug"})
    assert Enrolment.objects.get().withdrawn_reason == "Umzug"
    coordinator_client.post(of(enrolment, "readmit"))
    assert Enrolment.objects.get().state == Enrolment.State.ACTIVE


def test_a_forgotten_password_ends_in_a_sheet_of_paper(coordinator_client, run, enrolment):
    User.objects.filter(pk=enrolment.learner_id).update(email="")
    answer = coordinator_client.post(of(enrolment, "reset_access"))
    assert enrolment.learner.username in answer.content.decode()
    enrolment.learner.refresh_from_db()
    assert not enrolment.learner.has_usable_password()


def test_the_access_of_somebody_with_a_role_is_not_reset_here(coordinator_client, run):
    colleague = MembershipFactory(role="trainer").user
    enrolment = enrolled(run, colleague, at=NOW)
    answer = coordinator_client.post(of(enrolment, "reset_access"), follow=True)
    assert "Diesen Zugang können Sie nicht zurücksetzen." in answer.content.decode()
    colleague.refresh_from_db()
    assert colleague.has_usable_password()


def test_looking_at_one_person_is_recorded(coordinator_client, enrolment):
    coordinator_client.get(of(enrolment))
    entry = AuditEntry.objects.get(action="lms.participant_read")
    assert entry.details == {"learner": enrolment.learner.public_id}


def test_enrolling_an_address_gives_no_power_over_its_account_until_the_person_comes(coordinator_client, run):
    person = UserFactory(email="olena@example.org", last_login=None)
    enrolment = enrolled(run, person, at=NOW)
    password = person.password
    assert of(enrolment, "reset_access") not in coordinator_client.get(of(enrolment)).content.decode()
    coordinator_client.post(of(enrolment, "reset_access"))
    person.refresh_from_db()
    assert person.password == password
    User.objects.filter(pk=person.pk).update(last_login=NOW)
    assert of(enrolment, "reset_access") in coordinator_client.get(of(enrolment)).content.decode()
