"""
The stand-in as a process of its own and our site on a port: what each tells the other goes over real sockets.

Nothing here is shared but addresses and the secret, so that a checksum, a token or an address that only fits within one
process is found out.
"""

import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from urllib.request import urlopen
from uuid import uuid4

import pytest
from django.utils import timezone

from jobs import actions as jobs
from live_sessions.actions import hooks, meetings, watching
from live_sessions.actions.servers import client_of
from live_sessions.attendance import attendance
from live_sessions.bbb.client import Role
from live_sessions.models import CallbackKind, CallbackReceipt, Meeting, MeetingEnd, MeetingState, Server
from operations import metrics
from privacy import keys
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.live_sessions import ServerFactory
from tests.journeys.live_site import serve

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "a secret of two processes"
PATIENCE = 30  # seconds, for a machine under load; everything comes within one or two
HASTE = ("--retry-scale=0.01", "--analytics-delay=0.2", "--recording-delay=0.2", "--silence=600")


@contextmanager
def standin(*options):
    """Run the stand-in as its own process; yield the address it says it has."""
    command = [sys.executable, "-m", "bbb_standin", "--port=0", f"--secret={SECRET}", *HASTE, *options]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "LB_"))}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=clean) as process:
        try:
            said = process.stdout.readline()
            yield re.search(r"http://\S+", said)[0]
        finally:
            process.terminate()
            process.wait(timeout=10)


def come_in(room, person, role):
    """Go in as a browser does, and keep the page open as long as nobody looks."""
    address = meetings.join_url(
        meeting=room, user=person, full_name=person.full_name, role=role, parameters={}, at=timezone.now()
    )
    with urlopen(address, timeout=10) as page:  # noqa: S310  an address of our own making
        assert page.status == 200


def told(room):
    return set(CallbackReceipt.objects.filter(meeting=room).values_list("kind", flat=True))


def wait_until(holds):
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)


def test_an_evening_between_two_processes_is_told_by_every_way_there_is(settings):
    settings.LIVE_SESSIONS_CHANGED = ""
    trainer, amina = UserFactory(full_name="Frau Weber"), UserFactory(full_name="Amina")
    context_key, began = uuid4(), timezone.now()
    with serve(), standin() as address:
        server = ServerFactory(base_url=f"{address}api/", secret=keys.encrypt(SECRET), uses_hooks=True)
        hooks.keep(server_id=server.pk, at=timezone.now())
        room = meetings.open_room(
            context_key=context_key,
            provider=ProviderFactory(),
            name="Abend",
            parameters={"meetingKeepEvents": True, "record": True, "autoStartRecording": True},
            metadata={},
            at=timezone.now(),
        )
        come_in(room, trainer, Role.MODERATOR)
        come_in(room, amina, Role.VIEWER)
        watching.poll(server_id=server.pk, at=timezone.now())
        assert client_of(server).meeting_info(str(room.meeting_id)).participant_count == 2
        meetings.end_room(meeting=room, by=trainer, at=timezone.now())
        everything = {CallbackKind.END, CallbackKind.ANALYTICS, CallbackKind.EVENT, CallbackKind.RECORDING}
        wait_until(lambda: everything <= told(room))
        jobs.run_due(at=timezone.now() + timedelta(minutes=2, seconds=5))
    room.refresh_from_db()
    assert (room.state, room.ended_by, room.is_end_exact) == (MeetingState.ENDED, MeetingEnd.PERSON, True)
    assert Server.objects.get(pk=server.pk).participant_count == 2
    found = attendance(context_key=context_key, starts_at=began, ends_at=timezone.now() + timedelta(hours=1))
    assert set(found.by_user) == {trainer.pk, amina.pk}
    assert not found.unknown


def refused():
    """Return how often analytics were answered with 401, by the figures for operators."""
    wanted = 'lernbruecke_requests_total{method="POST",status="401",view="live_sessions:analytics"}'
    lines = [line for line in metrics.exposition().decode().splitlines() if line.startswith(wanted)]
    return float(lines[0].split()[-1]) if lines else 0


def test_a_server_with_another_secret_tells_nothing_that_counts(settings):
    settings.LIVE_SESSIONS_CHANGED = ""
    with serve(), standin() as address:
        server = ServerFactory(base_url=f"{address}api/", secret=keys.encrypt(SECRET))
        room = meetings.open_room(
            context_key=uuid4(),
            provider=ProviderFactory(),
            name="Abend",
            parameters={"meetingKeepEvents": True},
            metadata={},
            at=timezone.now(),
        )
        before = refused()
        come_in(room, UserFactory(), Role.MODERATOR)
        Server.objects.filter(pk=server.pk).update(secret=keys.encrypt("another one"))
        client_of(server).end(str(room.meeting_id))  # by the old secret, which this object still has
        wait_until(lambda: refused() > before)
    assert told(room) == {CallbackKind.END}  # a hint, by an address that only this meeting's server was given
    assert Meeting.objects.get().state == MeetingState.OPEN
