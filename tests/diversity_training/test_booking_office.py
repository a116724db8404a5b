"""What the provider's staff do with a booking in the back office."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from admissions.models import SeatBlock
from courses.actions import tailoring
from courses.actions.runs import open_run
from courses.queries import curriculum, tailored
from diversity_training.actions import proposals, steps
from diversity_training.models import DeskAccess, Proposal, TrainingRequest
from diversity_training.queries.office import on_providers_turn
from tests.diversity_training.bookings import Way
from tests.factories.courses import live_unit
from tests.factories.diversity_training import TrainingRequestFactory, live_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ready_fonts")]


def office(booking):
    return f"/admin/trainingsanfragen/{booking.public_id}/"


def fresh(booking):
    return TrainingRequest.objects.get(pk=booking.pk)


def agreed(way, **changes):
    return {
        "group_size": "14",
        "duration_percent": "100",
        "dates": "Zwei Vormittage im April",
        "trainer": way.trainer.public_id,
        "second_trainer": way.staff.public_id,
        "valid_until": (timezone.localdate() + timedelta(days=14)).isoformat(),
        **changes,
    }


def test_staff_write_the_offer_and_the_employer_has_it(client):
    way = Way(at=timezone.now())
    way.to("clarifying")
    client.force_login(way.staff)
    client.post(office(way.booking) + "angebot/", agreed(way))
    proposal = Proposal.objects.get()
    assert (proposal.group_size, proposal.trainer, proposal.second_trainer) == (14, way.trainer, way.staff)
    assert fresh(way.booking).state == "offered"
    assert b"".join(client.get(office(way.booking) + "angebot-1.pdf")).startswith(b"%PDF-")


def test_staff_are_told_to_settle_what_the_group_brings_along_where_the_training_builds_on_another(client):
    way = Way(at=timezone.now())
    client.force_login(way.staff)
    assert "Klären Sie in der Bedarfsanalyse" not in client.get(office(way.booking)).content.decode()
    offer = way.booking.offer
    offer.requires = live_offer(way.booking.provider, title="Das Basistraining davor")
    offer.save(update_fields=["requires"])
    html = client.get(office(way.booking)).content.decode()
    assert "Das Basistraining davor" in html
    assert "Klären Sie in der Bedarfsanalyse" in html


def test_the_start_page_says_how_many_employers_wait_and_the_list_whose_turn_it_is(client):
    way = Way(at=timezone.now())
    TrainingRequestFactory()  # another provider's
    client.force_login(way.staff)
    assert "1 Betrieb wartet auf Sie" in client.get("/admin/").content.decode()
    waiting = "/admin/trainingsanfragen/?turn=provider"
    assert "Metallbau Weser" in client.get(waiting).content.decode()
    way.to("clarifying")
    assert "wartet auf Sie" not in client.get("/admin/").content.decode()
    assert "Metallbau Weser" not in client.get(waiting).content.decode()
    cells = re.findall(r"<td[^>]*>\s*([^<]*?)\s*</td>", client.get("/admin/trainingsanfragen/").content.decode())
    assert "Betrieb" in cells


def test_what_waits_for_the_provider_is_what_the_table_says():
    for state in ("clarifying", "offered", "accepted"):
        Way(at=timezone.now()).to(state)
    way = Way(at=timezone.now())
    way.to("clarifying")
    way.analyse()
    late = Way(at=timezone.now())
    late.to("offered")
    TrainingRequest.objects.filter(pk=late.booking.pk).update(renewal_asked_at=timezone.now())
    for state in ("requested", "clarifying", "cancelled"):
        TrainingRequestFactory(wants="advice", people_count=None, state=state, reason="x", taken_up_at=timezone.now())
    waiting = {booking.pk for booking in TrainingRequest.objects.all() if booking.is_providers_turn}
    assert set(TrainingRequest.objects.filter(on_providers_turn()).values_list("pk", flat=True)) == waiting
    assert len(waiting) == 5


def test_the_day_an_offer_ends_is_proposed_in_the_form_that_browsers_read(client):
    way = Way(at=timezone.now())
    way.to("clarifying")
    client.force_login(way.staff)
    day = (timezone.localdate() + timedelta(days=28)).isoformat()
    assert f'value="{day}"' in client.get(office(way.booking) + "angebot/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("duration_percent", "70", "Dieser Wert muss größer oder gleich 75 sein."),
        ("duration_percent", "130", "Dieser Wert muss kleiner oder gleich 125 sein."),
        ("valid_until", "2020-01-01", "Dieser Tag ist vorbei."),
        ("second_trainer", "TRAINER", "Das ist dieselbe Person."),
        ("group_size", "17", "Höchstens 16. Für weitere Gruppen braucht es je eine eigene Buchung."),
    ],
)
def test_what_does_not_fit_in_an_offer_is_said_at_the_field(client, field, value, sentence):
    way = Way(at=timezone.now())
    way.to("clarifying")
    client.force_login(way.staff)
    value = way.trainer.public_id if value == "TRAINER" else value
    page = client.post(office(way.booking) + "angebot/", agreed(way, **{field: value})).content.decode()
    assert sentence in page
    assert "Zwei Vormittage im April" in page
    assert not Proposal.objects.exists()


def curriculum_of(way, *, optional):
    """Let the course of the booking teach three modules of which the last `optional` may be left out."""
    provider = way.booking.provider
    units = [live_unit(provider, teaching_units=units) for units in (2, 2, 2, 1, 1, 1)]
    offer = live_offer(provider, units=units, optional=units[6 - 2 * optional :], title="In drei Modulen")
    TrainingRequest.objects.filter(pk=way.booking.pk).update(offer=offer)
    way.to("clarifying")
    return [str(module.module_id) for module in curriculum(offer.course).modules]


def test_only_what_the_run_can_do_without_may_be_left_out_of_the_offer(client):
    way = Way(at=timezone.now())
    first, second, third = curriculum_of(way, optional=1)
    client.force_login(way.staff)
    page = client.get(office(way.booking) + "angebot/").content.decode()
    assert [key in page for key in (first, second, third)] == [False, False, True]
    client.post(office(way.booking) + "angebot/", agreed(way, left_out=[third]))
    assert [module["is_left_out"] for module in Proposal.objects.get().modules] == [False, False, True]


def test_no_more_than_a_quarter_of_the_training_is_left_out(client):
    way = Way(at=timezone.now())
    _, second, third = curriculum_of(way, optional=2)
    client.force_login(way.staff)
    page = client.post(office(way.booking) + "angebot/", agreed(way, left_out=[second, third])).content.decode()
    assert "Ohne diese Module fehlt mehr als ein Viertel des Trainings." in page
    assert not Proposal.objects.exists()


def test_both_sides_read_on_the_page_what_is_adapted(client):
    way = Way(at=timezone.now())
    way.to("clarifying")
    way.offer(
        duration_percent=120,
        own_case="Übergabe in der Nachtschicht",
        modules=[
            {"title": "Was ist Vielfalt?", "teaching_units": "4,5", "is_left_out": False},
            {"title": "Nachlese", "teaching_units": "1", "is_left_out": True},
        ],
    )
    for person, address in (
        (way.staff, office(way.booking)),
        (way.hr, f"/de/betrieb/buchung/{way.booking.public_id}/"),
    ):
        client.force_login(person)
        page = client.get(address).content.decode()
        assert "<dd>120 Prozent der Vorlage, 6,6 statt 5,5 UE</dd>" in page
        assert '<dd dir="auto">Nachlese</dd>' in page
        assert "Übergabe in der Nachtschicht" in page


def test_staff_are_reminded_of_the_duration_that_was_agreed_until_the_run_has_it(client):
    way = Way(at=timezone.now())
    way.to("clarifying")
    proposals.accept(proposal=way.offer(duration_percent=120), by=way.hr, at=way.at)
    run = way.run(start=timezone.localdate() + timedelta(days=30))
    steps.set_dates(booking=fresh(way.booking), run=run, by=way.staff, at=way.at)
    client.force_login(way.staff)
    assert (
        "Vereinbart sind 120 Prozent der Vorlage, geplant sind 100." in client.get(office(way.booking)).content.decode()
    )
    minutes = {item.item_id: item.minutes * 6 // 5 for item in tailored(run).items}
    run = open_run(run=run, by=way.staff, at=way.at)
    tailoring.set_minutes(run=run, known_version=0, minutes=minutes, by=way.staff, at=way.at)
    assert "Bitte passen Sie den Durchgang an." not in client.get(office(way.booking)).content.decode()


def test_staff_give_the_booking_a_run_and_lead_it_on(client):
    way = Way(at=timezone.now())
    way.to("accepted")
    run = way.run(start=timezone.localdate() + timedelta(days=30))
    client.force_login(way.staff)
    client.post(office(way.booking), {"act": "set_dates", "run": run.public_id})
    assert (fresh(way.booking).state, fresh(way.booking).run) == ("scheduled", run)
    client.post(office(way.booking), {"act": "open_invitation"})
    assert fresh(way.booking).state == "enrolling"


def test_a_run_with_too_few_places_is_said_at_the_field(client):
    way = Way(at=timezone.now())
    way.to("accepted")
    run = way.run(start=timezone.localdate() + timedelta(days=30), capacity=5)
    client.force_login(way.staff)
    page = client.post(office(way.booking), {"act": "set_dates", "run": run.public_id}).content.decode()
    assert "nicht genug freie Plätze" in page
    assert fresh(way.booking).state == "accepted"


def test_a_run_that_has_begun_is_said_at_the_field(client):
    way = Way(at=timezone.now())
    way.to("accepted")
    run = way.run(start=timezone.localdate())
    client.force_login(way.staff)
    page = client.post(office(way.booking), {"act": "set_dates", "run": run.public_id}).content.decode()
    assert "Dieser Durchgang hat schon begonnen." in page
    assert fresh(way.booking).state == "accepted"


@pytest.mark.parametrize(("enrol_until", "return_on"), [(-3, -3), (4, -1)])
def test_what_nobody_claimed_goes_back_before_the_training_begins(enrol_until, return_on):
    way = Way(at=timezone.now())
    way.to("accepted")
    first = timezone.localdate() + timedelta(days=30)
    run = way.run(start=first, enrol_until=first + timedelta(days=enrol_until))
    steps.set_dates(booking=way.booking, run=run, by=way.staff, at=way.at)
    assert SeatBlock.objects.get().return_on == first + timedelta(days=return_on)


def test_stopping_needs_a_reason_in_the_office_too(client):
    way = Way(at=timezone.now())
    way.to("clarifying")
    client.force_login(way.staff)
    assert "Bitte nennen Sie den Grund" in client.post(office(way.booking), {"act": "cancel"}).content.decode()
    client.post(office(way.booking), {"act": "cancel", "stop-reason": "Dozentin krank"})
    assert fresh(way.booking).state == "cancelled"


def test_a_new_link_to_the_desk_makes_the_old_one_void(client):
    way = Way(at=timezone.now())
    request = TrainingRequestFactory(provider=way.booking.provider)
    client.force_login(way.staff)
    for _time in range(2):
        client.post(office(request), {"act": "send_access"})
    now = timezone.now()
    assert DeskAccess.objects.filter(request=request, expires_at__gt=now).count() == 1


def test_another_providers_staff_find_none_of_it(client):
    way, other = Way(at=timezone.now()), Way(at=timezone.now())
    way.to("offered")
    client.force_login(other.staff)
    for path in ("", "angebot/", "angebot-1.pdf", "datei/x/"):
        assert client.get(office(way.booking) + path).status_code == 404


def test_staff_go_from_the_booking_to_its_run_to_tailoring_to_the_seats_and_to_the_people(client):
    way = Way(at=timezone.now())
    way.to("accepted")
    run = way.run(start=timezone.localdate() + timedelta(days=30))
    steps.set_dates(booking=way.booking, run=run, by=way.staff, at=way.at)
    client.force_login(way.staff)
    page = client.get(office(way.booking)).content.decode()
    ways = [
        f"/admin/durchgaenge/manage/{run.pk}/",
        f"/admin/anpassen/{run.public_id}/",
        f"/admin/plaetze/durchgang/{run.public_id}/",
        f"/admin/teilnehmende/durchgang/{run.public_id}/",
    ]
    assert [address for address in ways if f'href="{address}"' not in page] == []
    assert [client.get(address).status_code for address in ways] == [200] * 4
