"""Nobody is recorded against their will: what was asked, what was answered, and what a later No does."""

import threading
from uuid import uuid4

import pytest
from django.db import connections
from django.urls import reverse

from live_sessions import consents
from live_sessions.actions import consents as acting
from live_sessions.models import Attention, ConsentText, Decision, Pseudonym, RecordingConsent, RecordingState
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.live_sessions import MeetingFactory, RecordingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(at):
    acting.ensure_text(at=at)
    return MeetingFactory(requested_at=at)


def decide(room, user, at, *, lets_record, language="de"):
    return acting.decide(
        context_key=room.context_key,
        provider=room.provider,
        user=user,
        text=consents.standing_text(language),
        lets_record=lets_record,
        at=at,
    )


def standing(room, user):
    return consents.standing_of(context_key=room.context_key, user=user)


def administrator():
    return make_staff("administrator")


def test_whoever_has_not_answered_is_asked_and_not_recorded(room):
    found = standing(room, UserFactory())

    assert (found.must_be_asked, found.lets_record, found.number) == (True, False, None)


def test_a_yes_is_written_down_once_with_the_text_that_was_read(room, at):
    learner = UserFactory()
    decide(room, learner, at, lets_record=True)
    decide(room, learner, at, lets_record=True)

    row = RecordingConsent.objects.get()
    assert (row.user, row.decision, row.text.version, row.text.language) == (learner, Decision.GIVEN, 1, "de")
    assert standing(room, learner).lets_record
    assert not Pseudonym.objects.exists()


def test_whoever_refuses_gets_a_number_that_stays_theirs(room, at):
    first, second = UserFactory(), UserFactory()
    for learner in (first, second, first):
        decide(room, learner, at, lets_record=False)

    assert [standing(room, learner).number for learner in (first, second)] == [1, 2]
    assert not standing(room, first).must_be_asked
    assert consents.refusals({room.context_key: None}) == {room.context_key: 2}


def test_a_no_after_a_yes_hides_what_was_recorded_and_asks_people(room, at):
    learner = UserFactory()
    released = RecordingFactory(meeting=room, state=RecordingState.RELEASED, released_at=at)
    other_room = MeetingFactory(requested_at=at, server=room.server)
    being_made = RecordingFactory(meeting=room, state=RecordingState.PROCESSING)
    elsewhere = RecordingFactory(meeting=other_room, state=RecordingState.RELEASED, released_at=at)
    decide(room, learner, at, lets_record=True)
    decide(room, learner, at, lets_record=False)

    decisions = list(RecordingConsent.objects.order_by("pk").values_list("decision", flat=True))
    assert decisions == [Decision.GIVEN, Decision.WITHDRAWN]
    for recording in (released, being_made, elsewhere):
        recording.refresh_from_db()
    assert (released.state, released.attention) == (RecordingState.HIDDEN, Attention.WITHDRAWN)
    assert (being_made.state, being_made.attention) == (RecordingState.PROCESSING, Attention.WITHDRAWN)
    assert (elsewhere.state, elsewhere.attention) == (RecordingState.RELEASED, "")
    told = AuditEntry.objects.get(action="live_sessions.recording_consent_withdrawn")
    assert told.details == {"scope": "room", "recordings": [released.public_id, being_made.public_id]}
    assert standing(room, learner).number == 1


def test_there_is_nothing_to_take_back_without_a_yes(room, at):
    learner = UserFactory()
    decide(room, learner, at, lets_record=False)

    decide(room, learner, at, lets_record=False)
    assert RecordingConsent.objects.count() == 1


def test_a_translation_is_shown_once_a_person_has_released_it(room, at):
    by = administrator()
    draft = acting.write_text(version=1, language="ar", body="نص", by=by, at=at)
    assert consents.standing_text("ar").language == "de"

    acting.release_text(text=draft, by=by, at=at)
    assert consents.standing_text("ar").body == "نص"
    assert consents.standing_text("en").language == "de"
    with pytest.raises(acting.TextIsReleased):
        acting.write_text(version=1, language="ar", body="anders", by=by, at=at)


def test_a_new_version_is_asked_of_everybody_anew(room, at):
    by, learner = administrator(), UserFactory()
    decide(room, learner, at, lets_record=True)
    read = consents.standing_text("de")
    draft = acting.write_text(version=None, language="de", body="Neu", by=by, at=at)
    assert not standing(room, learner).must_be_asked

    acting.release_text(text=draft, by=by, at=at)
    assert (standing(room, learner).must_be_asked, standing(room, learner).lets_record) == (True, False)
    with pytest.raises(acting.TextHasChanged):
        acting.decide(
            context_key=room.context_key, provider=room.provider, user=learner, text=read, lets_record=True, at=at
        )


def test_only_the_administration_of_the_platform_writes_consent_texts(at):
    acting.ensure_text(at=at)
    trainer = make_staff("trainer", ProviderFactory())

    with pytest.raises(acting.MayNotWriteConsentTexts):
        acting.write_text(version=None, language="de", body="Neu", by=trainer, at=at)
    with pytest.raises(acting.MayNotWriteConsentTexts):
        acting.release_text(text=ConsentText.objects.get(), by=trainer, at=at)


@pytest.mark.django_db(transaction=True)
def test_people_who_refuse_at_once_get_different_numbers(at):
    acting.ensure_text(at=at)
    key, provider, text = uuid4(), ProviderFactory(), consents.standing_text("de")
    people, gate, failed = UserFactory.create_batch(6), threading.Barrier(6), []

    def refuse(person):
        try:
            gate.wait()
            given = {"context_key": key, "provider": provider, "text": text, "lets_record": False, "at": at}
            acting.decide(user=person, **given)
        except Exception as error:  # noqa: BLE001 – told to the thread that asserts
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=refuse, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert sorted(Pseudonym.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_the_administration_translates_releases_and_writes_a_next_version(client, at):
    client.force_login(administrator())
    page = client.get(reverse("live_sessions_consent_texts")).content.decode()
    assert "Fassung 1" in page

    write = reverse("live_sessions_consent_write", args=["ar"])
    assert "Live-Sitzungen können aufgezeichnet werden." in client.get(write).content.decode()  # beside the field
    draft = client.post(write, {"body": "نص"})
    assert consents.standing_text("ar").language == "de"
    client.post(draft.headers["Location"])
    assert consents.standing_text("ar").body == "نص"

    draft = client.post(reverse("live_sessions_consent_write", args=["de"]), {"body": "Neu"})
    assert consents.standing_version() == 1
    client.post(draft.headers["Location"])
    assert (consents.standing_version(), consents.standing_text("ar").body) == (2, "Neu")


def test_trainers_do_not_come_to_consent_texts(client, at):
    acting.ensure_text(at=at)
    client.force_login(make_staff("trainer", ProviderFactory()))

    assert client.get(reverse("live_sessions_consent_texts")).status_code == 404
    assert client.post(reverse("live_sessions_consent_write", args=["ar"]), {"body": "x"}).status_code == 404
    assert (
        client.post(reverse("live_sessions_consent_text", args=[ConsentText.objects.get().public_id])).status_code
        == 404
    )
