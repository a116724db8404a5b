"""Conference servers for tests."""

import uuid
from datetime import UTC, datetime

import factory

from live_sessions.models import (
    Health,
    Meeting,
    MeetingState,
    Participant,
    Reach,
    Recording,
    RecordingState,
    Server,
    ServerPool,
)
from privacy import keys
from tests.factories.accounts import ProviderFactory, UserFactory

RECORDED_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


class ServerPoolFactory(factory.django.DjangoModelFactory):
    """For everybody; say reach="network", network=… or reach="provider", provider=… otherwise."""

    class Meta:
        model = ServerPool

    name = factory.Sequence(lambda n: f"Gruppe {n}")
    reach = Reach.PLATFORM


class ServerFactory(factory.django.DjangoModelFactory):
    """A server that answered a moment ago; nobody is there."""

    class Meta:
        model = Server

    pool = factory.SubFactory(ServerPoolFactory)
    name = factory.Sequence(lambda n: f"bbb{n}")
    base_url = factory.Sequence(lambda n: f"https://bbb{n}.example/bigbluebutton/api/")
    secret = factory.LazyFunction(lambda: keys.encrypt("geheim"))
    health = Health.ONLINE


class MeetingFactory(factory.django.DjangoModelFactory):
    """A meeting that is open since the moment `requested_at`."""

    class Meta:
        model = Meeting

    provider = factory.SubFactory(ProviderFactory)
    context_key = factory.LazyFunction(uuid.uuid4)
    server = factory.SubFactory(ServerFactory)
    state = MeetingState.OPEN
    create_time = 1_700_000_000_000


class ParticipantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participant

    provider = factory.SubFactory(ProviderFactory)
    context_key = factory.LazyFunction(uuid.uuid4)
    user = factory.SubFactory(UserFactory)


class RecordingFactory(factory.django.DjangoModelFactory):
    """A recording that is ready and not released."""

    class Meta:
        model = Recording

    meeting = factory.SubFactory(
        MeetingFactory, requested_at=RECORDED_AT, ended_at=RECORDED_AT, ended_by="person", state="ended"
    )
    provider = factory.SelfAttribute("meeting.provider")
    record_id = factory.Sequence(lambda n: f"{n:040x}-1772442000000")
    state = RecordingState.READY
    found_at = RECORDED_AT
    seen_at = RECORDED_AT
