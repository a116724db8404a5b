"""Logos of funders and partners: redrawn, in order, on the pages they belong to."""

import io
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from accounts.actions import changing
from media import queries
from media.actions import logos
from media.models import FundingLogo
from media.templatetags.funding import logos_once
from privacy.models import AuditEntry
from tests.factories.accounts import FundingPeriodFactory, NetworkFactory, ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import live_course
from tests.factories.media import picture

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def add(period, colour="navy", position=1, alt_text="Europäische Union", **more):
    upload = more.pop("upload", None) or picture(colour=colour)
    return logos.add_funding_logo(
        funding_period=period, upload=upload, alt_text=alt_text, position=position, by=more.get("by"), at=NOW
    )


@pytest.fixture
def period():
    return FundingPeriodFactory()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_logo_is_kept_as_a_png_named_by_its_content(period, kind):
    logo = add(period, upload=picture(width=2000, height=500, kind=kind))
    with default_storage.open(logo.storage_key) as file, Image.open(file) as kept:
        assert (kept.format, kept.size) == ("PNG", (960, 240))
    assert (logo.width, logo.height) == (960, 240)
    assert logo.storage_key == f"platform/logo/{logo.sha256}.png"


def test_what_a_file_holds_beside_the_picture_is_left_behind(period):
    upload = ContentFile(picture().read() + b"<script>alert(1)</script>")
    with default_storage.open(add(period, upload=upload).storage_key) as file:
        assert b"<script>" not in file.read()


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"%PDF-1.7", picture().read()[:40]],
    ids=["nothing", "svg", "pdf", "half a picture"],
)
def test_what_is_no_picture_is_refused(period, content):
    with pytest.raises(logos.NotAPicture):
        add(period, upload=ContentFile(content))
    assert not FundingLogo.objects.exists()


def test_a_picture_of_far_too_many_pixels_is_refused_unopened(period):
    out = io.BytesIO()
    Image.new("1", (8000, 8000)).save(out, "PNG")
    with pytest.raises(logos.NotAPicture):
        add(period, upload=ContentFile(out.getvalue()))


def test_the_same_picture_stands_once_per_period(period):
    add(period)
    with pytest.raises(logos.LogoIsThere):
        add(period)
    assert add(FundingPeriodFactory()).pk


@pytest.mark.parametrize("role", ["provider_admin", "trainer", "coordinator"])
def test_only_the_administration_touches_funders_logos(period, role):
    by = make_staff(role)
    with pytest.raises(changing.MayNotChange):
        add(period, by=by)
    logo = add(period)
    with pytest.raises(changing.MayNotChange):
        logos.remove_funding_logo(logo=logo, by=by, at=NOW)
    with pytest.raises(changing.MayNotChange):
        logos.change_funding_logo(logo=logo, alt_text="Neu", position=2, by=by, at=NOW)


def test_a_provider_admin_keeps_the_own_partners_and_no_others():
    provider = ProviderFactory()
    by = make_staff("provider_admin", provider)
    partner = logos.add_partner_logo(
        provider=provider, name="Kammer", website="", upload=picture(), position=1, by=by, at=NOW
    )
    assert partner.storage_key == f"{provider.public_id}/logo/{partner.sha256}.png"
    stranger = make_staff("provider_admin")
    with pytest.raises(changing.MayNotChange):
        logos.remove_partner_logo(logo=partner, by=stranger, at=NOW)
    with pytest.raises(changing.MayNotChange):
        logos.change_partner_logo(logo=partner, name="X", website="", position=1, by=stranger, at=NOW)
    logos.remove_partner_logo(logo=partner, by=by, at=NOW)
    trail = AuditEntry.objects.filter(subject=partner.public_id).order_by("pk").values_list("action", "provider")
    assert list(trail) == [
        ("media.partner_logo_added", provider.public_id),
        ("media.partner_logo_removed", provider.public_id),
    ]


def test_a_removed_logo_stays_in_the_storage_for_the_certificates_that_show_it(period):
    logo = add(period)
    logos.remove_funding_logo(logo=logo, by=make_staff("administrator"), at=NOW)
    assert default_storage.exists(logo.storage_key)


def test_logos_stand_in_their_order(period):
    add(period, "navy", position=2, alt_text="Land")
    add(period, "red", position=1, alt_text="EU")
    [block] = queries.funding_blocks(on=TODAY)
    assert [logo.alt_text for logo in block.logos] == ["EU", "Land"]


