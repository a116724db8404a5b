"""A class comes in at once: one room, one record of its opening, an address for each, and no place given twice."""

import threading
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connections
from django.utils import timezone

from courses.models import RunSession
from live_sessions.models import Meeting, Participant
from lms.actions import joining
from lms.queries.joining import door
from lms.room_choices import FIRST
from privacy.models import AuditEntry
from tests.factories.live_sessions import ServerFactory
from tests.factories.lms import enrolled
from tests.factories.sessions import planned, run_in
from tests.live_sessions.wire import speaking, success

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]

CLASS = 12


def at_once(session, people, at):
    """Let all press the button in the same moment; return addresses and refusals by person."""
    gate, addresses, refused = threading.Barrier(len(people)), {}, {}

    def come(person):
        try:
            mine = RunSession.objects.select_related("run__course__provider").get(pk=session.pk)
            found = door(mine, person, at)
            gate.wait(60)
            room = joining.come_to(session=mine, person=person, found=found, at=timezone.now())
            given = {"choice": FIRST, "language": "de", "back": "https://hier.example/", "at": at}
            addresses[person.pk] = joining.address_of(session=mine, room=room, person=person, found=found, **given)
        except Exception as error:  # noqa: BLE001  told to the test
            refused[person.pk] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=come, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return addresses, refused


@pytest.fixture
def opened():
    """A session learners may open, and a server that makes a room once."""
    with speaking(success(f"<createTime>{round(time.time() * 1000)}</createTime>")) as wire:
        ServerFactory(base_url=f"{wire.url}/bigbluebutton/api/")
        yield lambda **plan: planned(run_in("NI", capacity=CLASS), opens_without_staff=True, **plan)


def test_a_class_comes_into_one_room_each_under_the_own_name(opened):
    session = opened()
    people = [enrolled(session.run).learner for _ in range(CLASS)]
    addresses, refused = at_once(session, people, session.starts_at)

    assert refused == {}
    asked = {pk: parse_qs(urlsplit(address).query) for pk, address in addresses.items()}
    assert {pk: one["fullName"][0] for pk, one in asked.items()} == {one.pk: one.display_name for one in people}
    assert len({one["userID"][0] for one in asked.values()}) == CLASS
    assert {one["meetingID"][0] for one in asked.values()} == {str(Meeting.objects.get().meeting_id)}
    assert AuditEntry.objects.filter(action="lms.room_opened").count() == 1


def test_three_places_are_given_to_three(opened):
    session = opened(capacity=3)
    people = [enrolled(session.run).learner for _ in range(CLASS)]
    addresses, refused = at_once(session, people, session.starts_at)

    assert (len(addresses), Participant.objects.count()) == (3, 3)
    assert {type(error) for error in refused.values()} == {joining.NoPlaceLeft}
