"""Programmes, networks, funding periods, regions and languages are founded and changed by the administration."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts import queries
from accounts.actions import changing, organisations
from accounts.models import FundingPeriod, Language, Region, User
from privacy.models import AuditEntry
from tests.factories.accounts import NetworkFactory, ProgrammeFactory
from tests.factories.accounts_staff import make_staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def administrator() -> User:
    return make_staff("administrator")


def period(network, first: int, last: int, statement: str = "Gefördert.") -> FundingPeriod:
    return organisations.add_funding_period(
        network=network, starts_on=date(first, 1, 1), ends_on=date(last, 12, 31), statement=statement, by=None, at=NOW
    )


def test_a_change_names_its_fields_in_the_trail(administrator):
    network = NetworkFactory(name="Alt")
    changing.change(subject=network, values={"name": "Neu", "kind": "regional", "phone": ""}, by=administrator, at=NOW)
    entry = AuditEntry.objects.get(action="accounts.network_changed")
    assert entry.details == {"fields": ["name", "kind"]}
    network.refresh_from_db()
    assert (network.name, network.kind) == ("Neu", "regional")


def test_a_change_of_nothing_leaves_no_trail(administrator):
    programme = ProgrammeFactory()
    changing.change(subject=programme, values={"name": programme.name}, by=administrator, at=NOW)
    assert not AuditEntry.objects.filter(action="accounts.programme_changed").exists()


def test_the_letters_of_a_network_never_change(administrator):
    with pytest.raises(KeyError):
        changing.change(subject=NetworkFactory(), values={"code": "XX"}, by=administrator, at=NOW)


def test_a_network_cannot_stand_below_itself(administrator):
    above = NetworkFactory()
    below = NetworkFactory(parent=above)
    with pytest.raises(changing.NetworkBelowItself):
        changing.change(subject=above, values={"parent": below}, by=administrator, at=NOW)


@pytest.mark.parametrize(
    "found",
    [
        lambda by: organisations.found_programme(name="P", by=by, at=NOW),
        lambda by: organisations.found_network(programme=ProgrammeFactory(), name="N", code="XX", by=by, at=NOW),
        lambda by: organisations.found_provider(network=NetworkFactory(), name="T", slug="t", by=by, at=NOW),
        lambda by: organisations.found_region(name="R", land="NI", by=by, at=NOW),
        lambda by: organisations.add_language(code="xx", name_de="X", own_name="X", by=by, at=NOW),
        lambda by: organisations.found_employer(name="E", by=by, at=NOW),
        lambda by: changing.change(subject=ProgrammeFactory(), values={"name": "Neu"}, by=by, at=NOW),
    ],
    ids=["programme", "network", "provider", "region", "language", "employer", "change"],
)
def test_a_provider_admin_founds_and_changes_nothing_of_the_platform(found):
    with pytest.raises(changing.MayNotChange):
        found(make_staff("provider_admin"))


def test_two_periods_of_a_network_never_share_a_day(administrator):
    network = NetworkFactory()
    period(network, 2023, 2025)
    with pytest.raises(changing.PeriodsOverlap):
        period(network, 2025, 2028)
    second = period(network, 2026, 2028)
    with pytest.raises(changing.PeriodsOverlap):
        changing.change(subject=second, values={"starts_on": date(2025, 12, 31)}, by=administrator, at=NOW)
    assert period(NetworkFactory(), 2023, 2028).pk


def test_the_wording_of_a_day_is_the_networks_own_else_that_of_the_network_above():
    above = NetworkFactory()
    below = NetworkFactory(parent=above)
    period(above, 2023, 2028, "Oben.")
    period(below, 2026, 2028, "Eigen.")
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2029, 1, 1)]
    assert [queries.funding_statement(below, day) for day in days] == ["Oben.", "Eigen.", ""]


def test_the_languages_people_speak_are_there_from_the_start():
    assert Language.objects.count() >= 25
    assert set(Language.objects.filter(is_rtl=True).values_list("code", flat=True)) == {
        "ar", "ckb", "fa", "prs", "ps", "ur",
    }  # fmt: skip


def test_no_region_is_there_from_the_start_and_each_name_stands_once_in_its_land():
    assert Region.objects.count() == 0
    organisations.found_region(name="Emscher-Lippe", land="NW", by=None, at=NOW)
    organisations.found_region(name="Emscher-Lippe", land="NI", by=None, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        organisations.found_region(name="Emscher-Lippe", land="NW", by=None, at=NOW)
