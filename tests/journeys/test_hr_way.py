"""
The way of an employer's HR, from the public page to the training proof, as somebody walks it for the first time.

Karin Petersen has no account and knows nothing of the product. She works at a desk, and once with a phone alone. Amina
takes part with a phone, in Arabic; Jonas, at a desk, makes his account for it; twelve more do what they do by the
addresses and actions behind the same pages. The calendar of the run is moved, not the clock.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from admissions.models import SeatBlock, SeatInvitation
from bbb_standin.options import Options
from bbb_standin.server import serving
from bbb_standin.standin import Standin
from certificates.models import Certificate
from diversity_training.actions import steps
from diversity_training.models import TrainedCount, TrainingRequest
from lms.actions import seats
from lms.models import Enrolment, SessionAttendance, UnitResult
from surveys.models import Round
from tests.factories.accounts import EmployerFactory, MembershipFactory, UserFactory
from tests.factories.diversity_training import TrainingRequestFactory
from tests.journeys.booked_training import Training
from tests.journeys.live_site import Site
from tests.journeys.test_evening import look_until
from tests.journeys.test_main_way import PASSWORD, sign_in, until
from tests.journeys.test_scorm_player import ANSWERS, turn_to

pytestmark = pytest.mark.journey

SECRET = "a secret of the tests"
SEATS = 14
NEVER_MS = 3_600_000
HR = "karin.petersen@example.org"
Look = Callable[[Page], None]


@pytest.fixture
def standin(site: Site, settings) -> Iterator[Standin]:
    options = Options(secret=SECRET, port=0, end_ms=50, reload_ms=300, analytics_delay_ms=NEVER_MS)
    with serving(Standin(options)) as server:
        settings.DEMO_STANDIN = f"{server.standin.options.origin}/bigbluebutton/#{SECRET}"
        settings.BBB_ALLOW_HTTP = True
        yield server.standin


@pytest.fixture
def training(standin: Standin, ready_fonts: None) -> Training:
    cache.clear()
    return Training()


def pdf_text(page: Page, name: str | re.Pattern[str]) -> str:
    """Return what the PDF behind a link says, read as the signed-in person would."""
    answer = page.request.get(page.get_by_role("link", name=name).first.get_attribute("href") or "")
    assert answer.headers["content-type"] == "application/pdf"
    return " ".join(
        " ".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(answer.body())).pages).split()
    )


def letter_link(page: Page, path: str) -> str:
    """Return the link below this path in the last letter to HR."""

    def link() -> re.Match[str] | None:
        bodies = [str(letter.body) for letter in mail.outbox if HR in letter.to]
        return re.search(rf"http://[^/\s]+(/\S*{path}\S+)", bodies[-1]) if bodies else None

    until(page, link)
    found = link()
    assert found
    return found.group(1)


def request_training(page: Page, look: Look) -> None:
    """Find the training on the public pages and ask for it, without an account."""
    page.goto("/de/")
    page.get_by_role("link", name="Für Unternehmen").first.click()
    look(page)
    page.get_by_role("link", name=re.compile("Vielfalt verstehen")).first.click()
    look(page)
    page.get_by_role("link", name="Training anfragen").click()
    look(page)
    page.get_by_role("button", name="Anfrage senden").click()
    expect(page.get_by_text("Bitte nennen Sie Ihr Unternehmen").first).to_be_visible()
    page.get_by_label("Ihre Organisation").fill("Metallbau Weser")
    page.get_by_label("Postleitzahl").fill("27568")
    page.get_by_label("Wie viele Personen").fill(str(SEATS))
    page.get_by_label("Ihr Name").fill("Karin Petersen")
    page.get_by_label("Ihre E-Mail-Adresse").fill(HR)
    page.get_by_role("button", name="Anfrage senden").click()
    expect(page.get_by_text("Danke für Ihre Anfrage.")).to_be_visible()
    look(page)


def make_an_account(page: Page, look: Look) -> None:
    """Open the link of the letter; an account, and the booking is there."""
    page.goto(letter_link(page, "betrieb/zugang/"))
    look(page)
    page.get_by_label("Neues Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Konto anlegen").click()
    expect(page.get_by_role("heading", name="Der Träger ist an der Reihe")).to_be_visible()
    look(page)


def analyse(page: Page, look: Look) -> None:
    """Say what is needed, on three pages, with a break."""
    page.reload()
    page.get_by_role("link", name="Bedarfsanalyse ausfüllen").click()
    look(page)
    page.get_by_label("Was soll nach dem Training anders sein?").fill("Wir sprechen Missverständnisse früher an.")
    page.get_by_role("button", name="Speichern und später weitermachen").click()
    page.get_by_role("link", name="Bedarfsanalyse fortsetzen").click()
    page.get_by_role("button", name="Speichern und weiter").click()
    look(page)
    page.get_by_label("Eigene Fälle für den Workshop").fill("In der Frühbesprechung reden immer dieselben drei.")
    page.get_by_role("button", name="Speichern und weiter").click()
    look(page)
    page.get_by_label("Welche Tage und Zeiten passen?").fill("Zwei Vormittage mit einer Woche Abstand.")
    page.get_by_label("Anonyme Befragung vorher und nachher").check()
    page.get_by_role("button", name="Speichern und abgeben").click()
    expect(page.get_by_text("Ihre Bedarfsanalyse ist da.")).to_be_visible()


def answer_offer(page: Page, look: Look) -> None:
    """Read the offer as PDF and accept it."""
    page.reload()
    page.get_by_role("link", name="Angebot ansehen").click()
    look(page)
    text = pdf_text(page, re.compile("Angebot mit Blatt für den Betriebsrat"))
    assert [word for word in ("0 €", "Zwei Vormittage", "Was Sie als Arbeitgeber sehen") if word not in text] == []
    page.get_by_role("button", name="Angebot annehmen").click()
    expect(page.get_by_text("Sie haben das Angebot angenommen.")).to_be_visible()


def seen_already(page: Page) -> None:
    """Spare axe pages that are the same at whatever width HR works."""


class Office:
    """The provider's coordinator, with the booking open in the back office."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, name: str) -> None:
        self.page.reload()
        self.page.get_by_role("button", name=name).click()
        expect(self.page.locator(".messages .success")).to_be_visible()

    def open(self) -> None:
        self.page.goto("/admin/")
        self.page.get_by_role("link", name="Trainingsanfragen", exact=True).click()
        self.page.get_by_role("link", name=re.compile("Metallbau Weser")).first.click()

    def offer(self) -> None:
        self.page.reload()
        self.page.get_by_role("link", name="Angebot schreiben").click()
        expect(self.page.get_by_label("Termine")).to_have_value("Zwei Vormittage mit einer Woche Abstand.")
        self.page.locator("[name=trainer]").select_option(index=1)
        self.page.get_by_role("button", name="Angebot senden").click()
        expect(self.page.get_by_text("Das Angebot liegt dem Betrieb vor.")).to_be_visible()


