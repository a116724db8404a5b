"""Counselling centres: who keeps them, and who finds them."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.actions import centres as acting
from accounts.actions import changing
from accounts.models import CounsellingCentre, Language, PostcodeArea
from accounts.queries import centres
from privacy.models import AuditEntry
from tests.factories.accounts import CentreFactory, ProviderFactory
from tests.factories.accounts_staff import make_staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def found(areas, **values):
    centre = CentreFactory(**values)
    PostcodeArea.objects.bulk_create(PostcodeArea(centre=centre, prefix=prefix) for prefix in areas)
    return centre


def test_the_longest_beginning_of_the_postcode_comes_first():
    land = found(["2", "3"], name="Land")
    town = found(["30159"], name="Stadt")
    region = found(["30", "31"], name="Region")
    found(["26"], name="Leer")
    assert list(centres.for_postcode("30159")) == [town, region, land]
    assert [centre.match_length for centre in centres.for_postcode("30159")] == [5, 2, 1]
    assert list(centres.for_postcode("31134")) == [region, land]
    assert list(centres.for_postcode("80331")) == []


def test_a_centre_with_two_fitting_areas_stands_there_once():
    centre = found(["3", "30", "301"])
    assert list(centres.for_postcode("30159")) == [centre]


def test_closed_centres_and_those_of_archived_providers_are_not_found():
    found(["30"], archived_at=NOW)
    found(["30"], provider__archived_at=NOW)
    assert list(centres.for_postcode("30159")) == []


def test_language_and_mode_narrow_what_is_found():
    arabic, turkish = Language.objects.get(code="ar"), Language.objects.get(code="tr")
    one = found(["30"], name="A", is_by_phone=True)
    other = found(["30"], name="B", is_by_video=True)
    one.languages.set([arabic, turkish])
    other.languages.set([turkish])
    here = centres.for_postcode("30159")
    assert list(centres.speaking(here, language="tr")) == [one, other]
    assert list(centres.speaking(here, language="tr", mode="phone")) == [one]
    assert list(centres.speaking(here, language="ar", mode="video")) == []


def test_the_nearest_are_those_whose_own_postcode_begins_alike():
    hannover, celle, munich = (CentreFactory(postcode=code) for code in ("30159", "29221", "80331"))
    everyone = [hannover, celle, munich]
    assert centres.nearest("30900", among=everyone) == [hannover]
    assert centres.nearest("26789", among=everyone) == [celle]
    assert centres.nearest("01067", among=everyone) == []


def test_a_providers_admin_opens_changes_and_closes_its_centres():
    provider = ProviderFactory()
    by = make_staff("provider_admin", provider)
    arabic = Language.objects.get(code="ar")
    centre = acting.found_centre(
        provider=provider, name="Beratung", street="Weg 1", postcode="30159", city="Hannover", phone="0511 1",
        modes=["on_site", "phone"], languages=[arabic], postcode_areas=["30", "31"], by=by, at=NOW,
    )  # fmt: skip
    acting.change_centre(
        centre=centre, values={"name": "Neu"}, languages=[], postcode_areas=["30", "29"], modes=["video"], by=by, at=NOW
    )
    centre = CounsellingCentre.objects.get(pk=centre.pk)
    assert (centre.name, centre.modes, list(centre.languages.all())) == ("Neu", ["video"], [])
    assert [area.prefix for area in centre.areas.all()] == ["29", "30"]
    acting.archive_centre(centre=centre, by=by, at=NOW)
    assert not CounsellingCentre.objects.public().exists()
    acting.bring_centre_back(centre=centre, by=by, at=NOW)
    assert CounsellingCentre.objects.public().exists()
    trail = AuditEntry.objects.filter(subject=centre.public_id).order_by("pk").values_list("action", flat=True)
    assert [action.removeprefix("accounts.centre_") for action in trail] == [
        "founded", "changed", "archived", "brought_back",
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["provider_admin", "trainer", "coordinator"])
def test_nobody_touches_a_centre_of_another_provider(role):
    centre, stranger = CentreFactory(), make_staff(role)
    with pytest.raises(changing.MayNotChange):
        acting.archive_centre(centre=centre, by=stranger, at=NOW)
    with pytest.raises(changing.MayNotChange):
        acting.change_centre(
            centre=centre, values={}, languages=[], postcode_areas=[], modes=["video"], by=stranger, at=NOW
        )


@pytest.mark.parametrize(
    "wrong",
    [{"postcode": "3015"}, {"postcode": "3015a"}, {"is_on_site": False}, {"phone": "", "email": ""}],
    ids=["four digits", "a letter", "no way of advising", "no way to reach it"],
)
def test_the_database_keeps_centres_usable(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        CentreFactory(**wrong)


@pytest.mark.parametrize("prefix", ["", "3a", "301599"])
def test_an_area_is_one_to_five_digits(prefix):
    centre = CentreFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        PostcodeArea.objects.create(centre=centre, prefix=prefix[:5] if prefix != "301599" else "30 15")
