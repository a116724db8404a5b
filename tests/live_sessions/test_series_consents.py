"""One answer for a whole series, one for a single room: of all that somebody said the last word about a room counts."""

import threading
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise, product
from uuid import UUID, uuid4

import pytest
from django.db import connections

from live_sessions import consents, subject_data
from live_sessions.actions import consents as acting
from live_sessions.models import Attention, ConsentText, Decision, Meeting, RecordingConsent, RecordingState, Scope
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.live_sessions import MeetingFactory, ParticipantFactory, RecordingFactory, ServerFactory

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Series:
    """Two rooms that belong together, each with a released recording in which the person is."""

    key: UUID
    rooms: tuple[Meeting, Meeting]

    @property
    def room_keys(self):
        return [room.context_key for room in self.rooms]

    def recordings(self):
        return [room.recordings.get() for room in self.rooms]


@pytest.fixture
def by():
    return make_staff("administrator")


@pytest.fixture
def server(at):
    acting.ensure_text(at=at)
    return ServerFactory()


def a_series(server, at, person, *, comes=True):
    rooms = [MeetingFactory(server=server, requested_at=at) for _number in range(2)]
    for room in rooms:
        RecordingFactory(meeting=room, state=RecordingState.RELEASED, released_at=at)
        if comes:
            ParticipantFactory(context_key=room.context_key, provider=room.provider, user=person, first_let_in_at=at)
    return Series(uuid4(), tuple(rooms))


def about_room(series, number, person, at, *, lets_record, text=None):
    room = series.rooms[number]
    return acting.decide(
        context_key=room.context_key,
        series_key=series.key,
        provider=room.provider,
        user=person,
        text=text or consents.standing_text("de"),
        lets_record=lets_record,
        at=at,
    )


def about_all(series, person, at, *, lets_record, filmed=(), text=None):
    return acting.decide_for_series(
        series_key=series.key,
        rooms=series.room_keys,
        filmed=filmed,
        provider=series.rooms[0].provider,
        user=person,
        text=text or consents.standing_text("de"),
        lets_record=lets_record,
        at=at,
    )


def new_text(by, at):
    draft = acting.write_text(version=None, language="de", body="Neu", by=by, at=at)
    return acting.release_text(text=draft, by=by, at=at)


def standings(series, person):
    return [consents.standing_of(context_key=key, series_key=series.key, user=person) for key in series.room_keys]


def refusals(series):
    return [consents.refusals({key: series.key}).get(key, 0) for key in series.room_keys]


# What somebody may say, one after the other: to the first room, to the second, to all; and a new text in between.
WORDS = {"a+": (0, True), "a-": (0, False), "b-": (1, False), "*+": (None, True), "*-": (None, False), "new": None}


def expected(said, number):
    """Return for one room whether it may record the person, whether they are asked, and whether a Yes was undone."""
    answered, is_current, was_undone = None, False, False
    for word in said:
        if word == "new":
            is_current = False
            continue
        room, lets_record = WORDS[word]
        if room in (None, number):
            was_undone |= answered is True and not lets_record
            answered, is_current = lets_record, True
    return answered is True and is_current, answered is None or not is_current, was_undone


@pytest.mark.parametrize("first", WORDS)
def test_the_last_word_about_a_room_counts_whatever_it_was_about(first, server, by, at):
    for rest in product(WORDS, repeat=2):
        said, person, moment = (first, *rest), UserFactory(), at
        series = a_series(server, at, person)
        for word in said:
            moment += timedelta(minutes=1)
            if word == "new":
                new_text(by, moment)
            elif (number := WORDS[word][0]) is None:
                about_all(series, person, moment, lets_record=WORDS[word][1])
            else:
                about_room(series, number, person, moment, lets_record=WORDS[word][1])
        for number, (found, recording, refused) in enumerate(
            zip(standings(series, person), series.recordings(), refusals(series), strict=True)
        ):
            lets_record, must_be_asked, was_undone = expected(said, number)
            assert (found.lets_record, found.must_be_asked) == (lets_record, must_be_asked), (said, number)
            assert (recording.attention == Attention.WITHDRAWN) == was_undone, (said, number)
            assert (recording.state == RecordingState.HIDDEN) == was_undone, (said, number)
            assert refused == (found.decision not in {None, Decision.GIVEN}), (said, number)


