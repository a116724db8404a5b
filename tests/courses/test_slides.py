"""Slides of a session: looked into, kept private, and handed to a server by an address that ends."""

import io
import zipfile
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import TimestampSigner
from django.test import Client
from django.urls import reverse
from PIL import Image

from courses.actions import slides
from courses.models import SessionSlides
from media.models import PrivateFile
from privacy.models import AuditEntry
from tests.clients import SignedInClient
from tests.factories.accounts_staff import make_staff
from tests.factories.sessions import PLANNED_AT, planned, run_in, trainer_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 Folien"


@pytest.fixture
def run():
    return run_in("NI")


@pytest.fixture
def trainer(run):
    return trainer_of(run)


@pytest.fixture
def session(run, trainer):
    return planned(run, trainer)


@pytest.fixture
def office(trainer):
    browser = SignedInClient()
    browser.force_login(trainer)
    return browser


def url(session):
    return reverse("session_office:slides", args=[session.public_id])


def picture(kind):
    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, kind)
    return out.getvalue()


def presentation(*more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", "ppt/presentation.xml", *more):
            archive.writestr(name, "x")
    return out.getvalue()


def add(session, by, name="folien.pdf"):
    return slides.add_slides(
        session=session, content=PDF, media_type="application/pdf", name=name, by=by, at=PLANNED_AT
    )


@pytest.mark.parametrize("content", [PDF, picture("PNG"), picture("JPEG"), presentation()])
def test_presentations_and_pictures_are_taken_whatever_they_are_called(office, session, content):
    answered = office.post(url(session), {"file": SimpleUploadedFile("geheimer Name.exe", content, "text/html")})
    assert answered.status_code == 302
    kept = SessionSlides.objects.get().file
    assert (kept.size, kept.storage_key.split("/")[:2]) == (len(content), [session.provider.public_id, "slides"])
    assert kept.media_type in slides.TAKEN


@pytest.mark.parametrize(
    "content",
    [b"<html><script>", b"MZ\x90", b"<svg xmlns='http://www.w3.org/2000/svg'/>", presentation("ppt/vbaProject.bin"),
     picture("TIFF"), b"\x89PNG\r\n\x1a\n broken"],
)  # fmt: skip
def test_anything_else_is_refused_in_one_sentence(office, session, content):
    answered = office.post(url(session), {"file": SimpleUploadedFile("folien.pdf", content, "application/pdf")})
    assert answered.status_code == 422
    assert "weder eine Präsentation noch ein PDF" in answered.content.decode()
    assert PrivateFile.objects.count() == 0


def test_what_no_server_takes_is_refused_here(office, session, settings):
    settings.SESSION_SLIDES_MAX_BYTES = 10
    answered = office.post(url(session), {"file": SimpleUploadedFile("folien.pdf", PDF)})
    assert "Die Datei ist zu groß." in answered.content.decode()


def test_a_room_is_given_no_more_files_than_it_can_open_with(session, trainer, settings):
    settings.SESSION_SLIDES_MOST = 1
    add(session, trainer)
    with pytest.raises(slides.TooManySlides):
        add(session, trainer)


def test_a_server_fetches_by_an_address_that_is_signed_and_ends(session, trainer, settings):
    settings.SITE_ORIGIN = "https://lernen.example"
    made = add(session, trainer)
    [told] = slides.slides_for_room(session)
    assert (told.url.startswith("https://lernen.example/"), told.content, told.is_current) == (True, b"", True)
    assert "folien" not in told.file_name
    path = urlsplit(told.url).path
    answered = Client().get(path)
    assert b"".join(answered.streaming_content) == PDF
    assert "no-store" in answered.headers["Cache-Control"]
    assert Client().get(path.replace(made.public_id, made.public_id[::-1], 1)).status_code == 404
    forged = TimestampSigner(salt="another").sign(made.public_id)
    assert Client().get(reverse("lms:room_slides", args=[forged, "x.pdf"])).status_code == 404


def test_an_old_address_opens_nothing(session, trainer, settings, monkeypatch):
    settings.SITE_ORIGIN = "https://lernen.example"
    add(session, trainer)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: 1_000_000_000)
        [told] = slides.slides_for_room(session)
    assert Client().get(urlsplit(told.url).path).status_code == 404


def test_without_https_the_bytes_are_handed_over(session, trainer, settings):
    settings.SITE_ORIGIN = "http://localhost:8000"
    add(session, trainer)
    [told] = slides.slides_for_room(session)
    assert (told.url, told.content) == ("", PDF)


def test_staff_decide_whether_learners_may_download_a_file(office, session):
    office.post(url(session), {"file": SimpleUploadedFile("loesung.pdf", PDF), "is_for_learners": ""})
    made = SessionSlides.objects.get()
    share = reverse("session_office:slides_share", args=[session.public_id, made.public_id])
    told = []
    for value in ("1", "1", "0"):
        office.post(share, {"is_for_learners": value})
        made.refresh_from_db()
        told.append(made.is_for_learners)
    acts = AuditEntry.objects.filter(subject=made.public_id).order_by("pk").values_list("action", flat=True)
    assert told == [True, True, False]
    assert list(acts) == ["courses.slides_added", "courses.slides_shared", "courses.slides_kept_back"]


def test_a_session_with_all_its_files_says_so_instead_of_offering_another(office, session, trainer, settings):
    settings.SESSION_SLIDES_MOST = 1
    assert "Datei hinzufügen" in office.get(url(session)).content.decode()
    add(session, trainer)
    assert "höchstens 1 Datei. Entfernen Sie sie" in office.get(url(session)).content.decode()


def test_what_is_removed_is_gone(office, session, trainer):
    made = add(session, trainer)
    office.post(reverse("session_office:slides_remove", args=[session.public_id, made.public_id]))
    assert (SessionSlides.objects.count(), PrivateFile.objects.count()) == (0, 0)


def test_other_providers_see_and_remove_nothing(session, trainer):
    made = add(session, trainer)
    foreign = SignedInClient()
    foreign.force_login(make_staff("trainer"))
    remove = reverse("session_office:slides_remove", args=[session.public_id, made.public_id])
    share = reverse("session_office:slides_share", args=[session.public_id, made.public_id])
    answers = [foreign.get(url(session)), foreign.post(remove), foreign.post(share, {"is_for_learners": "0"})]
    assert [one.status_code for one in answers] == [404, 404, 404]
