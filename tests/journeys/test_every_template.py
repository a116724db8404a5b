"""Every kind of page that visitors and learners can reach by links, looked at by axe in German and in Arabic."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Container
from urllib.parse import unquote, urlsplit

import pytest
from django.urls import Resolver404, resolve
from django.utils import timezone, translation

from admissions.actions import seats
from admissions.actions.seats import Invitee
from admissions.models import SeatBlock
from admissions.seat_links import token_of
from demo.furnish import furnish
from diversity_training.models import TrainingRequest
from lms.models import Enrolment

pytestmark = pytest.mark.journey

EACH_KIND = 2  # pages of one kind that are looked at; the second may be in another state
MOST_OF_A_KIND = {  # every page type comes through one address; courses and bookings have states
    "cms:page": 20,
    "cms:course": 4,
    "diversity_training:desk_booking": 8,
}
NOT_PAGES = {
    "account_logout",
    "choose_language",
    "certificates:download",
    "cms:course_image",
    "cms:news_feed",
    "demo:sign-in",
    "diversity_training:council_sheet",
    "diversity_training:desk_confirmation",
    "diversity_training:desk_file",
    "diversity_training:desk_it_sheet",
    "diversity_training:desk_offer",
    "diversity_training:desk_proof",
    "diversity_training:desk_sheet",
    "diversity_training:trained_export",
    "front",
    "lms:export",
    "lms:play_recording",
    "lms:room_slides",
    "lms:session_file",
    "lms:session_slides",
    "lms:submission_file",
    "opening_process:plan_pdf",
    "opening_process:take_along",
    "public-media",
}
LINKS = "Array.from(document.querySelectorAll('a[href]:not([download])'), link => link.href)"


def kind_of(path: str, language: str) -> str | None:
    """Return the name of the view behind the path; None for what is no page of the public side."""
    try:
        with translation.override(language):
            found = resolve(path).view_name
    except Resolver404:
        return None
    is_inside = path.startswith(("/admin/", "/media/", "/static/", "/dokumente/"))
    return None if is_inside or found in NOT_PAGES or found.startswith("wagtail") else found


def crawl(page, site, language, begin, look, problems, *, but: Container[str] = ()) -> Counter[str]:
    """Follow links from `begin` within one language; look at pages of every kind `but` these; return how many."""
    seen: set[str] = set()
    looked: Counter[str] = Counter()
    waiting = deque(f"/{language}/{path}" for path in begin)
    while waiting:
        address = waiting.popleft()
        kind = kind_of(unquote(urlsplit(address).path), language)
        if address in seen or kind is None or kind in but or looked[kind] >= MOST_OF_A_KIND.get(kind, EACH_KIND):
            continue
        seen.add(address)
        answer = page.goto(address)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        looked[kind] += 1
        try:
            assert answer.status == 200, f"{address}: {answer.status}"
            look(page)
        except AssertionError as problem:
            problems.append(str(problem))
        for link in page.evaluate(LINKS):
            parts = urlsplit(link)
            if f"{parts.scheme}://{parts.netloc}" == site.origin and parts.path.startswith(f"/{language}/"):
                waiting.append(parts._replace(scheme="", netloc="", fragment="").geturl())
    return looked


@pytest.fixture
def furnished(site):
    """The whole demo: every page type, every state of a run."""
    furnish(at=timezone.now())


PUBLIC = [
    "",
    "kurse/",
    "kurse/?suche=gibtesnicht",
    "unternehmen/",
    "beratung/?plz=30159",
    "konto/login/",
    "konto/start/",
    "platz/code/",
]
LEARNER = ["lernen/", "konto/", "bescheinigungen/"]
EMPLOYER = ["betrieb/"]
EMPLOYER_PAGES = {
    "diversity_training:desk",
    "diversity_training:desk_analysis",
    "diversity_training:desk_booking",
    "diversity_training:desk_people",
    "diversity_training:desk_seats",
    "diversity_training:desk_seat_code",
    "diversity_training:desk_seat_invite",
    "diversity_training:desk_seat_links",
    "diversity_training:desk_seat_list",
    "diversity_training:desk_team",
    "diversity_training:network",
    "diversity_training:network_test",
    "diversity_training:trained",
}
STAFF_OF_EMPLOYERS = {
    "diversity_training:run_visibility",
    "lms:decline_seat",
    "lms:guest_signup_ask",
    "lms:seat",
    "lms:seat_code",
}


def claim_path() -> str:
    """Return where an employer's link to a seat leads, without the language: one that nobody has answered yet."""
    block = SeatBlock.objects.filter(booking_key__isnull=False, return_on__gt=timezone.localdate(), returned_at=None)[0]
    person = Invitee(name="Sara Neumann", language="de")
    [invitation] = seats.invite(
        block=block, invitees=[person], by=block.employer.memberships.first().user, at=timezone.now()
    )
    return f"platz/{token_of(invitation.public_id)}/"


def inviting() -> list[str]:
    """Return where somebody of HR hands out seats, without the language: of a booking that is open for it."""
    booking = TrainingRequest.objects.get(state="enrolling", employer__memberships__user__username="thomas")
    block = SeatBlock.objects.get(booking_key=booking.seat_key)
    return [f"betrieb/plaetze/{block.public_id}/{way}/" for way in ("einladen", "liste", "links", "code")]


def become(page, language, person):
    """Let somebody of the demo use the browser, and nobody else."""
    page.context.clear_cookies()
    page.goto(f"/{language}/demo/")
    page.locator(f'form[action$="/anmelden/{person}/"] button').click()
    page.wait_for_url(lambda address: "/demo/" not in address)


def test_axe_finds_nothing_on_any_page_that_links_lead_to(
    furnished, site, desk, phone, no_barriers, keyboard_reaches_all
):
    kinds: dict[str, set[str]] = {}
    problems: list[str] = []
    claim = claim_path()
    trained = Enrolment.objects.filter(learner__username="bernd", counts_for__isnull=False).latest("pk")
    for page, language in ((desk, "de"), (phone, "ar")):
        looked = crawl(page, site, language, [*PUBLIC, claim], no_barriers, problems)
        become(page, language, "samira")
        looked += crawl(page, site, language, LEARNER, no_barriers, problems)
        become(page, language, "bernd")
        sharing = [f"lernen/{trained.public_id}/wer-sieht-was/"]
        looked += crawl(page, site, language, sharing, no_barriers, problems, but=set(looked))
        kinds[language] = set(looked)
    become(desk, "de", "birgit")

    def look(page):
        no_barriers(page)
        keyboard_reaches_all(page)

    employer = crawl(desk, site, "de", EMPLOYER, look, problems, but=kinds["de"])
    become(desk, "de", "thomas")
    employer += crawl(desk, site, "de", inviting(), look, problems, but={*kinds["de"], *employer})
    become(desk, "de", "miriam")
    employer += crawl(desk, site, "de", ["netzwerk/"], look, problems, but={*kinds["de"], *employer})
    assert problems == []
    assert EMPLOYER_PAGES - set(employer) == set()
    assert kinds["de"] == kinds["ar"]
    expected = {"cms:home", "cms:catalogue", "cms:course", "cms:page", "certificates:lookup", "lms:desk", "lms:unit"}
    assert expected - kinds["de"] == set()
    assert STAFF_OF_EMPLOYERS - kinds["de"] == set()