def test_a_page_of_the_platform_names_all_current_funders_each_once():
    FundingPeriodFactory(statement="Gleich.")
    FundingPeriodFactory(statement="Gleich.")
    FundingPeriodFactory(statement="Anders.")
    FundingPeriodFactory(statement="Vorbei.", ends_on=date(2025, 12, 31))
    FundingPeriodFactory(statement="Archiviert.", network__archived_at=NOW)
    assert [block.statement for block in queries.funding_blocks(on=TODAY)] == ["Gleich.", "Anders."]


def test_a_page_of_a_provider_names_the_funders_of_its_network_or_of_the_nearest_above():
    above = NetworkFactory()
    below = NetworkFactory(parent=NetworkFactory(parent=above))
    FundingPeriodFactory(network=above, statement="Oben.")
    FundingPeriodFactory(statement="Fremd.")
    own = NetworkFactory(parent=above)
    FundingPeriodFactory(network=own, statement="Eigen.")

    def said(network):
        return [
            block.statement for block in queries.funding_blocks(on=TODAY, provider=ProviderFactory(network=network))
        ]

    assert (said(below), said(own), said(NetworkFactory())) == (["Oben."], ["Eigen."], [])


def test_a_second_page_asks_the_database_nothing(period, django_assert_num_queries):
    add(period)
    provider = ProviderFactory(network=period.network)
    with django_assert_num_queries(2):
        first = queries.funding_blocks(on=TODAY, provider=provider)
    with django_assert_num_queries(0):
        assert queries.funding_blocks(on=TODAY, provider=provider) == first
        assert queries.funding_blocks(on=TODAY) == first


def test_a_new_day_asks_anew():
    FundingPeriodFactory(statement="Heute.", ends_on=TODAY)
    assert [block.statement for block in queries.funding_blocks(on=TODAY)] == ["Heute."]
    assert queries.funding_blocks(on=date(2026, 3, 3)) == []


@pytest.mark.django_db(transaction=True)
def test_a_change_is_seen_by_the_next_page():
    period = FundingPeriodFactory(starts_on=date(2026, 1, 1), statement="Alt.")
    by = make_staff("administrator")
    queries.funding_blocks(on=TODAY)
    changing.change(subject=period, values={"statement": "Neu."}, by=by, at=NOW)
    assert [block.statement for block in queries.funding_blocks(on=TODAY)] == ["Neu."]
    add(period)
    assert len(queries.funding_blocks(on=TODAY)[0].logos) == 1


def test_the_foot_of_a_page_shows_statement_and_logo_with_its_description(client, period):
    add(period, alt_text="Kofinanziert von der „EU“")
    page = client.get("/ar/pruefen/").content.decode()
    assert f'<p lang="de" dir="ltr">{period.statement}</p>' in page
    assert f'src="/media/platform/logo/{FundingLogo.objects.get().sha256}.png"' in page
    assert 'alt="Kofinanziert von der „EU“"' in page


def test_logos_that_networks_share_stand_on_a_page_once_in_the_order_of_the_first():
    first, second = FundingPeriodFactory(), FundingPeriodFactory()
    for period, colours in ((first, ["navy", "gold"]), (second, ["navy", "red"])):
        for position, colour in enumerate(colours):
            add(period, colour, position=position, alt_text=colour)
    blocks = queries.funding_blocks(on=TODAY)
    assert [logo.alt_text for logo in logos_once(blocks)] == ["navy", "gold", "red"]


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_pages_of_a_provider_name_its_partners_and_those_of_others_do_not(client, language):
    provider = ProviderFactory(complaint_path="Brief an die Leitung.")
    by = make_staff("provider_admin", provider)
    for position, (name, website) in enumerate([("Kammer Hannover", "https://kammer.example"), ("Verein", "")], 1):
        colour = "navy" if website else "green"
        upload = picture(colour=colour)
        logos.add_partner_logo(
            provider=provider, name=name, website=website, upload=upload, position=position, by=by, at=NOW
        )
    own, other = live_course(provider), live_course()
    page = BeautifulSoup(client.get(f"/{language}/kurse/{own.slug}/").content, "html.parser")
    shown = [image for image in page.select("footer .funding img") if image["alt"] in {"Kammer Hannover", "Verein"}]
    assert [image["alt"] for image in shown] == ["Kammer Hannover", "Verein"]
    assert [image.parent.get("href") for image in shown] == ["https://kammer.example", None]
    assert ("In Kooperation mit" in page.text) == (language == "de")
    assert "Kammer Hannover" not in client.get(f"/{language}/kurse/{other.slug}/").content.decode()
