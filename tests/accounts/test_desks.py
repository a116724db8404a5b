"""The screens on which the administration sets up the platform, and providers their centres."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import CounsellingCentre, Employer, FundingPeriod, Language, Network, Programme, Provider, Region
from accounts.views.desks import DESKS
from tests.factories.accounts import (
    CentreFactory,
    EmployerFactory,
    FundingPeriodFactory,
    NetworkFactory,
    ProgrammeFactory,
    ProviderFactory,
)
from tests.factories.accounts_staff import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def administration(client):
    client.force_login(make_staff("administrator"))
    return client


@pytest.fixture
def own(client):
    """A provider whose administration is signed in."""
    provider = ProviderFactory()
    client.force_login(make_staff("provider_admin", provider))
    return provider


@pytest.mark.parametrize("role", ["provider_admin", "trainer", "coordinator"])
@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.key)
def test_only_the_administration_of_the_platform_finds_its_desks(client, role, desk):
    client.force_login(make_staff(role))
    for url in (desk.url(), desk.url("_new")):
        assert client.get(url).status_code in {302, 404}
        assert client.post(url).status_code in {302, 404, 405}
    assert not Programme.objects.filter(name="x").exists()


@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.key)
def test_a_desk_lists_what_is_there_and_asks_at_the_field(administration, desk):
    EmployerFactory(name="Betrieb Nord")
    FundingPeriodFactory(network__name="Netz Nord")
    Region.objects.create(name="Region Nord", land="NI")
    listed = administration.get(desk.url()).content.decode()
    assert listed.count("<tr>") >= 2
    answer = administration.post(desk.url("_new"), {"name": ""})
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_each_noun_is_founded_and_changed_on_its_desk(administration):
    network, programme = NetworkFactory(), ProgrammeFactory()
    filled = {
        "programmes": ({"name": "Neu"}, {"name": "Anders"}),
        "networks": (
            {"programme": programme.pk, "name": "Neu", "code": "QQ", "kind": "regional"},
            {"programme": programme.pk, "name": "Anders", "kind": "state"},
        ),
        "funding_periods": (
            {"network": network.pk, "starts_on": "2026-01-01", "ends_on": "2028-12-31", "statement": "Neu"},
            {"starts_on": "2026-01-01", "ends_on": "2027-12-31", "statement": "Anders"},
        ),
        "regions": ({"name": "Neu", "land": "NI"}, {"name": "Anders", "land": "NW"}),
        "languages": (
            {"code": "ka", "name_de": "Neu", "own_name": "ქართული"},
            {"name_de": "Anders", "own_name": "ქართული"},
        ),
        "employers": ({"name": "Neu", "size_class": "small"}, {"name": "Anders", "is_public": "on"}),
    }
    for desk in DESKS:
        new, changed = filled[desk.key]
        assert administration.post(desk.url("_new"), new).status_code == 302, desk.key
        row = desk.rows().order_by("-pk").first()
        assert administration.post(desk.url("_change", row.public_id), changed).status_code == 302, desk.key
    assert Programme.objects.filter(name="Anders").exists()
    assert Network.objects.get(code="QQ").kind == "state"
    assert FundingPeriod.objects.get(statement="Anders").ends_on == date(2027, 12, 31)
    assert Region.objects.get().land == "NW"
    assert Language.objects.get(code="ka").name_de == "Anders"
    assert Employer.objects.get(name="Anders").is_public


def test_periods_that_overlap_or_end_before_they_begin_are_refused_at_the_field(administration):
    period = FundingPeriodFactory()
    new = {"network": period.network_id, "starts_on": "2026-01-01", "ends_on": "2026-12-31", "statement": "x"}
    answer = administration.post(reverse("accounts_funding_periods_new"), new)
    assert "schon eine Förderphase" in str(answer.context["form"].errors["starts_on"])
    answer = administration.post(reverse("accounts_funding_periods_new"), {**new, "ends_on": "2025-12-31"})
    assert "ends_on" in answer.context["form"].errors
    assert FundingPeriod.objects.count() == 1


@pytest.mark.parametrize("key", [desk.key for desk in DESKS if desk.is_archivable])
def test_archiving_asks_once_and_can_be_undone(administration, key):
    Region.objects.create(name="Region", land="NI")
    NetworkFactory()
    EmployerFactory()
    desk = next(desk for desk in DESKS if desk.key == key)
    row = desk.rows().first()
    url = desk.url("_archive", row.public_id)
    assert "archiviert werden?" in administration.get(url).content.decode()
    row.refresh_from_db()
    assert row.archived_at is None
    administration.post(url)
    row.refresh_from_db()
    assert row.archived_at is not None
    assert "(archiviert)" in administration.get(desk.url()).content.decode()
    administration.post(url)
    row.refresh_from_db()
    assert row.archived_at is None


def test_a_provider_is_archived_after_reading_what_follows(administration):
    provider = ProviderFactory()
    url = reverse("accounts_archive_provider", args=[provider.public_id])
    assert "verlieren sofort ihre Rechte" in administration.get(url).content.decode()
    administration.post(url)
    assert Provider.objects.get(pk=provider.pk).archived_at is not None
    assert "(archiviert)" in administration.get("/admin/traeger/").content.decode()


def test_a_network_in_use_says_why_it_stays(administration):
    provider = ProviderFactory()
    url = reverse("accounts_networks_archive", args=[provider.network.public_id])
    assert "gehören noch Träger" in administration.post(url, follow=True).content.decode()


@pytest.mark.parametrize("role", ["provider_admin", "trainer", "coordinator"])
def test_nobody_of_a_provider_archives_it(client, role):
    provider = ProviderFactory()
    client.force_login(make_staff(role, provider))
    client.post(reverse("accounts_archive_provider", args=[provider.public_id]))
    assert Provider.objects.get(pk=provider.pk).archived_at is None


CENTRE = {
    "name": "Beratung",
    "street": "Weg 1",
    "postcode": "30159",
    "city": "Hannover",
    "phone": "0511 1",
    "modes": ["on_site", "phone"],
    "postcode_areas": "30, 31 2670;29",
}


def test_a_provider_admin_opens_and_changes_an_own_centre(client, own):
    arabic = Language.objects.get(code="ar")
    new = {**CENTRE, "provider": own.pk, "languages": [arabic.pk]}
    assert client.post(reverse("accounts_found_centre"), new).status_code == 302
    centre = CounsellingCentre.objects.get()
    assert (centre.provider, centre.modes) == (own, ["on_site", "phone"])
    assert [area.prefix for area in centre.areas.all()] == ["2670", "29", "30", "31"]
    url = reverse("accounts_change_centre", args=[centre.public_id])
    assert "2670, 29, 30, 31" in client.get(url).content.decode()
    assert client.post(url, {**CENTRE, "modes": ["video"], "postcode_areas": ""}).status_code == 302
    centre.refresh_from_db()
    assert (centre.modes, centre.areas.count(), centre.languages.count()) == (["video"], 0, 0)
    client.post(reverse("accounts_archive_centre", args=[centre.public_id]))
    assert not CounsellingCentre.objects.public().exists()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("postcode", "3015"), ("postcode_areas", "30, 3x"), ("phone", ""), ("modes", [])],
)
def test_a_centre_that_helps_nobody_is_refused_at_the_field(client, own, field, wrong):
    answer = client.post(reverse("accounts_found_centre"), {**CENTRE, "provider": own.pk, field: wrong})
    assert list(answer.context["form"].errors) == [field]
    assert not CounsellingCentre.objects.exists()


def test_centres_of_other_providers_do_not_exist(client, own):
    foreign = CentreFactory(name="Fremde Stelle")
    for name in ("accounts_change_centre", "accounts_archive_centre"):
        url = reverse(name, args=[foreign.public_id])
        assert client.get(url).status_code in {302, 404}
        client.post(url, CENTRE)
    assert "Fremde Stelle" not in client.get(reverse("accounts_centres")).content.decode()
    answer = client.post(reverse("accounts_found_centre"), {**CENTRE, "provider": foreign.provider_id})
    assert answer.status_code == 200
    foreign.refresh_from_db()
    assert (foreign.name, foreign.archived_at) == ("Fremde Stelle", None)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_centres_costs_the_same_for_one_and_three(client, own, count, django_assert_max_num_queries):
    CentreFactory.create_batch(count, provider=own)
    client.get(reverse("accounts_centres"))
    with django_assert_max_num_queries(16):
        client.get(reverse("accounts_centres"))
