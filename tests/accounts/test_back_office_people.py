"""Roles and organisations in the back office."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Membership, Network, Provider, User
from notifications.models import Letter
from privacy.models import AuditEntry
from tests.factories.accounts import MembershipFactory, NetworkFactory, ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff

pytestmark = pytest.mark.django_db
STAFF, GIVE = "/admin/mitarbeitende/", "/admin/mitarbeitende/neu/"


@pytest.fixture
def provider():
    return ProviderFactory()


@pytest.fixture
def admin_of_provider(provider):
    return make_staff("provider_admin", provider)


@pytest.fixture
def administrator():
    return make_staff("administrator")


def give(client, provider, **more):
    data = {
        "full_name": "Eva Weber",
        "email": "eva@example.org",
        "preferred_language": "de",
        "role": "trainer",
        "provider": provider.pk,
        **more,
    }
    return client.post(GIVE, data)


@pytest.mark.parametrize("role", ["trainer", "coordinator"])
@pytest.mark.parametrize("path", [STAFF, GIVE, "/admin/traeger/", "/admin/traeger/neu/", "/admin/netzwerke/neu/"])
def test_other_staff_finds_none_of_it(client, role, path):
    client.force_login(make_staff(role))
    assert client.get(path).status_code == 404


def test_a_provider_admin_sees_the_own_staff_only(client, provider, admin_of_provider):
    own = MembershipFactory(provider=provider, user__email="own@example.org")
    foreign = MembershipFactory(user__email="foreign@example.org")
    client.force_login(admin_of_provider)
    page = client.get(STAFF).content.decode()
    assert "own@example.org" in page
    assert "foreign@example.org" not in page
    end = [client.get(reverse("accounts_end_role", args=[one.public_id])).status_code for one in (own, foreign)]
    assert end == [200, 404]


def test_reading_the_list_is_recorded(client, admin_of_provider):
    client.force_login(admin_of_provider)
    client.get(STAFF)
    assert AuditEntry.objects.get(action="accounts.staff_read").actor == admin_of_provider.public_id


def test_the_first_administrator_is_appointed_by_a_command():
    call_command("appoint_administrator", "eva@example.org", "Eva Weber", stdout=StringIO())
    assert Membership.objects.get(user__email="eva@example.org").role == "administrator"
    assert Letter.objects.get().event == "invited"


def test_a_role_given_to_a_new_address_makes_account_role_and_letter(client, provider, admin_of_provider):
    client.force_login(admin_of_provider)
    assert give(client, provider).status_code == 302
    membership = Membership.objects.get(user__email="eva@example.org")
    assert (membership.provider, membership.role) == (provider, "trainer")
    assert Letter.objects.get().event == "invited"


def test_list_and_answer_do_not_tell_whether_the_house_knew_the_address(client, provider, admin_of_provider):
    UserFactory(email="known@example.org", full_name="Wahrer Name")
    client.force_login(admin_of_provider)
    answers = [give(client, provider, email=f"{who}@example.org") for who in ("known", "new")]
    page = client.get(STAFF).content.decode()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert "Wahrer Name" not in page
    assert "Eva Weber" not in page
    assert "known@example.org" in page


def test_no_role_at_another_provider_by_a_forged_form(client, provider, admin_of_provider):
    client.force_login(admin_of_provider)
    page = give(client, ProviderFactory())
    assert list(page.context["form"].errors) == ["provider"]
    assert not User.objects.filter(email="eva@example.org").exists()


def test_no_platform_role_by_a_forged_form(client, provider, admin_of_provider):
    client.force_login(admin_of_provider)
    assert list(give(client, provider, role="administrator").context["form"].errors) == ["role"]


def test_the_administration_gives_a_network_its_coordination(client, administrator):
    network = NetworkFactory()
    client.force_login(administrator)
    data = {"full_name": "Eva", "email": "eva@example.org", "preferred_language": "de", "role": "network_coordinator"}
    assert list(client.post(GIVE, data).context["form"].errors) == ["network"]
    client.post(GIVE, {**data, "network": network.pk})
    assert Membership.objects.get(user__email="eva@example.org").network == network


def test_ending_a_role_asks_once_and_the_last_admin_stays(client, provider, admin_of_provider):
    trainer = MembershipFactory(provider=provider)
    client.force_login(admin_of_provider)
    url = reverse("accounts_end_role", args=[trainer.public_id])
    client.get(url)
    assert Membership.objects.get(pk=trainer.pk).ended_at is None
    client.post(url)
    assert Membership.objects.get(pk=trainer.pk).ended_at is not None
    own = Membership.objects.get(user=admin_of_provider)
    page = client.post(reverse("accounts_end_role", args=[own.public_id]), follow=True)
    assert "letzte Person mit dieser Rolle" in page.content.decode()


def test_a_provider_admin_changes_the_own_details_and_finds_no_others(client, provider, admin_of_provider):
    client.force_login(admin_of_provider)
    url = reverse("accounts_change_provider", args=[provider.public_id])
    client.post(url, {"name": "Neuer Name", "city": "Celle", "recording_days": "14"})
    changed = Provider.objects.get(pk=provider.pk)
    assert (changed.city, changed.recording_days) == ("Celle", 14)
    foreign = ProviderFactory()
    assert client.get(reverse("accounts_change_provider", args=[foreign.public_id])).status_code == 404


def test_the_administration_sets_up_network_and_provider(client, administrator):
    programme = NetworkFactory().programme
    client.force_login(administrator)
    bad = client.post("/admin/netzwerke/neu/", {"programme": programme.pk, "name": "NRW", "code": "nrw"})
    assert "code" in str(bad.context["form"].errors) or bad.context["form"].non_field_errors()
    client.post("/admin/netzwerke/neu/", {"programme": programme.pk, "name": "NRW", "code": "NRW"})
    network = Network.objects.get(code="NRW")
    new = {"network": network.pk, "slug": "bw-koeln", "name": "BW Köln", "recording_days": "28"}
    client.post("/admin/traeger/neu/", new)
    assert Provider.objects.get(slug="bw-koeln").network == network
    assert "BW Köln" in client.get("/admin/traeger/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_three(
    client, provider, admin_of_provider, count, django_assert_max_num_queries
):
    MembershipFactory.create_batch(count, provider=provider)
    client.force_login(admin_of_provider)
    client.get(STAFF)
    with django_assert_max_num_queries(15):
        client.get(STAFF)
