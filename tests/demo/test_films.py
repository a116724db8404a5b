"""The demo's film plays, and says the same in each language; its handout is a document like any other."""

import io
import struct

import pytest
from django.conf import settings
from PIL import Image

from demo import films, webm
from demo.content import adaptation, diversity, handouts, lessons
from demo.content.films import FILMS
from media import captions
from media.file_types import media_type_of


def children(content):
    """Yield (id, content) of the elements that follow one another; ours all have sizes of eight bytes."""
    at = 0
    while at < len(content):
        width = 9 - content[at].bit_length()
        name, size_at = content[at : at + width], at + width
        size = int.from_bytes(content[size_at : size_at + 8], "big") & ~(1 << 56)
        assert content[size_at] == 1
        yield name.hex(), content[size_at + 8 : size_at + 8 + size]
        at = size_at + 8 + size


def test_a_film_is_read_back_picture_by_picture():
    red, blue = Image.new("RGB", (32, 16), "#ff0000"), Image.new("RGB", (32, 16), "#0000ff")
    film = webm.webm([(0, red), (4_000, blue), (9_000, red)], until=10_000)
    assert media_type_of(io.BytesIO(film)) == "video/webm"
    segment = dict(children(film))["18538067"]
    info = dict(children(dict(children(segment))["1549a966"]))
    assert struct.unpack(">d", info["4489"]) == (10_000,)
    shown = []
    for name, cluster in children(segment):
        parts = list(children(cluster)) if name == "1f43b675" else []
        begins = int.from_bytes(dict(parts)["e7"], "big") if parts else 0
        for block in (content for part, content in parts if part == "a3"):
            (since,) = struct.unpack(">h", block[1:3])
            frame = block[4:]
            # RFC 6386, 9.1: a key frame has its lowest bit clear, then a start code, then 14 bits of width and height
            assert (block[0], block[3], frame[0] & 1, frame[3:6].hex()) == (0x81, 0x80, 0, "9d012a")
            assert struct.unpack("<HH", frame[6:10]) == (32, 16)
            shown.append(begins + since)
    assert shown == [0, 4_000, 9_000]


def test_players_find_where_a_moment_lies():
    picture = Image.new("RGB", (16, 16))
    film = webm.webm([(0, picture), (6_000, picture)], until=7_000)
    segment = dict(children(film))["18538067"]
    points = [dict(children(point)) for _name, point in children(dict(children(segment))["1c53bb6b"])]
    places = [int.from_bytes(dict(children(point["b7"]))["f1"], "big") for point in points]
    assert [segment[place : place + 4].hex() for place in places] == ["1f43b675", "1f43b675"]
    assert [int.from_bytes(point["b3"], "big") for point in points] == [0, 6_000]


def test_a_picture_with_transparency_makes_no_frame():
    with pytest.raises(ValueError, match="RGBA"):
        webm.webm([(0, Image.new("RGBA", (16, 16)))], until=1)


@pytest.mark.parametrize("text", FILMS.values(), ids=FILMS)
def test_a_film_has_captions_and_text_in_every_language(text):
    assert sorted(text.said) == sorted(code for code, _name in settings.LANGUAGES)
    for said in text.said.values():
        cues = captions.read(films.captions(said.lines))
        assert [cue.text for cue in cues] == list(said.lines)
        assert cues[-1].end <= films.SECONDS * 1000
        assert all(line in said.transcript for line in said.lines)


def test_the_film_is_small_enough_for_prepaid_data():
    assert len(films.content()) < 150_000


def test_the_lessons_name_files_that_there_are():
    units = [
        unit
        for text in (*adaptation.COURSES, *diversity.COURSES)
        for module in lessons.modules(text.lessons)
        for unit in module.units
    ]
    named = {value: kind for unit in units for kind, value in unit.body if kind in {"film", "document"}}
    assert named == {"willkommen": "film", "lernplan": "document"}
    assert handouts.pdf("lernplan").startswith(b"%PDF-1.7")
