"""A role stands where it belongs, and only once."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Membership
from tests.factories.accounts import EmployerFactory, MembershipFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "place"),
    [("trainer", "provider"), ("hr", "employer"), ("administrator", None)],
)
def test_nobody_holds_a_role_twice_at_one_place(role, place):
    user = UserFactory()
    places = {"provider": None, "employer": None}
    if place == "provider":
        places["provider"] = ProviderFactory()
    if place == "employer":
        places["employer"] = EmployerFactory()
    MembershipFactory(user=user, role=role, **places)
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(user=user, role=role, **places)


def test_a_role_that_ended_can_be_given_again():
    membership = MembershipFactory()
    Membership.objects.update(ended_at=timezone.now())
    MembershipFactory(user=membership.user, provider=membership.provider)
    assert Membership.objects.count() == 2


def test_a_trainer_without_provider_is_impossible():
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(provider=None)
