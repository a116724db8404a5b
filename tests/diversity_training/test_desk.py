"""The desk of an employer's HR: their own bookings, and nobody else's."""

import io
import re
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

import pypdf
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Employer, Membership, User
from admissions.models import SeatBlock
from courses.actions.session_changes import cancel_session
from diversity_training import booking as table
from diversity_training import documents
from diversity_training.actions import desk_access, steps, team
from diversity_training.models import BookingMessage, DeskAccess, NeedsAnalysis, TrainingRequest
from diversity_training.queries.team import people_to_write
from jobs.actions import run_due
from notifications.models import Letter
from tests.diversity_training.bookings import Way, hr_of
from tests.factories.accounts import EmployerFactory, UserFactory
from tests.factories.diversity_training import TrainingRequestFactory, live_offer
from tests.factories.sessions import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(ready_fonts):
    """Return this very moment: pages read the real clock."""
    return timezone.now()


def fresh(booking):
    return TrainingRequest.objects.get(pk=booking.pk)


def page_of(booking):
    return f"/de/betrieb/buchung/{booking.public_id}/"


def link_in_letter():
    run_due(at=timezone.now())
    return re.search(r"http://[^/]+(/\S+/betrieb/zugang/\S+)", mail.outbox[-1].body).group(1)


def test_hr_sees_the_own_bookings_with_the_next_step_and_nothing_of_another_employer(client):
    own = TrainingRequestFactory(employer=EmployerFactory(name="Metallbau Weser"), course_title="Vielfalt verstehen")
    other = TrainingRequestFactory(employer=EmployerFactory(name="Klinik Harz"), course_title="Vielfalt gestalten")
    client.force_login(hr_of(own.employer))
    page = client.get("/de/betrieb/").content.decode()
    assert "Der Träger liest Ihre Anfrage und meldet sich." in page
    assert "Vielfalt verstehen" in client.get(page_of(own)).content.decode()
    assert client.get(page_of(other)).status_code == 404
    assert "Klinik Harz" not in page
    assert "Vielfalt gestalten" not in page


def test_in_english_the_employer_is_called_employer_and_not_operations(client):
    own = TrainingRequestFactory(employer=EmployerFactory(name="Metallbau Weser"))
    client.force_login(hr_of(own.employer))
    page = client.get(page_of(own).replace("/de/", "/en/")).content.decode()
    assert "<dt>Employer</dt><dd><bdi>Metallbau Weser</bdi></dd>" in page
    assert "Operations" not in page


def test_who_works_for_no_employer_has_no_such_desk(client):
    request = TrainingRequestFactory(employer=EmployerFactory())
    client.force_login(UserFactory())
    assert client.get("/de/betrieb/").status_code == 404
    assert client.get(page_of(request)).status_code == 404


@pytest.mark.parametrize("path", ["", "bedarf/1/", "angebot-1.pdf", "bestaetigung.pdf", "it-blatt.pdf"])
def test_every_page_of_a_booking_is_shut_for_another_employers_hr(client, path, today):
    way, other = Way(at=today), Way(at=today)
    way.to("accepted")
    client.force_login(other.hr)
    assert client.get(page_of(way.booking) + path).status_code == 404


@pytest.mark.parametrize("path", ["antwort/", "anhalten/", "nachricht/", "zustaendig/"])
def test_nothing_is_done_to_another_employers_booking(client, path, today):
    way, other = Way(at=today), Way(at=today)
    way.to("offered")
    client.force_login(other.hr)
    posted = {"act": "accept", "number": "1", "text": "x", "stop-reason": "x"}
    assert client.post(page_of(way.booking) + path, posted).status_code == 404
    assert fresh(way.booking).state == "offered"


