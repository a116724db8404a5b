"""Logos in the back office."""

import pytest
from django.urls import reverse

from media.models import FundingLogo, PartnerLogo
from tests.factories.accounts import FundingPeriodFactory, ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.media import picture

pytestmark = pytest.mark.django_db


def test_the_administration_adds_orders_and_removes_a_funders_logo(client):
    period = FundingPeriodFactory()
    client.force_login(make_staff("administrator"))
    url = reverse("media_funding_logos", args=[period.public_id])
    client.post(url, {"alt_text": "Europäische Union", "position": 1, "picture": picture()})
    logo = FundingLogo.objects.get()
    assert logo.url in client.get(url).content.decode()
    change = reverse("media_funding_logo_change", args=[logo.public_id])
    client.post(change, {"alt_text": "EU", "position": 3})
    logo.refresh_from_db()
    assert (logo.alt_text, logo.position) == ("EU", 3)
    remove = reverse("media_funding_logo_remove", args=[logo.public_id])
    client.get(remove)
    assert FundingLogo.objects.exists()
    client.post(remove)
    assert not FundingLogo.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"alt_text": "", "position": 1, "picture": picture()}, "alt_text"),
        ({"alt_text": "EU", "position": 1}, "picture"),
        ({"alt_text": "EU", "position": 1, "picture": picture(kind="BMP")}, "picture"),
    ],
    ids=["no description", "no picture", "a format nobody can read"],
)
def test_what_is_missing_is_said_at_the_field(client, values, field):
    period = FundingPeriodFactory()
    client.force_login(make_staff("administrator"))
    answer = client.post(reverse("media_funding_logos", args=[period.public_id]), values)
    assert list(answer.context["form"].errors) == [field]


def test_a_provider_admin_keeps_the_own_partners_and_finds_no_others(client):
    own, foreign = ProviderFactory(), ProviderFactory()
    client.force_login(make_staff("provider_admin", own))
    values = {"name": "Kammer", "website": "https://kammer.example", "position": 1}
    client.post(reverse("media_partners", args=[own.public_id]), {**values, "picture": picture()})
    client.post(reverse("media_partners", args=[foreign.public_id]), {**values, "picture": picture()})
    partner = PartnerLogo.objects.get()
    assert partner.provider == own
    client.post(reverse("media_partner_change", args=[partner.public_id]), {**values, "name": "Kammer Nord"})
    partner.refresh_from_db()
    assert partner.name == "Kammer Nord"
    client.force_login(make_staff("provider_admin", foreign))
    client.post(reverse("media_partner_remove", args=[partner.public_id]))
    assert PartnerLogo.objects.exists()
    client.force_login(make_staff("provider_admin", own))
    client.post(reverse("media_partner_remove", args=[partner.public_id]))
    assert not PartnerLogo.objects.exists()


@pytest.mark.parametrize("role", ["provider_admin", "trainer", "coordinator"])
def test_no_provider_touches_funders_logos(client, role):
    period = FundingPeriodFactory()
    client.force_login(make_staff(role))
    url = reverse("media_funding_logos", args=[period.public_id])
    client.post(url, {"alt_text": "EU", "position": 1, "picture": picture()})
    assert not FundingLogo.objects.exists()