def hand_out_code(page: Page, look: Look) -> list[str]:
    """Make the code that names nobody, and return where two phones get from the sheet."""
    page.get_by_role("link", name="Code zum Selbstanmelden").click()
    look(page)
    page.get_by_role("button", name="Code erstellen").click()
    look(page)
    code = page.locator("dl.facts strong").inner_text()
    page.get_by_role("link", name="Zurück zu den Plätzen").click()
    return [f"/de/platz/code/#{code}"] * 2


def hand_out_links(page: Page, look: Look) -> list[str]:
    """Make a link per seat that names nobody, and return them."""
    page.get_by_role("link", name="Links ohne Namen").click()
    look(page)
    page.get_by_label("Wie viele Plätze?").fill(str(SEATS))
    page.get_by_role("button", name="Links erstellen").click()
    expect(page.get_by_text("Im Augenblick ist kein Platz frei.")).to_be_visible()
    look(page)
    found = re.findall(r"http://\S+/platz/\S+", page.locator("main").inner_text())
    page.get_by_role("link", name="Zurück zu den Plätzen").click()
    return found


def come_with_an_account(phone: Page, address: str, person: User, look: Look) -> None:
    """Open the seat in Arabic, sign in, and take it."""
    phone.goto(address.replace("/de/", "/ar/"))
    if "/code/" in phone.url:
        look(phone)
        phone.locator("main form button").click()
        phone.wait_for_url("**/gefunden/")
    look(phone)
    phone.locator("main a[href*='/login/']").click()
    phone.locator("[name=login]").fill(person.username)
    phone.locator("[name=password]").fill(PASSWORD)
    phone.locator("main form button[type=submit]").last.click()
    phone.wait_for_url("**/platz/**")
    look(phone)
    phone.locator("main form button").click()
    phone.wait_for_url("**/angemeldet/")
    look(phone)