def test_the_letter_after_a_request_makes_the_account_of_the_employer(client, today):
    offer = live_offer()
    typed = {
        "form_key": "6e9a36c6-57a8-4d7a-9c37-8c1d0f9a3b11",
        "organisation": "Metallbau Weser",
        "postcode": "27568",
        "people_count": "14",
        "format": "blended",
        "contact_name": "Karin Petersen",
        "contact_email": "karin@example.org",
    }
    client.post(f"/de/unternehmen/trainings/{offer.course.slug}/anfragen/", typed)
    address = link_in_letter()
    assert "Metallbau Weser" in client.get(address).content.decode()
    assert not Employer.objects.exists()
    answer = client.post(address, {"full_name": "Karin Petersen", "password": "ein-sehr-langer-satz"})
    booking = TrainingRequest.objects.get()
    assert answer["Location"] == page_of(booking)
    assert client.get(page_of(booking)).status_code == 200
    assert (booking.employer.name, booking.responsible.email) == ("Metallbau Weser", "karin@example.org")
    client.logout()
    assert client.get(address).status_code == 404


def test_an_account_that_is_there_is_not_touched_by_the_link_but_asked_to_sign_in(client, today):
    request = TrainingRequestFactory(contact_email="karin@example.org")
    karin = UserFactory(email="karin@example.org")
    before = karin.password
    access = desk_access.open_for(request=request, at=today)
    address = desk_access.link(access).split("testserver")[-1]
    address = "/" + address.split("/", 3)[3] if address.startswith("http") else address
    known, unknown = (client.get(address).content.decode() for _ in range(2))
    assert re.sub(r"csrf\S+ value=\S+", "", known) == re.sub(r"csrf\S+ value=\S+", "", unknown)
    answer = client.post(address, {"full_name": "Karin", "password": "ein-sehr-langer-satz"})
    assert answer["Location"].startswith("/de/konto/login")
    karin.refresh_from_db()
    assert karin.password == before
    assert not Employer.objects.exists()
    client.force_login(karin)
    client.post(address)
    assert Membership.objects.get(user=karin).role == "hr"


def test_the_same_name_joins_nobody_to_an_employer_that_is_there(today):
    there = EmployerFactory(name="Metallbau Weser")
    request = TrainingRequestFactory(organisation="Metallbau Weser")
    token = desk_access.link(desk_access.open_for(request=request, at=today)).rstrip("/").rpartition("/")[2]
    assert desk_access.claim(token=token, by=UserFactory(), at=today) != there


def test_a_request_goes_to_an_employer_only_from_somebody_at_its_desk(today):
    request, foreign = TrainingRequestFactory(), EmployerFactory()
    token = desk_access.link(desk_access.open_for(request=request, at=today)).rstrip("/").rpartition("/")[2]
    with pytest.raises(desk_access.NotYourEmployer):
        desk_access.claim(token=token, by=UserFactory(), at=today, employer=foreign)


def test_a_link_with_another_signature_opens_nothing(client, today):
    access = desk_access.open_for(request=TrainingRequestFactory(), at=today)
    assert client.get(f"/de/betrieb/zugang/{access.public_id}-{'0' * 32}/").status_code == 404


def test_the_needs_analysis_is_kept_page_by_page_and_on_errors(client, today):
    way = Way(at=today)
    way.to("clarifying")
    client.force_login(way.hr)
    refused = client.post(page_of(way.booking) + "bedarf/1/", {"goals": " ", "success": "Weniger Beschwerden"})
    assert "Weniger Beschwerden" in refused.content.decode()
    client.post(page_of(way.booking) + "bedarf/1/", {"goals": "Fair auswählen", "later": "1"})
    assert "Fair auswählen" in client.get(page_of(way.booking) + "bedarf/1/").content.decode()
    client.post(page_of(way.booking) + "bedarf/2/", {"own_cases": "Ein Streit"})
    assert not fresh(way.booking).analysed_at
    client.post(page_of(way.booking) + "bedarf/3/", {"works_agreement_ref": "BV 7", "wants_survey": "on"})
    found = NeedsAnalysis.objects.get()
    assert (found.goals, found.own_cases, fresh(way.booking).works_agreement_ref) == (
        "Fair auswählen",
        "Ein Streit",
        "BV 7",
    )
    assert fresh(way.booking).is_providers_turn


