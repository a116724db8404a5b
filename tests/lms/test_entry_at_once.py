"""Two people decide, or somebody asks in two tabs, in the same moment: one answer, one request, one place."""

import pytest
from django.utils import timezone

from admissions import queries as places
from lms.actions import entry_requests
from lms.models import Enrolment, EntryRequest
from privacy.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.entry import advanced_run, asked
from tests.threads import at_once, only_on_postgresql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture(autouse=True)
def on_postgresql():
    only_on_postgresql()


def tried(call):
    try:
        return call()
    except entry_requests.AlreadyDecided as refusal:
        return refusal


def test_of_acceptance_and_refusal_one_holds_and_the_other_person_learns_it():
    run = advanced_run()
    first, second = (make_staff("coordinator", run.course.provider) for _ in range(2))
    request = asked(run)

    answers = at_once(
        [
            lambda: tried(lambda: entry_requests.accept(request=request, by=first, at=timezone.now())),
            lambda: tried(
                lambda: entry_requests.decline(request=request, answer="Nein.", by=second, at=timezone.now())
            ),
        ]
    )

    assert [type(one).__name__ for one in answers].count("AlreadyDecided") == 1
    is_accepted = EntryRequest.objects.get().state == "accepted"
    assert Enrolment.objects.count() == places.occupied_places(run, timezone.now()) == int(is_accepted)
    assert AuditEntry.objects.filter(action__in=["lms.entry_accepted", "lms.entry_declined"]).count() == 1


def test_two_tabs_that_ask_at_once_make_one_request_and_hold_one_place():
    run, learner = advanced_run(), UserFactory()

    at_once([lambda: asked(run, learner), lambda: asked(run, learner)])

    assert EntryRequest.objects.count() == 1
    assert places.occupied_places(run, timezone.now()) == 1