def come_without_one(page: Page, address: str, look: Look) -> None:
    """Open the seat, make an account without an e-mail address, and take it."""
    page.goto(address)
    if "/code/" in page.url:
        page.get_by_role("button", name="Training ansehen").click()
    page.get_by_role("link", name="Konto anlegen").click()
    look(page)
    page.get_by_label("Name wie im Pass").fill("Jonas Weber")
    page.get_by_label("Benutzername").fill("jonas.weber")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.locator("[name=is_adult]").check()
    page.locator("main form button[type=submit]").last.click()
    page.get_by_role("button", name="Ja, ich nehme den Platz").click()
    page.wait_for_url("**/angemeldet/")


def the_others_come(block: SeatBlock) -> None:
    """Let twelve more take their seats."""
    offered = list(SeatInvitation.objects.filter(place__block=block, state="invited").order_by("pk"))
    for number in range(SEATS - 2):
        learner = UserFactory(full_name=f"Beschäftigte {number + 1}")
        if offered:
            seats.accept(invitation=offered[number], learner=learner, at=timezone.now())
        else:
            seats.accept_by_code(block=block, learner=learner, at=timezone.now())


def play(phone: Page, amina: Enrolment, training: Training, look: Look) -> None:
    """Play the first package, with its test, on the phone."""
    unit = training.units("scorm")[0]
    phone.goto(f"/ar/lernen/{amina.public_id}/{unit.item_id}/")
    look(phone)
    phone.locator("main form button[type=submit]").first.click()
    phone.wait_for_url("**/l/**")
    course = phone.frame_locator("iframe")
    turn_to(course, 8)
    for answer in ANSWERS["diversity_basics"]:
        course.get_by_label(answer, exact=True).check()
    course.get_by_role("button", name="Antworten prüfen").click()
    until(phone, lambda: UnitResult.objects.filter(enrolment=amina, item_id=unit.item_id, state="completed").exists())
    phone.locator("[data-exit]").click()
    phone.wait_for_url("**/zurueck/**")


def hold_the_first(training: Training, phone: Page, trainer: Page, standin: Standin, look: Look) -> None:
    """Amina waits at the door, the trainer lets her in; when it is over the list is confirmed in the back office."""
    session = training.comes(training.sessions[0])
    phone.goto(f"/ar/termine/{session.public_id}/")
    expect(phone.locator("[data-scene=waiting]")).to_be_visible()
    look(phone)
    trainer.goto(f"/de/termine/{session.public_id}/")
    trainer.get_by_role("button", name="Raum öffnen und hineingehen").click()
    trainer.wait_for_url(f"{standin.options.origin}/**")
    expect(phone.locator("[data-scene=ready]")).to_be_visible()
    phone.locator("#room form button[type=submit], main form button[type=submit]").last.click()
    phone.wait_for_url(f"{standin.options.origin}/**")
    for page in (trainer, phone):
        expect(page.locator("#do-leave")).to_be_visible()
    training.was_held(session, seed=1)
    for page in (trainer, phone):  # the room goes by itself: who goes elsewhere at that moment would be called back
        expect(page.locator("#do-leave")).to_have_count(0)
    trainer.goto(f"/admin/termine/{session.public_id}/liste/")
    look_until(trainer, trainer.get_by_text(re.compile(r"[1-9]\d* von 14 haben teilgenommen")))
    trainer.get_by_role("button", name="Liste bestätigen").click()
    expect(trainer.get_by_text(re.compile("hat die Liste"))).to_be_visible()


def answer_on_the_phone(phone: Page, amina: Enrolment, training: Training, round_: int, look: Look) -> None:
    """Answer a round of the anonymous survey; `round_` counts from 0."""
    unit = training.units("survey")[round_]
    phone.goto(f"/ar/lernen/{amina.public_id}/{unit.item_id}/")
    look(phone)
    phone.locator("form[action$='/befragung/'] button").click()
    phone.wait_for_url("**/befragung/**")
    look(phone)
    for scale in phone.locator("fieldset").all():
        scale.locator("input[type=radio]").nth(4).check()
    phone.locator("[name=code]").fill(training.code_of(amina))
    phone.locator("button[value=hand_in]").click()
    phone.wait_for_url(f"**/lernen/{amina.public_id}/")