def test_hr_reads_why_the_works_agreement_changes_no_more_and_finds_no_field_for_it(client, today):
    way = Way(at=today, works_agreement_ref="BV 7/2026")
    client.force_login(way.hr)
    fixed = "Daran ändert sich nichts mehr: Wer eingeladen wird, liest vorher, ob Sie Namen sehen"
    assert fixed not in client.get(page_of(way.booking)).content.decode()
    way.to("accepted")
    text = client.get(page_of(way.booking)).content.decode()
    assert re.search(r"<bdi>BV 7/2026</bdi>.*?" + fixed, text, re.DOTALL)
    assert client.get(page_of(way.booking) + "bedarf/3/").url == page_of(way.booking)


def test_hr_reads_the_offer_as_pdf_and_accepts_it_online(client, today):
    way = Way(at=today)
    way.to("offered")
    client.force_login(way.hr)
    pdf = client.get(page_of(way.booking) + "angebot-1.pdf")
    assert b"".join(pdf).startswith(b"%PDF-")
    client.post(page_of(way.booking) + "antwort/", {"act": "accept", "number": "1"})
    assert fresh(way.booking).state == "accepted"
    for paper in ("bestaetigung.pdf", "it-blatt.pdf"):
        assert client.get(page_of(way.booking) + paper).content.startswith(b"%PDF-")


def test_the_confirmation_prints_the_group_that_was_agreed_not_the_one_that_was_asked_for(client, today):
    way = Way(at=today, people_count=97)
    way.to("accepted")
    client.force_login(way.hr)
    reader = pypdf.PdfReader(io.BytesIO(client.get(page_of(way.booking) + "bestaetigung.pdf").content))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert re.findall(r"Personen (\d+)", words) == ["14"]


@pytest.mark.parametrize(
    ("has_dates", "until"), [(False, "14 Tage vor Beginn"), (True, "zum 17. März 2030")], ids=["no dates yet", "dates"]
)
def test_the_confirmation_names_the_last_day_on_which_hr_withdraws_as_soon_as_there_are_dates(
    client, today, has_dates, until
):
    way = Way(at=today)
    way.to("accepted")
    if has_dates:
        way.booking.run = way.run(start=date(2030, 3, 31))
        way.booking.save(update_fields=["run"])
    client.force_login(way.hr)
    reader = pypdf.PdfReader(io.BytesIO(client.get(page_of(way.booking) + "bestaetigung.pdf").content))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert f"Bis {until} ziehen Sie die Buchung selbst zurück, ohne uns zu fragen." in words


def test_every_sheet_of_a_paper_says_of_which_day_it_is(today):
    way = Way(at=today)
    way.to("accepted")
    with override("de"):
        paper = documents.confirmation(way.booking, at=datetime(2030, 3, 1, 9, tzinfo=UTC))
    sheets = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(paper)).pages]
    foot = f"Vorgang {way.booking.public_id} · Stand: 1. März 2030"
    assert [sheet for sheet in sheets if foot not in sheet] == []


def test_declining_needs_a_reason_and_keeps_the_page(client, today):
    way = Way(at=today)
    way.to("offered")
    client.force_login(way.hr)
    refused = client.post(page_of(way.booking) + "antwort/", {"act": "decline", "number": "1"}).content.decode()
    assert "Bitte nennen Sie den Grund in einem Satz." in refused
    client.post(page_of(way.booking) + "antwort/", {"act": "decline", "number": "1", "decline-reason": "zu lang"})
    assert (fresh(way.booking).state, fresh(way.booking).reason) == ("declined", "zu lang")


def test_both_sides_write_in_one_thread_and_get_each_others_files(client, today):
    way = Way(at=today)
    client.force_login(way.hr)
    sheet = SimpleUploadedFile("plan.pdf", b"%PDF-1.7 Plan")
    client.post(page_of(way.booking) + "nachricht/", {"text": "Unser Schichtplan", "file": sheet})
    message = BookingMessage.objects.get()
    office = f"/admin/trainingsanfragen/{way.booking.public_id}/"
    client.force_login(way.staff)
    assert "Unser Schichtplan" in client.get(office).content.decode()
    assert b"".join(client.get(f"{office}datei/{message.public_id}/")) == b"%PDF-1.7 Plan"
    client.post(office, {"act": "say", "text": "Danke, passt."})
    client.force_login(way.hr)
    assert "Danke, passt." in client.get(page_of(way.booking)).content.decode()
    assert [letter.recipient for letter in Letter.objects.filter(event="booking_message").order_by("pk")] == [
        way.staff,
        way.hr,
    ]