def test_the_row_proves_what_it_was_about_and_the_person_is_told(server, at):
    person = UserFactory()
    series = a_series(server, at, person)
    about_all(series, person, at, lets_record=True)
    about_room(series, 0, person, at + timedelta(minutes=1), lets_record=False)

    rows = list(RecordingConsent.objects.order_by("pk").values_list("context_key", "scope", "decision"))
    assert rows == [
        (series.key, Scope.SERIES, Decision.GIVEN),
        (series.room_keys[0], Scope.ROOM, Decision.WITHDRAWN),
    ]
    assert [row["scope"] for row in subject_data.export(person=person)["recording_decisions"]] == ["series", "room"]
    assert AuditEntry.objects.get(action="live_sessions.recording_consent_withdrawn").details["scope"] == "room"


def test_the_same_answer_again_is_the_row_there_is_unless_another_came_between(server, at):
    person = UserFactory()
    series = a_series(server, at, person)
    first = about_all(series, person, at, lets_record=True).row
    assert about_all(series, person, at + timedelta(minutes=1), lets_record=True).row == first

    about_room(series, 0, person, at + timedelta(minutes=2), lets_record=False)
    again = about_all(series, person, at + timedelta(minutes=3), lets_record=True).row
    assert again != first
    assert [one.lets_record for one in standings(series, person)] == [True, True]


def test_whoever_said_no_to_all_and_to_one_is_one_person(server, at):
    first, second = UserFactory(), UserFactory()
    series = a_series(server, at, first)
    about_all(series, first, at, lets_record=False)
    new_row = about_room(series, 0, first, at + timedelta(minutes=1), lets_record=False)
    assert new_row.scope == Scope.ROOM
    about_room(series, 0, second, at, lets_record=False)

    assert refusals(series) == [2, 1]


def test_a_consent_taken_back_for_all_leaves_alone_where_the_person_never_was(server, at):
    person = UserFactory()
    series = a_series(server, at, person, comes=False)
    about_all(series, person, at, lets_record=True)
    taken_back = about_all(series, person, at + timedelta(minutes=1), lets_record=False, filmed=[series.room_keys[1]])

    assert taken_back.row.decision == Decision.WITHDRAWN
    assert taken_back.taken_back_in == {series.room_keys[1]}  # in a house a camera shows people who never came in
    assert [one.state for one in series.recordings()] == [RecordingState.RELEASED, RecordingState.HIDDEN]


def test_a_no_counts_at_once_even_to_a_text_that_has_changed_meanwhile(server, by, at):
    person = UserFactory()
    series = a_series(server, at, person)
    read = consents.standing_text("de")
    about_all(series, person, at, lets_record=True)
    new_text(by, at)

    with pytest.raises(acting.TextHasChanged):
        about_all(series, person, at + timedelta(minutes=1), lets_record=True, text=read)
    taken_back = about_all(series, person, at + timedelta(minutes=2), lets_record=False, text=read)
    assert taken_back.taken_back_in == set(series.room_keys)
    assert [one.must_be_asked for one in standings(series, person)] == [True, True]


def test_a_no_to_the_new_text_is_asked_for_once(server, by, at):
    person = UserFactory()
    series = a_series(server, at, person)
    about_room(series, 0, person, at, lets_record=True)
    new_text(by, at)
    about_room(series, 0, person, at + timedelta(minutes=1), lets_record=False)

    assert not standings(series, person)[0].must_be_asked


def test_other_series_and_other_people_are_not_touched(server, at):
    person, other = UserFactory(), UserFactory()
    series, elsewhere = a_series(server, at, person), a_series(server, at, person)
    about_all(series, person, at, lets_record=True)

    assert [one.must_be_asked for one in standings(elsewhere, person)] == [True, True]
    assert [one.must_be_asked for one in standings(series, other)] == [True, True]


@pytest.mark.django_db(transaction=True)
def test_yes_and_no_from_two_windows_follow_one_another(at):
    acting.ensure_text(at=at)
    person, provider, text = UserFactory(), ProviderFactory(), consents.standing_text("de")
    assert ConsentText.objects.count() == 1
    key, gate, failed = uuid4(), threading.Barrier(6), []

    def say(number):
        try:
            gate.wait()
            acting.decide_for_series(
                series_key=key,
                rooms=[],
                filmed=[],
                provider=provider,
                user=person,
                text=text,
                lets_record=number % 2 == 0,
                at=at,
            )
        except Exception as error:  # noqa: BLE001 – told to the thread that asserts
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=say, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    said = list(RecordingConsent.objects.order_by("pk").values_list("decision", flat=True))
    # Nobody answered without knowing what was said before: no answer twice in a row, and a No to a Yes takes it back.
    assert all(one != after for one, after in pairwise(said))
    assert all(one == Decision.GIVEN or after == Decision.GIVEN for one, after in pairwise(said))
    assert said.count(Decision.REFUSED) == (said[0] == Decision.REFUSED)