def say_at_the_end(phone: Page, amina: Enrolment, training: Training, look: Look) -> None:
    """Answer the anonymous survey and hand in the transfer task, on the phone."""
    answer_on_the_phone(phone, amina, training, 1, look)
    (task,) = training.units("transfer_task")
    phone.goto(f"/ar/lernen/{amina.public_id}/{task.item_id}/")
    look(phone)
    phone.locator("[name=text]").fill("من يوم الاثنين يبدأ اجتماع الصباح بجولة قصيرة.")
    phone.locator("form[action$='/abgeben/'] button[type=submit]").click()
    expect(phone.locator("#standing-title")).to_be_visible()


def fetch_certificate(phone: Page, person: User, look: Look) -> None:
    """Download one's own certificate."""
    until(phone, lambda: Certificate.objects.filter(holder=person, state="issued").exists())
    phone.goto("/ar/bescheinigungen/")
    look(phone)
    with phone.expect_download() as download:
        phone.locator("a[download]").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def read_and_download(page: Page, training: Training, look: Look) -> None:
    """Read the evaluation and download the proof, which says number, contents and dates, and nobody's name."""
    page.reload()
    look(page)
    expect(
        page.get_by_text(re.compile("vor dem Training.*mindestens 10 Antworten.*am Ende.*mindestens 10 Antworten"))
    ).to_be_visible()
    changed = page.locator("td[data-label='Veränderung bis zum Ende']").first
    expect(changed).to_have_text(re.compile(r"\+\d,\d"))
    page.get_by_role("link", name="Zum Schulungsnachweis").click()
    expect(page.get_by_role("heading", name="Schulungsnachweis")).to_be_focused()
    with page.expect_download() as download:
        page.get_by_role("link", name="Schulungsnachweis herunterladen").click()
    sheets = pypdf.PdfReader(download.value.path()).pages
    text = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
    trained = TrainedCount.objects.get().trained_count
    assert 5 <= trained < SEATS  # some came too late, and are not counted
    first, second, _later = (timezone.localtime(one.starts_at) for one in training.sessions)
    for said in (f"{trained} ", "Metallbau Weser", "AGG", "Workshop", f"{first:%-d}.", f"{second:%-d}."):
        assert said in text
    assert "Amina" not in text
    assert "Jonas" not in text


def certified(training: Training, hr: User) -> list[Enrolment]:
    """Bring a booking of six people through two workshops and the proof, to the day after the meeting weeks later."""
    at = timezone.now()
    booking = TrainingRequestFactory(
        provider=training.provider,
        offer=training.course.training_offer,
        employer=MembershipFactory(role="hr", provider=None, employer=EmployerFactory(), user=hr).employer,
        state="accepted",
        taken_up_at=at,
        people_count=6,
    )
    steps.set_dates(booking=booking, run=training.plan(), by=training.staff, at=at)
    steps.open_invitation(booking=booking, by=training.staff, at=at)
    for number in range(6):
        learner = UserFactory(full_name=f"Beschäftigte {number + 1}", email="", preferred_language="ar")
        seats.accept_by_code(block=SeatBlock.objects.get(run=training.run), learner=learner, at=at)
    training.days_pass(31)
    training.answer(Round.BEFORE, training.enrolments)
    training.days_pass(21)
    for session in training.sessions[:2]:
        training.everybody_was_there(session)
        training.confirm(session)
    training.answer(Round.END, training.enrolments)
    training.days_pass(15)
    steps.begin_evaluation(booking=booking, by=training.staff, at=timezone.now())
    steps.certify(booking=booking, by=training.staff, at=timezone.now())
    training.days_pass(41)
    return training.enrolments


def test_weeks_later_people_meet_again_say_what_came_of_it_and_the_booking_is_closed(
    site: Site,
    training: Training,
    new_device: Callable[..., BrowserContext],
    no_barriers: Look,
) -> None:
    karin = UserFactory(full_name="Karin Petersen")
    first, *others = certified(training, karin)
    hr = sign_in(new_device(), site, karin)
    hr.goto("/de/betrieb/")
    hr.get_by_role("link", name="Buchung öffnen").click()
    expect(hr.get_by_text("Es ist Zeit für den Rückblick")).to_be_visible()
    no_barriers(hr)

    # The meeting is over; its trainer makes the list final.
    meeting = training.sessions[2]
    training.everybody_was_there(meeting)
    office = Office(sign_in(new_device(), site, training.staff))
    office.page.goto(f"/admin/termine/{meeting.public_id}/liste/")
    office.page.get_by_role("button", name="Liste bestätigen").click()
    expect(office.page.get_by_text(re.compile("hat die Liste"))).to_be_visible()

    # What has changed at work.
    phone = sign_in(new_device(width=360, height=740, language="ar"), site, first.learner)
    answer_on_the_phone(phone, first, training, 2, no_barriers)
    training.answer(Round.LATER, others)
    training.days_pass(28)

    office.open()
    office.press("Buchung abschließen")
    hr.reload()
    expect(hr.get_by_text("Nachweise und Auswertung bleiben hier abrufbar.")).to_be_visible()
    expect(hr.get_by_text(re.compile("nach 8 bis 12 Wochen.*mindestens 5 Antworten"))).to_be_visible()
    expect(hr.locator("td[data-label='Veränderung bis später']").first).to_have_text(re.compile(r"[+−±-]?\d,\d"))
    no_barriers(hr)


