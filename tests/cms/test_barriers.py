"""Somebody meets a barrier: the report finds whoever answers for the page, and the reporter hears what comes next."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from cms.actions import barriers
from cms.models import BarrierReport
from notifications.models import Letter
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff

pytestmark = pytest.mark.django_db
ADDRESS = "/de/barriere-melden/"


def answers(**changes) -> dict[str, str]:
    return {"form_key": str(uuid.uuid4()), "description": "Der Knopf ist nicht zu erreichen.", **changes}


def reported(at, **changes) -> BarrierReport:
    values = {"provider": None, "page": "/de/", "description": "Kein Kontrast.", "language": "de", "at": at}
    return barriers.report(form_key=uuid.uuid4(), **{**values, **changes})


def test_the_form_says_which_page_it_is_about_and_who_will_answer(client):
    provider = ProviderFactory(name="Bildungswerk Leine")
    text = client.get(f"{ADDRESS}?seite=/de/kurse/pflege/&traeger={provider.public_id}").content.decode()
    assert "/de/kurse/pflege/" in text
    assert "Ihre Meldung geht an Bildungswerk Leine." in text


def test_a_report_is_stored_with_its_page_and_the_visitor_is_told_what_comes_next(client):
    provider = ProviderFactory()
    values = answers(page="/ar/kurse/pflege/", provider=provider.public_id)
    answer = client.post("/ar/barriere-melden/", values, follow=True)
    stored = BarrierReport.objects.get()
    assert (stored.page, stored.provider, stored.language, stored.state) == ("/ar/kurse/pflege/", provider, "ar", "new")
    assert answer.status_code == 200
    assert stored.public_id in answer.content.decode()


@pytest.mark.parametrize("provider", ["%00", "a%00b", "%27", "unbekannt"])
def test_a_provider_that_cannot_exist_is_no_error_of_ours(client, provider):
    assert client.get(f"{ADDRESS}?traeger={provider}").status_code == 200


def test_a_form_sent_twice_is_one_report(client):
    values = answers()
    for _ in range(2):
        client.post(ADDRESS, values)
    assert BarrierReport.objects.count() == 1


@pytest.mark.parametrize(
    "page",
    ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org/", "/\t/example.org/", "/a\nb/"],
)
def test_only_a_page_of_this_site_is_kept_as_an_address(client, page: str):
    client.post(ADDRESS, answers(page=page))
    assert BarrierReport.objects.get().page == ""


def test_without_a_description_the_form_says_so_and_keeps_the_rest(client):
    answer = client.post(ADDRESS, answers(description="", tools="NVDA"))
    assert list(answer.context["form"].errors) == ["description"]
    assert "NVDA" in answer.content.decode()


def test_the_providers_administration_is_written_to_and_the_reporter_gets_a_confirmation(at):
    provider = ProviderFactory()
    theirs, platform = make_staff("provider_admin", provider), make_staff("administrator")
    make_staff("provider_admin", ProviderFactory())
    make_staff("trainer", provider)
    reported(at, provider=provider, email="amina@example.org", name="Amina")
    reported(at, provider=None)
    written = Letter.objects.filter(event="barrier_arrived").values_list("recipient", "provider")
    assert set(written) == {(theirs.pk, provider.pk), (platform.pk, None)}
    assert Letter.objects.get(event="barrier_received").address == "amina@example.org"


def test_a_provider_without_administration_leaves_it_to_the_platform(at):
    platform = make_staff("administrator")
    reported(at, provider=ProviderFactory())
    assert Letter.objects.get(event="barrier_arrived").recipient == platform


@pytest.mark.parametrize(("role", "is_own", "status"), [
    ("provider_admin", True, 200), ("provider_admin", False, 404), ("trainer", True, 404), ("administrator", None, 404),
])  # fmt: skip
def test_a_report_is_seen_by_the_administration_of_its_provider_only(client, at, role, is_own, status):
    provider = ProviderFactory()
    place = {True: provider, False: ProviderFactory(), None: None}[is_own]
    client.force_login(make_staff(role, place) if place else make_staff(role))
    stored = reported(at, provider=provider)
    assert client.get(reverse("barrier_reports:detail", args=[stored.public_id])).status_code == status


def test_the_administration_notes_how_far_it_is(client, at):
    client.force_login(make_staff("administrator"))
    stored = reported(at)
    address = reverse("barrier_reports:detail", args=[stored.public_id])
    assert stored.page in client.get(reverse("barrier_reports:index")).content.decode()
    assert client.post(address, {"state": "declined", "note": ""}).context["form"].errors
    assert client.post(address, {"state": "solved", "note": "Farbe geändert."}).status_code == 302
    stored.refresh_from_db()
    assert (stored.state, stored.note, stored.closed_at is None) == ("solved", "Farbe geändert.", False)


def test_a_year_after_it_is_closed_nobody_knows_who_reported(at):
    admin = make_staff("administrator")
    closed, open_one = (reported(at, email="amina@example.org", name="Amina", tools="NVDA") for _ in range(2))
    barriers.handle(report=closed, state="solved", note="", by=admin, at=at)
    assert barriers.forget_reporters(at=at + timedelta(days=364)) == 0
    assert barriers.forget_reporters(at=at + timedelta(days=366)) == 1
    closed.refresh_from_db()
    open_one.refresh_from_db()
    assert (closed.email, closed.name, closed.tools, open_one.email) == ("", "", "", "amina@example.org")
