"""Doorbells in a folder: who listens while somebody rings never finds half a message."""

import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from lms.config import folder_broker

MESSAGES = 300


@pytest.fixture
def channel(tmp_path: Path):
    folder_broker.register()
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    options = {
        "data_folder_in": str(tmp_path / "queue"),
        "data_folder_out": str(tmp_path / "queue"),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("folder://", transport_options=options) as connection:
        yield connection.channel()


def test_every_message_is_read_whole_while_others_are_written(channel):
    def ring():
        for number in range(MESSAGES):
            channel._put("bells", {"number": number, "text": "x" * 5_000})

    ringing = threading.Thread(target=ring)
    ringing.start()
    heard: set[int] = set()
    while True:
        is_last_look = not ringing.is_alive()  # asked first: what is rung after an empty look is still to come
        try:
            heard.add(channel._get("bells")["number"])
        except Empty:
            if is_last_look:
                break
    ringing.join()
    assert heard == set(range(MESSAGES))


def test_a_message_that_is_still_written_is_left_alone(channel, tmp_path: Path):
    (tmp_path / "queue" / "1_x.bells.part").write_bytes(b"")
    with pytest.raises(Empty):
        channel._get("bells")