@pytest.mark.parametrize("width", [1280, 360])
def test_a_new_hr_person_gets_from_the_public_page_to_the_training_proof(
    site: Site,
    standin: Standin,
    training: Training,
    worker: None,
    new_device: Callable[..., BrowserContext],
    no_barriers: Look,
    width: int,
) -> None:
    hr = new_device(width=width, height=740 if width < 600 else 800).new_page()
    office = Office(sign_in(new_device(), site, training.staff))
    amina = UserFactory(full_name="Amina Haddad", original_name="أمينة حداد", email="", preferred_language="ar")

    # From the public page to the dates.
    request_training(hr, no_barriers)
    make_an_account(hr, no_barriers)
    office.open()
    office.press("Ich habe geantwortet")
    analyse(hr, no_barriers)
    office.offer()
    answer_offer(hr, no_barriers)
    run = training.plan()
    office.page.reload()
    office.page.locator("[name=run]").select_option(run.public_id)
    office.page.get_by_role("button", name="Termine festlegen").click()
    expect(office.page.locator(".messages .success")).to_be_visible()
    office.press("Einladung öffnen")

    # Fourteen seats, handed out without naming anybody.
    hr.reload()
    expect(hr.get_by_text("Workshop I: ")).to_be_visible()
    no_barriers(hr)
    hr.get_by_role("link", name="Personen einladen").first.click()
    no_barriers(hr)
    hand_out = hand_out_code if width > 600 else hand_out_links
    addresses = hand_out(hr, no_barriers)[-2:]
    phone = new_device(width=360, height=740, language="ar").new_page()
    look = no_barriers if width > 600 else seen_already
    come_with_an_account(phone, addresses[0], amina, look)
    come_without_one(new_device().new_page(), addresses[1], look)
    the_others_come(SeatBlock.objects.get(run=run))
    hr.reload()
    expect(hr.locator("dl.facts").first).to_contain_text(re.compile(r"vergeben\s*14"))
    no_barriers(hr)

    # The training: self-study, two workshops, what people say at its end.
    training.days_pass(31)
    assert TrainingRequest.objects.get().state == "running"
    mine = Enrolment.objects.get(learner=amina)
    others = [one for one in training.enrolments if one.pk != mine.pk]
    training.answer(Round.BEFORE, training.enrolments)
    play(phone, mine, training, look)
    training.learn_alone(training.enrolments)
    training.days_pass(13)
    hold_the_first(training, phone, office.page, standin, look)
    training.days_pass(7)
    second = training.comes(training.sessions[1])
    training.open_room(second)
    training.was_held(second, seed=2)
    training.confirm(second)
    say_at_the_end(phone, mine, training, look)
    training.answer(Round.END, others)
    training.hand_in(others)
    fetch_certificate(phone, amina, look)

    # What HR gets: evaluation, proof, the end.
    training.days_pass(16)
    office.open()
    office.press("Anwesenheit ist bestätigt")
    office.press("Schulungsnachweis ausstellen")
    until(hr, lambda: Certificate.objects.filter(kind="training_proof", state="issued").exists())
    hr.goto("/de/betrieb/")
    no_barriers(hr)
    hr.get_by_role("link", name="Buchung öffnen").click()
    read_and_download(hr, training, no_barriers)
    training.days_pass(56)
    office.press("Buchung abschließen")
    hr.reload()
    expect(hr.get_by_text("Nachweise und Auswertung bleiben hier abrufbar.")).to_be_visible()
    no_barriers(hr)
    assert SessionAttendance.objects.filter(session__run=run).count() == 2 * SEATS
