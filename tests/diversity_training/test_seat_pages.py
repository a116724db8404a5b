"""HR of an employer and its seats."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from admissions.actions import seats as admission
from admissions.models import SeatBlock, SeatInvitation
from admissions.queries.seats import SeatCounts, counts_of
from admissions.subject_data import erase
from lms.actions import enrolments, seats
from lms.actions.seats import link_of
from lms.models import Enrolment
from notifications.models import Letter
from tests.factories.accounts import EmployerFactory, MembershipFactory, UserFactory
from tests.factories.courses import RunFactory, live_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def block_of(now, *, employer=None, count=3, starts_in=30, **values):
    day = timezone.localdate(now)
    run = RunFactory(
        course=live_course(
            None, offer_kind="diversity_training", occupation=None, methods="Wir üben an Fällen.", **values
        ),
        capacity=20,
        starts_on=day + timedelta(days=starts_in),
        ends_on=day + timedelta(days=90),
    )
    return admission.reserve(
        run=run,
        employer=employer or EmployerFactory(),
        count=count,
        return_on=day + timedelta(days=20),
        by=None,
        at=now,
    )


@pytest.fixture
def block(now):
    return block_of(now)


@pytest.fixture
def hr_client(client, block):
    hr = MembershipFactory(role="hr", provider=None, employer=block.employer).user
    client.force_login(hr)
    return client


def shown(client, block):
    """Return the page without what differs on any two visits."""
    return without_tokens(client.get(url("desk_seats", block)))


def without_tokens(response):
    return re.sub(r'(name="csrfmiddlewaretoken" value|content)="[0-9A-Za-z]{64}"', "", response.content.decode())


def url(name, key):
    return reverse(f"diversity_training:{name}", args=[key.public_id])


def test_hr_sees_how_the_seats_stand_and_whom_it_invited(hr_client, block, now):
    hr_client.post(
        url("desk_seat_invite", block), {"name": "Amina Beispiel", "email": "amina@example.org", "language": "ar"}
    )
    text = hr_client.get(url("desk_seats", block)).content.decode()
    assert "Amina Beispiel" in text
    assert "eingeladen" in text
    assert counts_of(block, now) == SeatCounts(free=2, offered=1)
    assert Letter.objects.get(event="seat_invited").language == "ar"
    desk = hr_client.get(reverse("diversity_training:desk")).content.decode()
    assert url("desk_seats", block) in desk


def test_who_has_no_address_gets_a_link_to_hand_over(hr_client, block):
    hr_client.post(url("desk_seat_invite", block), {"name": "Amina Beispiel", "language": "de"})
    invitation = SeatInvitation.objects.get()
    assert seats.link_of(invitation) in hr_client.get(url("desk_seats", block)).content.decode()
    assert Letter.objects.filter(event="seat_invited").count() == 0


def test_the_link_of_somebody_with_an_address_is_shown_to_nobody_else(hr_client, block):
    hr_client.post(url("desk_seat_invite", block), {"name": "A", "email": "amina@example.org", "language": "de"})
    invitation = SeatInvitation.objects.get()
    for name in ("desk_seats", "desk_seat_links"):
        assert seats.link_of(invitation) not in hr_client.get(url(name, block)).content.decode()


def test_a_list_with_a_bad_line_invites_nobody_and_is_kept_to_be_mended(hr_client, block):
    file = SimpleUploadedFile("leute.csv", b"Amina;amina@example.org\nBashir;bashir(at)example.org")
    answer = hr_client.post(url("desk_seat_list", block), {"file": file, "people": ""})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Zeile 2" in text
    assert "Amina; amina@example.org" in text
    assert SeatInvitation.objects.count() == 0
    mended = {"people": "Amina; amina@example.org\nBashir; bashir@example.org"}
    assert hr_client.post(url("desk_seat_list", block), mended).status_code == 302
    assert SeatInvitation.objects.count() == 2


def test_a_list_with_more_people_than_seats_or_somebody_known_invites_nobody(hr_client, block):
    many = "\n".join(f"Person {number}; p{number}@example.org" for number in range(4))
    assert "Frei sind 3" in hr_client.post(url("desk_seat_list", block), {"people": many}).content.decode()
    hr_client.post(url("desk_seat_list", block), {"people": "A; a@example.org"})
    answer = hr_client.post(url("desk_seat_list", block), {"people": "B; b@example.org\nA; a@example.org"})
    assert "a@example.org ist schon eingeladen" in answer.content.decode()
    assert SeatInvitation.objects.count() == 1


def test_links_without_names_are_made_and_shown_again(hr_client, block):
    hr_client.post(url("desk_seat_links", block), {"count": "2"})
    text = hr_client.get(url("desk_seat_links", block)).content.decode()
    for invitation in SeatInvitation.objects.all():
        assert (invitation.name, invitation.email) == ("", "")
        assert seats.link_of(invitation) in text


def test_the_code_is_shown_once_and_opens_a_seat(hr_client, block, client):
    answer = hr_client.post(url("desk_seat_code", block), {"act": "make"})
    code = answer.context["code"]
    assert code in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert code not in hr_client.get(url("desk_seat_code", block)).content.decode()
    assert hr_client.post(reverse("lms:seat_code"), {"code": code}).url == reverse("lms:seat_by_code")
    hr_client.post(url("desk_seat_code", block), {"act": "end"})
    assert SeatBlock.objects.get(pk=block.pk).code_digest is None


def test_who_came_by_the_code_is_counted_and_not_named(hr_client, block, now):
    learner = UserFactory(full_name="Bashir Geheim")
    seats.accept_by_code(block=block, learner=learner, at=now)
    text = hr_client.get(url("desk_seats", block)).content.decode()
    assert "Mit dem Code vergeben: 1" in text
    assert "Bashir" not in text


def test_seats_are_given_back_no_more_than_are_free(hr_client, block, now):
    assert hr_client.post(url("desk_seat_give_back", block), {"count": "4"}).status_code == 422
    hr_client.post(url("desk_seat_give_back", block), {"count": "2"})
    assert counts_of(block, now) == SeatCounts(free=1, returned=2)


def test_an_accepted_person_is_replaced_before_the_first_day_and_not_after(hr_client, block, now):
    (invitation,) = seats.invite(
        block=block, invitees=[admission.Invitee("A", "a@example.org")], by=UserFactory(), at=now
    )
    enrolment = seats.accept(invitation=invitation, learner=UserFactory(), at=now)
    new = {"name": "B", "email": "b@example.org", "language": "de"}
    hr_client.post(url("desk_seat_replace", invitation), new)
    enrolment.refresh_from_db()
    assert enrolment.state == "withdrawn"
    other = SeatInvitation.objects.get(name="B")
    seats.accept(invitation=other, learner=UserFactory(), at=now)
    block.run.starts_on = timezone.localdate(now)
    block.run.save()
    answer = hr_client.post(url("desk_seat_replace", other), {**new, "name": "C", "email": "c@example.org"})
    assert "Das Training hat begonnen" in answer.content.decode()
    assert Enrolment.objects.filter(state="active").count() == 1


def test_an_invitation_is_taken_back_after_a_question(hr_client, block, now):
    (invitation,) = seats.invite(
        block=block, invitees=[admission.Invitee("A", "a@example.org")], by=UserFactory(), at=now
    )
    assert hr_client.get(url("desk_seat_end", invitation)).status_code == 200
    hr_client.post(url("desk_seat_end", invitation))
    assert counts_of(block, now) == SeatCounts(free=3)


def test_what_hr_sees_of_an_accepted_person_is_the_same_however_far_they_are(hr_client, now):
    block = block_of(now, employer=SeatBlock.objects.get().employer, starts_in=0)
    (invitation,) = seats.invite(
        block=block, invitees=[admission.Invitee("A", "a@example.org")], by=UserFactory(), at=now
    )
    enrolment = seats.accept(invitation=invitation, learner=UserFactory(), at=now)
    before = shown(hr_client, block)
    Enrolment.objects.filter(pk=enrolment.pk).update(state="completed", completed_at=now)
    assert shown(hr_client, block) == before


def test_whoever_leaves_before_the_start_frees_a_seat(hr_client, block, now):
    (invitation,) = seats.invite(
        block=block, invitees=[admission.Invitee("A", "a@example.org")], by=UserFactory(), at=now
    )
    enrolment = seats.accept(invitation=invitation, learner=UserFactory(), at=now)
    enrolments.withdraw(enrolment=enrolment, reason="geheimer Grund", by=enrolment.learner, at=now)
    text = hr_client.get(url("desk_seats", block)).content.decode()
    assert "hat abgesagt" in text
    assert "geheimer Grund" not in text


@pytest.mark.parametrize("way", ["invited", "code"])
@pytest.mark.parametrize("return_day_is_over", [True, False])
def test_nothing_at_the_desk_tells_that_somebody_came_no_longer(hr_client, now, way, return_day_is_over):
    block = block_of(now, employer=SeatBlock.objects.get().employer, count=3, starts_in=0)
    (link,) = seats.invite(block=block, invitees=[admission.Invitee()], by=UserFactory(), at=now)
    (named,) = seats.invite(block=block, invitees=[admission.Invitee("A", "a@x.org")], by=UserFactory(), at=now)
    accepted = [seats.accept(invitation=one, learner=UserFactory(), at=now) for one in (link, named)]
    accepted.append(seats.accept_by_code(block=block, learner=UserFactory(), at=now))
    if return_day_is_over:
        SeatBlock.objects.filter(pk=block.pk).update(
            return_on=timezone.localdate(now) - timedelta(days=1), returned_at=now
        )
    pages = [url("desk_seats", block), url("desk_seat_links", block), reverse("diversity_training:desk")]
    doors = [urlsplit(link_of(one)).path for one in (link, named)]
    before = [without_tokens(hr_client.get(page)) for page in pages]
    doors_before = [without_tokens(Client().get(door)) for door in doors]
    for enrolment in accepted if way == "invited" else accepted[2:]:
        enrolments.withdraw(enrolment=enrolment, reason="Krank", by=enrolment.learner, at=now)
    assert [without_tokens(hr_client.get(page)) for page in pages] == before
    assert [without_tokens(Client().get(door)) for door in doors] == doors_before
    assert "<dt>vergeben</dt><dd>3</dd>" in before[0]


def test_links_without_names_keep_their_numbers_when_accounts_are_erased(hr_client, block, now):
    nobody, named = admission.Invitee(), admission.Invitee("Amina Beispiel", "a@example.org")
    offered = seats.invite(block=block, invitees=[nobody, named, nobody], by=UserFactory(), at=now)
    people = [UserFactory(), UserFactory()]
    for invitation, person in zip(offered[:2], people, strict=True):
        seats.accept(invitation=invitation, learner=person, at=now)
    before = rows_of(hr_client, block)
    for person in people:
        erase(person=person, at=now)
    assert before == ["Link 2", "Amina Beispiel", "Link 1"]
    assert rows_of(hr_client, block) == ["Link 2", "–", "Link 1"]


def rows_of(client, block):
    """Return what the lines of the page are called, the newest first."""
    text = client.get(url("desk_seats", block)).content.decode()
    heads = re.findall(r'<th role="rowheader"[^>]*>(.*?)(?:<br>|</th>)', text)
    return [re.sub(r"<[^>]+>", "", head) for head in heads]


NAMES = ["desk_seats", "desk_seat_invite", "desk_seat_list", "desk_seat_links", "desk_seat_code", "desk_seat_give_back"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_seats_of_another_employer_do_not_exist(hr_client, now, name, method):
    other = block_of(now)
    assert getattr(hr_client, method)(url(name, other)).status_code in {404, 405}
    assert counts_of(other, now) == SeatCounts(free=3)


@pytest.mark.parametrize("name", ["desk_seat_replace", "desk_seat_end"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_invitation_of_another_employer_does_not_exist(hr_client, now, name, method):
    (invitation,) = seats.invite(block=block_of(now), invitees=[admission.Invitee()], by=UserFactory(), at=now)
    assert getattr(hr_client, method)(url(name, invitation)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_block_costs_as_many_statements_for_one_as_for_three(
    hr_client, block, now, count, django_assert_max_num_queries
):
    invitees = [admission.Invitee(f"P{number}", f"p{number}@example.org") for number in range(count)]
    seats.invite(block=block, invitees=invitees, by=UserFactory(), at=now)
    with django_assert_max_num_queries(12):
        hr_client.get(url("desk_seats", block))


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_as_many_statements_for_one_block_as_for_three(
    hr_client, block, now, count, django_assert_max_num_queries
):
    for _each in range(count - 1):
        block_of(now, employer=block.employer)
    with django_assert_max_num_queries(13):
        hr_client.get(reverse("diversity_training:desk"))