@pytest.mark.parametrize("content", [b"<html>", b"MZ\x90\x00"])
def test_a_file_is_believed_by_its_content_only(client, content, today):
    way = Way(at=today)
    client.force_login(way.hr)
    file = SimpleUploadedFile("plan.pdf", content, content_type="application/pdf")
    page = client.post(page_of(way.booking) + "nachricht/", {"text": "hier", "file": file}).content.decode()
    assert "Diese Datei ist weder ein PDF" in page
    assert not BookingMessage.objects.exists()


def test_a_colleague_comes_by_letter_and_the_last_one_stays(client, today):
    way = Way(at=today)
    address = f"/de/betrieb/team/{way.booking.employer.public_id}/"
    client.force_login(way.hr)
    client.post(address, {"act": "invite", "name": "Omid Rahimi", "email": "omid@example.org"})
    link = link_in_letter()
    client.logout()
    client.post(link, {"full_name": "Omid Rahimi", "password": "ein-sehr-langer-satz"})
    omid = User.objects.get(email="omid@example.org")
    assert client.get(page_of(way.booking)).status_code == 200
    client.post(f"{address}{way.hr.memberships.get().public_id}/beenden/")
    client.post(f"{address}{omid.memberships.get().public_id}/beenden/")
    assert list(Membership.objects.active().filter(employer=way.booking.employer)) == [omid.memberships.get()]


def test_ending_somebodys_access_is_asked_about_on_a_page_that_ends_nothing(client, today):
    way = Way(at=today)
    held = hr_of(way.booking.employer, full_name="Omid Rahimi").memberships.get()
    team_page = f"/de/betrieb/team/{way.booking.employer.public_id}/"
    client.force_login(way.hr)
    assert f'href="{team_page}{held.public_id}/beenden/"' in client.get(team_page).content.decode()
    asked = client.get(f"{team_page}{held.public_id}/beenden/").content.decode()
    assert "Omid Rahimi" in asked
    assert f'href="{team_page}"' in asked
    assert list(Membership.objects.active().filter(pk=held.pk)) == [held]
    said = client.post(f"{team_page}{held.public_id}/beenden/", follow=True).content.decode()
    assert "Der Zugang ist beendet: Omid Rahimi" in said
    assert not Membership.objects.active().filter(pk=held.pk).exists()


def test_who_ends_their_own_access_reads_so_and_is_not_led_to_a_page_that_is_no_longer_theirs(client, today):
    way = Way(at=today)
    hr_of(way.booking.employer)
    own = f"/de/betrieb/team/{way.booking.employer.public_id}/{way.hr.memberships.get().public_id}/beenden/"
    client.force_login(way.hr)
    assert "Den eigenen Zugang beenden?" in client.get(own).content.decode()
    answer = client.post(own, follow=True)
    assert (answer.redirect_chain[0][0], answer.status_code) == ("/", 200)
    assert "Ihr Zugang ist beendet." in answer.content.decode()


def test_nobody_ends_an_access_to_another_employers_desk(client, today):
    way, other = Way(at=today), Way(at=today)
    held = hr_of(other.booking.employer).memberships.get()
    client.force_login(way.hr)
    for employer in (way.booking.employer, other.booking.employer):
        address = f"/de/betrieb/team/{employer.public_id}/{held.public_id}/beenden/"
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    assert Membership.objects.active().filter(pk=held.pk).exists()


def test_letters_go_to_the_deputy_while_somebody_is_away(today):
    way = Way(at=today)
    deputy = hr_of(way.booking.employer)
    team.look_after(booking=way.booking, person=way.hr, department=None, by=way.hr, at=today)
    day = timezone.localdate(today)
    kept = {"employer": way.booking.employer, "from_on": day, "until_on": day, "by": way.hr, "at": today}
    team.stand_in(person=way.hr, deputy=deputy, **kept)
    booking = fresh(way.booking)
    assert people_to_write(booking, day) == [deputy]
    assert people_to_write(booking, day.replace(year=day.year + 1)) == [way.hr]


