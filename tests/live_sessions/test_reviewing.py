"""Two analytics of one room that differ: a person compares them, and one of them counts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import actions as jobs
from live_sessions import reviews
from live_sessions.actions import reviewing
from live_sessions.attendance import attendance
from live_sessions.models import CallbackOutcome, CallbackReceipt, Engagement, MeetingEnd, MeetingState
from privacy.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.live_sessions import MeetingFactory, ParticipantFactory
from tests.live_sessions import servers_words as say

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def begin():
    return timezone.now().replace(microsecond=0) - HOUR


@pytest.fixture
def meeting(begin):
    ended = {"state": MeetingState.ENDED, "ended_at": begin + timedelta(minutes=55), "ended_by": MeetingEnd.GONE}
    return MeetingFactory(requested_at=begin, internal_id="intern-1", **ended)


@pytest.fixture
def amina(meeting, begin):
    return ParticipantFactory(context_key=meeting.context_key, provider=meeting.provider, first_let_in_at=begin)


def work():
    jobs.run_due(at=timezone.now() + timedelta(seconds=100))


def tell(meeting, amina, begin, minutes):
    """Let the server say that Amina was there from the beginning, and that all ended then."""
    until = (begin + timedelta(minutes=minutes)).isoformat()
    done = {"chats": minutes}
    stay = say.person(amina.external_id, [begin.isoformat()], [until], engagement=done)
    assert say.analytics(meeting, say.body(meeting, stay, data={"finish": until})).status_code == 200
    work()


def seconds(meeting, amina, begin, instead=None):
    told = attendance(context_key=meeting.context_key, starts_at=begin, ends_at=begin + HOUR, instead=instead)
    return told.by_user[amina.user_id].seconds


@pytest.fixture
def waiting(meeting, amina, begin):
    tell(meeting, amina, begin, 10)
    tell(meeting, amina, begin, 50)
    [receipt] = reviews.waiting(meeting.context_key)
    return receipt


def test_both_figures_can_be_seen_before_anybody_decides(waiting, meeting, amina, begin):
    later = reviews.instead_of_the_first(waiting)
    assert (seconds(meeting, amina, begin), seconds(meeting, amina, begin, later)) == (600, 3000)


def test_accepting_puts_stays_engagement_and_end_in_the_place_of_the_first(waiting, meeting, amina, begin):
    trainer = UserFactory()
    reviewing.accept(receipt=waiting, by=trainer, at=timezone.now())
    meeting.refresh_from_db()
    assert (seconds(meeting, amina, begin), Engagement.objects.get().message_count) == (3000, 50)
    assert meeting.ended_at == begin + timedelta(minutes=50)
    outcomes = CallbackReceipt.objects.order_by("received_at", "pk").values_list("outcome", flat=True)
    assert list(outcomes) == [CallbackOutcome.DISMISSED, CallbackOutcome.TAKEN]
    entry = AuditEntry.objects.get(action="live_sessions.analytics_accepted")
    assert (entry.actor, entry.subject) == (trainer.public_id, meeting.public_id)


def test_dismissing_keeps_the_first_and_forgets_what_the_other_said(waiting, meeting, amina, begin):
    reviewing.dismiss(receipt=waiting, by=UserFactory(), at=timezone.now())
    waiting.refresh_from_db()
    assert (seconds(meeting, amina, begin), waiting.outcome, waiting.told) == (600, "dismissed", {})
    assert AuditEntry.objects.filter(action="live_sessions.analytics_dismissed").count() == 1


@pytest.mark.parametrize("act", [reviewing.accept, reviewing.dismiss])
def test_nobody_decides_twice(waiting, act):
    act(receipt=waiting, by=UserFactory(), at=timezone.now())
    for again in (reviewing.accept, reviewing.dismiss):
        with pytest.raises(reviewing.AlreadyDecided):
            again(receipt=waiting, by=UserFactory(), at=timezone.now())


def test_what_was_dismissed_does_not_come_back_when_it_is_told_again(waiting, meeting, amina, begin):
    reviewing.dismiss(receipt=waiting, by=UserFactory(), at=timezone.now())
    tell(meeting, amina, begin, 50)
    assert (reviews.waiting(meeting.context_key), seconds(meeting, amina, begin)) == ([], 600)
