"""A film is complete only with captions and transcript, and its type is told by its content."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from media import captions
from media.actions import files
from media.actions.private_files import private_storage, sweep_orphans
from media.blocks import CalloutBlock, PictureBlock
from media.models import Film
from media.ranges import partial
from media.responses import serve
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.media import MP4, WEBVTT, DocumentFactory, FilmFactory, FilmTextFactory, ImageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return ProviderFactory()


@pytest.fixture
def trainer_client(client, provider):
    client.force_login(make_staff("trainer", provider))
    return client


def upload(client, provider, **changes):
    values = {
        "provider": provider.pk,
        "title": "Das Netzwerk",
        "seconds": 95,
        "language": "de",
        "transcript": "Eine Frau grüßt.",
        "credit": "© Bildungswerk",
        "poster": "",
        "file": SimpleUploadedFile("film.mp4", MP4, "video/mp4"),
        "captions_file": SimpleUploadedFile("film.vtt", WEBVTT.encode()),
    }
    values = {name: value for name, value in {**values, **changes}.items() if value is not None}
    return client.post(reverse("films:add"), values)


def test_a_trainer_uploads_a_film(trainer_client, provider):
    answer = upload(trainer_client, provider)
    assert answer.status_code == 302, answer.context["form"].errors
    film = Film.objects.get()
    assert (film.media_type, film.size, film.captions) == ("video/mp4", len(MP4), WEBVTT)
    assert film.storage_key.startswith(f"{provider.public_id}/film/")


def test_an_upload_and_each_change_leave_an_audit_row_and_nothing_else_does(trainer_client, provider):
    upload(trainer_client, provider)
    film = Film.objects.get()
    address = reverse("films:edit", args=[film.pk])
    kept = {"title": film.title, "seconds": 95, "language": "de", "transcript": film.transcript, "credit": film.credit}
    for changes in ({}, {"title": "Neu"}, {"title": "Neu", "transcript_ar": "امرأة تحيي."}):
        assert trainer_client.post(address, {"provider": provider.pk, **kept, **changes}).status_code == 302
    rows = AuditEntry.objects.filter(subject=film.public_id).order_by("pk")
    found = [(row.action, row.actor, row.details.get("fields")) for row in rows]
    trainer = film.uploaded_by_user.public_id
    assert found == [
        ("media.film_added", trainer, None),
        ("media.film_changed", trainer, ["title"]),
        ("media.film_changed", trainer, ["transcript_ar"]),
    ]
    assert rows[0].details == {"media_type": "video/mp4", "size": len(MP4), "for_platform": False}


def test_a_film_whose_audit_row_cannot_be_written_is_not_there(provider):
    film = FilmFactory.build(provider=provider)
    with pytest.raises(IntegrityError):
        files.add_file(file=film, by=None, at=None)  # no instant, no row
    assert (Film.objects.count(), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"captions_file": None}, "captions_file"),
        ({"transcript": ""}, "transcript"),
        ({"credit": ""}, "credit"),
        ({"file": SimpleUploadedFile("film.mp4", b"<script>alert(1)</script>", "video/mp4")}, "file"),
        ({"captions_file": SimpleUploadedFile("film.vtt", b"WEBVTT\n\n00:01 --> 00:02\nHallo")}, "captions_file"),
        ({"captions_file": SimpleUploadedFile("film.vtt", "WEBVTT\n\nGrüße".encode("latin-1"))}, "captions_file"),
        ({"captions_file": SimpleUploadedFile("film.txt", WEBVTT.encode())}, "captions_file"),
    ],
)
def test_a_film_that_lacks_something_is_refused_at_the_field(trainer_client, provider, changes, field):
    assert list(upload(trainer_client, provider, **changes).context["form"].errors) == [field]
    assert not Film.objects.exists()


def test_a_film_is_uploaded_while_choosing_it(trainer_client, provider):
    window = trainer_client.get(reverse("film_chooser:choose")).json()["html"]
    assert "Hier ist noch nichts. Öffnen Sie oben „Film hochladen“." in window
    values = {
        "provider": provider.pk,
        "title": "Das Netzwerk",
        "seconds": 95,
        "language": "de",
        "transcript": "Eine Frau grüßt.",
        "credit": "© Bildungswerk",
        "file": SimpleUploadedFile("film.mp4", MP4, "video/mp4"),
    }
    refused = trainer_client.post(reverse("film_chooser:create"), values).json()
    assert (refused["step"], Film.objects.count()) == ("reshow_creation_form", 0)
    values["file"] = SimpleUploadedFile("film.mp4", MP4, "video/mp4")
    values["captions_file"] = SimpleUploadedFile("film.vtt", WEBVTT.encode())
    answer = trainer_client.post(reverse("film_chooser:create"), values).json()
    film = Film.objects.get()
    assert (answer["step"], answer["result"]["id"], film.captions) == ("chosen", str(film.pk), WEBVTT)
    assert AuditEntry.objects.get(subject=film.public_id).action == "media.film_added"
    assert "Hier ist noch nichts" not in trainer_client.get(reverse("film_chooser:choose")).json()["html"]


ARABIC = WEBVTT.replace("Guten Tag.", "مرحبًا")


def test_a_film_takes_captions_and_text_in_further_languages(trainer_client, provider):
    arabic = SimpleUploadedFile("film-ar.vtt", ARABIC.encode())
    answer = upload(trainer_client, provider, captions_ar=arabic, transcript_ar="امرأة", transcript_en="A woman.")
    assert answer.status_code == 302, answer.context["form"].errors
    texts = Film.objects.get().texts.values_list("language", "captions", "transcript")
    assert list(texts) == [("ar", ARABIC, "امرأة"), ("en", "", "A woman.")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"captions_ar": SimpleUploadedFile("film.vtt", b"<script>alert(1)</script>")}, "captions_ar"),
        ({"captions_de": SimpleUploadedFile("film.vtt", WEBVTT.encode())}, "captions_de"),
        ({"transcript_de": "Eine Frau"}, "transcript_de"),
    ],
)
def test_further_captions_are_read_too_and_stand_for_another_language(trainer_client, provider, changes, field):
    assert list(upload(trainer_client, provider, **changes).context["form"].errors) == [field]


def test_a_further_language_is_taken_away_again(trainer_client, provider):
    film = FilmTextFactory(film__provider=provider, language="ar").film
    form = trainer_client.get(reverse("films:edit", args=[film.pk])).context["form"]
    kept = {name: value for name, value in form.initial.items() if value is not None and name != "file"}
    trainer_client.post(
        reverse("films:edit", args=[film.pk]), {**kept, "remove_captions_ar": "on", "transcript_ar": ""}
    )
    assert not film.texts.exists()


@pytest.mark.parametrize(
    ("reader", "default", "transcript"), [("ar", "ar", "ar"), ("de", "de", "de"), ("en", "de", "de")]
)
def test_readers_get_captions_and_text_in_their_language_or_the_films_own(reader, default, transcript):
    film = FilmTextFactory(language="ar").film
    tracks = film.tracks(reader)
    assert [(track.language, track.label) for track in tracks] == [("de", "Deutsch"), ("ar", "العربيّة")]
    assert [track.language for track in tracks if track.is_default] == [default]
    assert film.transcript_in(reader).language == transcript


def test_the_player_names_each_track_with_its_language(django_assert_num_queries):
    film = FilmTextFactory(language="ar").film
    with translation.override("ar"), django_assert_num_queries(1):
        page = render_to_string("media/film.html", {"film": film})
    assert f'src="/filme/{film.public_id}/untertitel-ar.vtt" srclang="ar" label="العربيّة" default>' in page
    assert f'src="/filme/{film.public_id}/untertitel.vtt" srclang="de" label="Deutsch">' in page
    assert '<div lang="ar" dir="auto"><p>امرأة تقول: مرحبًا.</p></div>' in page


def test_captions_are_read_with_their_times():
    first = "NOTE geprüft\n\n1\n00:01.000 --> 00:02.500 line:0\nGuten Tag."
    text = f"WEBVTT - Das Netzwerk\n\n{first}\n\n00:00:03.000 --> 00:00:04.000\n- Ja?\n- Ja."
    assert captions.read(text) == [captions.Cue(1000, 2500, "Guten Tag."), captions.Cue(3000, 4000, "- Ja?\n- Ja.")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1\n00:01.000 --> 00:02.000\nHallo",
        "WEBVTT",
        "WEBVTT\n\n00:02.000 --> 00:01.000\nHallo",
        "WEBVTT\n\n00:01.000 --> 00:02.000",
        "WEBVTT\n\n00:01,000 --> 00:02,000\nHallo",
        "WEBVTT\n\n00:05.000 --> 00:06.000\nzwei\n\n00:01.000 --> 00:02.000\neins",
    ],
)
def test_captions_that_a_browser_would_leave_out_are_refused(text):
    with pytest.raises(captions.BadCaptions):
        captions.read(text)


@pytest.mark.parametrize(
    ("asked", "status", "content", "header"),
    [
        ("bytes=0-3", 206, MP4[:4], f"bytes 0-3/{len(MP4)}"),
        ("bytes=4-", 206, MP4[4:], f"bytes 4-{len(MP4) - 1}/{len(MP4)}"),
        ("bytes=-2", 206, MP4[-2:], f"bytes {len(MP4) - 2}-{len(MP4) - 1}/{len(MP4)}"),
        ("bytes=0-99999", 206, MP4, f"bytes 0-{len(MP4) - 1}/{len(MP4)}"),
        ("bytes=99999-", 416, b"", f"bytes */{len(MP4)}"),
        ("bytes=a-b", 200, MP4, None),
        (f"bytes={'9' * 5000}-", 200, MP4, None),
        ("bytes=٣-٤", 200, MP4, None),
        ("", 200, MP4, None),
    ],
)
def test_a_player_gets_the_piece_it_asks_for(asked, status, content, header):
    film = FilmFactory()
    request = RequestFactory().get("/", headers={"Range": asked} if asked else {})
    whole = serve(film, as_attachment=False)
    answer = partial(request, whole, size=film.size)
    assert answer.status_code == status
    assert (b"".join(answer.streaming_content) if answer.streaming else answer.content) == content
    assert answer.get("Content-Range") == header
    for close in answer._resource_closers:  # `answer.close()` would end the test's connection, too
        close()


def test_the_sweep_leaves_films_and_documents_alone(at):
    film, document = FilmFactory(), DocumentFactory()
    sweep_orphans(at=at.replace(year=2100))
    assert private_storage().exists(film.storage_key)
    assert private_storage().exists(document.storage_key)


@pytest.mark.parametrize(
    ("value", "complaints"),
    [
        ({"alt": "Ein Wegweiser"}, []),
        ({"is_decorative": True}, []),
        ({}, ["alt"]),
    ],
)
def test_a_picture_is_described_or_declared_decoration(value, complaints):
    picture = ImageFactory(description="", credit="© Maria Muster")
    assert _complaints({"image": picture, **value}) == complaints


def test_a_picture_without_a_copyright_line_is_refused():
    assert _complaints({"image": ImageFactory(description="Ein Weg", credit="")}) == ["image"]


@pytest.mark.parametrize(
    ("html", "complaints"), [("<p>Fragen Sie nach.</p>", []), ('<p data-block-key="a1"></p>', ["text"]), ("", ["text"])]
)
def test_a_box_that_stands_out_has_words_in_it(html, complaints):
    block = CalloutBlock()
    try:
        block.clean(block.normalize({"kind": "tip", "text": html}))
        found = []
    except ValidationError as error:
        found = sorted(error.block_errors)
    assert found == complaints


def _complaints(value):
    block = PictureBlock()
    try:
        block.clean(block.normalize({"alt": "", "is_decorative": False, "caption": "", **value}))
    except ValidationError as error:
        return sorted(error.block_errors)
    return []
