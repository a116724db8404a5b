"""What may be chosen about a room, and that nothing else ever reaches a conference server."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from courses import room_options
from courses.models import RunSession
from courses.room_options import NAMES, OptionIsUnknown, RoomOptions
from courses.room_parameters import parameters_for
from tests.factories.sessions import planned, run_in

KNOWN_PARAMETERS = set(RoomOptions().parameters())
TEXTS = st.one_of(
    st.text(max_size=20), st.sampled_from(["meta_endCallbackUrl", "record", "logoutURL", "slides", *NAMES])
)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), TEXTS, st.lists(st.booleans(), max_size=2))
OPTIONS = st.dictionaries(TEXTS, VALUES, max_size=5)


@given(stored=st.one_of(VALUES, OPTIONS))
def test_whatever_a_row_holds_the_server_hears_only_what_is_on_the_list(stored):
    parameters = RoomOptions.read(stored).parameters()
    assert set(parameters) == KNOWN_PARAMETERS
    assert not [name for name in parameters if name.lower().startswith(("meta", "record")) or "url" in name.lower()]
    texts = {value for value in parameters.values() if isinstance(value, str)}
    assert texts <= {
        "ASK_MODERATOR", "ALWAYS_ACCEPT", "SMART_LAYOUT", "PRESENTATION_FOCUS", "VIDEO_FOCUS", "",
        "breakoutRooms", "polls", "breakoutRooms,polls",
    }  # fmt: skip


@given(given_options=OPTIONS)
def test_only_options_of_the_list_with_values_of_their_own_are_accepted(given_options):
    fits = all(
        name in NAMES and (value in room_options.Layout.values if name == "layout" else isinstance(value, bool))
        for name, value in given_options.items()
    )
    if fits:
        room_options.validate(given_options)
    else:
        with pytest.raises(ValidationError):
            room_options.validate(given_options)


@given(chosen=st.fixed_dictionaries({}, optional={name: st.booleans() for name in NAMES if name != "layout"}))
def test_what_is_stored_reads_back_as_it_was_chosen(chosen):
    options = RoomOptions.checked(chosen)
    assert RoomOptions.read(options.differing()) == options


def test_an_option_with_a_value_of_another_kind_names_itself():
    with pytest.raises(OptionIsUnknown) as refusal:
        RoomOptions.checked({"polls": "false"})
    assert refusal.value.name == "polls"


def test_what_is_forbidden_is_told_in_the_servers_words():
    options = RoomOptions(private_chat=False, shared_notes=False, breakout_rooms=False, polls=False, lobby=False)
    told = options.parameters()
    assert (told["lockSettingsDisablePrivateChat"], told["lockSettingsDisableNotes"]) == (True, True)
    assert (told["disabledFeatures"], told["guestPolicy"]) == ("breakoutRooms,polls", "ALWAYS_ACCEPT")


@pytest.mark.django_db
def test_a_room_is_made_with_what_was_chosen_for_its_session():
    session = planned(run_in("NI"), room=RoomOptions(mute_on_start=False, layout="slides"), capacity=8)
    parameters = parameters_for(session)
    assert (parameters["muteOnStart"], parameters["meetingLayout"]) == (False, "PRESENTATION_FOCUS")
    assert (parameters["record"], parameters["meetingKeepEvents"]) == (False, True)


@pytest.mark.django_db
def test_what_somebody_wrote_past_the_form_changes_nothing():
    session = planned(run_in("NI"))
    usual = parameters_for(session)
    injected = {"record": True, "meta_endCallbackUrl": "https://example.org", "logoutURL": "https://example.org"}
    RunSession.objects.filter(pk=session.pk).update(room_options=injected)
    session.refresh_from_db()
    assert parameters_for(session) == usual
