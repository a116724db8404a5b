"""However many meetings run, a server is asked once a minute."""

from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from live_sessions.actions import watching
from live_sessions.bbb import transport
from live_sessions.models import AttendanceInterval, Meeting, Server
from tests.factories.accounts import ProviderFactory
from tests.factories.live_sessions import MeetingFactory, ServerFactory, ServerPoolFactory

MEETINGS, SERVERS, PEOPLE = 200, 3, 2


@pytest.mark.django_db
def test_two_hundred_meetings_on_three_servers_are_three_calls_a_minute(monkeypatch, at):
    provider, pool = ProviderFactory(), ServerPoolFactory()
    servers = [ServerFactory(pool=pool) for _ in range(SERVERS)]
    rooms = [
        MeetingFactory.build(provider=provider, server=servers[number % SERVERS], requested_at=at)
        for number in range(MEETINGS)
    ]
    Meeting.objects.bulk_create(rooms)
    asked = []

    def say(call, url, **_given):
        host = urlsplit(url).hostname
        asked.append((call, host))
        listed = "".join(
            f"<meeting><meetingID>{room.meeting_id}</meetingID><createTime>{room.create_time}</createTime><attendees>"
            + "".join(f"<attendee><userID>u-{number}</userID></attendee>" for number in range(PEOPLE))
            + "</attendees></meeting>"
            for room in rooms
            if urlsplit(room.server.base_url).hostname == host
        )
        words = f"<response><returncode>SUCCESS</returncode><meetings>{listed}</meetings></response>"
        return transport.Reply(200, words.encode(), 0)

    monkeypatch.setattr(transport, "send", say)
    for minute in range(3):
        for server in servers:
            for _bell in range(2):  # two beats ring: one of them is heard
                watching.poll(server_id=server.pk, at=at + timedelta(minutes=minute))

    hosts = [urlsplit(server.base_url).hostname for server in servers]
    assert Counter(asked) == {("getMeetings", host): 3 for host in hosts}
    assert AttendanceInterval.objects.filter(left_at=at + timedelta(minutes=2)).count() == MEETINGS * PEOPLE
    assert sum(Server.objects.values_list("meeting_count", flat=True)) == MEETINGS