def test_taking_back_the_invitation_of_a_colleague_is_asked_first(client, today):
    way = Way(at=today)
    client.force_login(way.hr)
    home = f"/de/betrieb/team/{way.booking.employer.public_id}/"
    client.post(home, {"act": "invite", "name": "Jonas Berg", "email": "jonas@example.org"})
    access = DeskAccess.objects.get(name="Jonas Berg")
    address = f"{home}einladung/{access.public_id}/"
    assert f'href="{address}"' in client.get(home).content.decode()
    assert "Einladung zurückziehen?" in client.get(address).content.decode()
    access.refresh_from_db()
    assert access.name == "Jonas Berg"
    assert "Die Einladung gilt nicht mehr." in client.post(address, follow=True).content.decode()
    access.refresh_from_db()
    assert access.name == ""
    assert client.get(address)["Location"] == home


def test_removing_a_department_is_asked_first(client, today):
    way = Way(at=today)
    client.force_login(way.hr)
    employer = way.booking.employer
    home = f"/de/betrieb/team/{employer.public_id}/"
    client.post(home, {"act": "add_department", "department_name": "Montage"})
    address = f"{home}abteilung/{employer.departments.get().public_id}/"
    assert f'href="{address}"' in client.get(home).content.decode()
    assert "Abteilung entfernen?" in client.get(address).content.decode()
    assert employer.departments.count() == 1
    assert "Die Abteilung ist entfernt." in client.post(address, follow=True).content.decode()
    assert employer.departments.count() == 0


def test_until_the_provider_opens_the_invitation_hr_reads_so_and_invites_nobody(client, today):
    way = Way(at=today)
    way.to("accepted")
    steps.set_dates(
        booking=way.booking, run=way.run(start=timezone.localdate(today) + timedelta(days=30)), by=way.staff, at=today
    )
    client.force_login(way.hr)
    seats = f"/de/betrieb/plaetze/{SeatBlock.objects.get().public_id}/"
    before = client.get(page_of(way.booking)).content.decode(), client.get(seats).content.decode()
    refused = [client.get(f"{seats}{name}/")["Location"] for name in ("einladen", "liste", "links", "code")]
    steps.open_invitation(booking=fresh(way.booking), by=way.staff, at=today)
    after = client.get(page_of(way.booking)).content.decode(), client.get(seats).content.decode()
    assert ["Personen einladen" in before[0], "Person einladen" in before[1]] == [False, False]
    assert ["Personen einladen" in after[0], "Person einladen" in after[1]] == [True, True]
    assert refused == [seats] * 4
    assert client.get(f"{seats}einladen/").status_code == 200


def test_the_team_of_another_employer_is_not_found(client, today):
    way, other = Way(at=today), Way(at=today)
    client.force_login(other.hr)
    assert client.get(f"/de/betrieb/team/{way.booking.employer.public_id}/").status_code == 404


def test_the_test_for_the_company_network_may_knock_at_our_own_doors_only(client, settings):
    page = client.get("/de/unternehmen/netz-test/")
    policy = page["Content-Security-Policy"]
    allowed = re.search(r"connect-src ([^;]+)", policy).group(1).split()
    assert allowed[0] == "'self'"
    hosts = {re.sub(r"^https?://|[:/].*$", "", address) for address in allowed[1:]}
    assert hosts == {urlsplit(settings.SITE_ORIGIN).hostname}
    assert "connect-src" not in client.get("/de/unternehmen/")["Content-Security-Policy"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_takes_as_many_statements_for_three_bookings_as_for_one(client, count, django_assert_max_num_queries):
    employer = EmployerFactory()
    for _each in range(count):
        TrainingRequestFactory(employer=employer)
    client.force_login(hr_of(employer))
    client.get("/de/betrieb/")  # what is kept about the site, whichever test came before
    with django_assert_max_num_queries(10):
        client.get("/de/betrieb/")


def test_hr_is_led_from_the_next_step_to_the_seats_while_people_can_be_invited(client, today):
    way = Way(at=today)
    way.to("accepted")
    run = way.run(start=timezone.localdate(today) + timedelta(days=30))
    steps.set_dates(booking=way.booking, run=run, by=way.staff, at=today)
    steps.open_invitation(booking=fresh(way.booking), by=way.staff, at=today)
    client.force_login(way.hr)
    step = re.search(r'<section class="next".*?</section>', client.get(page_of(way.booking)).content.decode(), re.S)
    assert re.findall(r'href="(/de/betrieb/plaetze/[a-z0-9]+/)"', step.group()) == [
        f"/de/betrieb/plaetze/{SeatBlock.objects.get().public_id}/"
    ]


def test_hr_asks_for_another_training_and_finds_the_trained_from_the_desk(client, today):
    way = Way(at=today)
    client.force_login(way.hr)
    page = client.get("/de/betrieb/").content.decode()
    assert page.count("Weiteres Training anfragen") == 1
    assert f'href="/de/betrieb/{way.booking.employer.public_id}/geschult/"' in page


def test_hr_reads_on_the_page_and_in_the_confirmation_when_people_meet_and_not_when_they_were_to(client, today):
    way = Way(at=today)
    way.to("accepted")
    first = timezone.localdate(today) + timedelta(days=30)
    run = way.run(start=first)
    steps.set_dates(booking=way.booking, run=run, by=way.staff, at=today)
    planned(run, way.trainer, day=first, begins=time(9), ends=time(13), title="Workshop I", at=today)
    called_off = planned(run, way.trainer, day=first, begins=time(14), ends=time(15), title="Fragestunde", at=today)
    cancel_session(session=called_off, reason="Krankheit", by=way.trainer, at=today)
    client.force_login(way.hr)
    page = client.get(page_of(way.booking)).content.decode()
    reader = pypdf.PdfReader(io.BytesIO(client.get(page_of(way.booking) + "bestaetigung.pdf").content))
    paper = " ".join(sheet.extract_text() for sheet in reader.pages)
    for words in (page, paper):
        assert "Workshop I" in words
        assert "09:00–13:00" in words
        assert "Fragestunde" not in words


def test_the_page_shows_the_whole_way_and_where_on_it_the_booking_is(client):
    booking = TrainingRequestFactory(employer=EmployerFactory())
    client.force_login(hr_of(booking.employer))
    page = client.get(page_of(booking)).content.decode()
    shown = re.search(r"<summary>Der ganze Weg</summary>\s*<ol>(.*?)</ol>", page, re.DOTALL).group(1)
    assert re.findall(r'<strong aria-current="step">(.*?)</strong>', shown) == ["Anfrage"]
    assert len(re.findall("<li>", shown)) == len(table.WAY)
    TrainingRequest.objects.filter(pk=booking.pk).update(state="postponed", reason="Umbau", resumes_to="clarifying")
    assert "Der ganze Weg" not in client.get(page_of(booking)).content.decode()


def test_the_way_to_the_desk_stands_above_every_page_of_who_sits_there_and_of_nobody_else(client):
    employer = EmployerFactory()
    own = '<li><a href="/de/betrieb/"'
    for person, is_shown in ((hr_of(employer), True), (UserFactory(), False), (hr_of(employer), True)):
        client.force_login(person)
        assert (own in client.get("/de/unternehmen/").content.decode()) is is_shown
    client.logout()
    assert own not in client.get("/de/unternehmen/").content.decode()


@pytest.mark.parametrize("act", ["antwort", "anhalten", "nachricht", "zustaendig", "nachweis"])
def test_who_loads_the_address_of_a_refused_form_anew_is_led_back_to_the_booking(client, act):
    booking = TrainingRequestFactory(employer=EmployerFactory())
    client.force_login(hr_of(booking.employer))
    answer = client.get(f"{page_of(booking)}{act}/")
    assert (answer.status_code, answer["Location"]) == (302, page_of(booking))
    client.force_login(hr_of(EmployerFactory()))
    assert client.get(f"{page_of(booking)}{act}/").status_code == 404
