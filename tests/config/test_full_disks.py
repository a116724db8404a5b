"""A disk that is full costs nobody a form: what found no room is said at its field, or on a page of its own."""

import errno
import shutil
import subprocess
from io import BytesIO

import pytest
from django import forms
from django.core.files import storage as files
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.urls import reverse

from lms.models import Submission
from media.film_forms import CaptionsField
from media.models import Document
from media.picture_field import PictureField
from scorm.models import PackageVersion
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.submissions import learner_in, task_in, task_run
from ui.full_disk import NO_ROOM, NotKept

pytestmark = pytest.mark.django_db
MIB = 1024**2
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
LARGE = b"PK\x03\x04" + b"\0" * 4 * MIB  # more than Django keeps in memory


def full(*_args, **_kwargs):
    raise OSError(errno.ENOSPC, "No space left on device")


def quota(*_args, **_kwargs):
    raise OSError(errno.EDQUOT, "Disk quota exceeded")


def broken(*_args, **_kwargs):
    raise OSError(errno.EIO, "Input/output error")


@pytest.fixture
def small_disk(tmp_path, settings):
    """Uploads on their way have one mebibyte, and none left after a second."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    settings.FILE_UPLOAD_TEMP_DIR = str(place)
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.fixture
def provider(client):
    """A provider, whose trainer is signed in; faults of ours are answered and not raised."""
    provider = ProviderFactory()
    client.raise_request_exception = False
    client.force_login(make_staff("trainer", provider))
    return provider


@pytest.fixture
def send_package(client, provider):
    def send(headers=None):
        values = {"owner": provider.pk, "title": "Vielfalt", "file": SimpleUploadedFile("kurs.zip", LARGE)}
        return client.post(reverse("scorm_office:upload"), values, headers=headers or {})

    return send


def test_a_package_that_fills_the_disk_on_its_way_in_is_refused_at_its_field_and_the_form_stays(
    send_package, small_disk
):
    answer = send_package()
    assert (answer.status_code, answer.context["form"].errors) == (422, {"file": [str(NO_ROOM)]})
    assert answer.context["form"]["title"].value() == "Vielfalt"
    assert (list(small_disk.iterdir()), shutil.disk_usage(small_disk).free) == ([], MIB)


def test_the_script_that_shows_the_progress_says_it_at_the_field_as_well(send_package, small_disk):
    answer = send_package({"Accept": "application/json"})
    assert (answer.status_code, answer.json()) == (422, {"errors": {"file": [str(NO_ROOM)]}})


@pytest.mark.parametrize("refusal", [full, quota])
@pytest.mark.parametrize("moment", ["__init__", "write", "seek"])
def test_wherever_the_disk_fills_up_the_field_says_so(send_package, monkeypatch, moment, refusal):
    monkeypatch.setattr(TemporaryUploadedFile, moment, refusal, raising=False)
    assert send_package().context["form"].errors == {"file": [str(NO_ROOM)]}


def test_a_disk_that_is_broken_stays_a_fault_of_ours(send_package, monkeypatch):
    monkeypatch.setattr(TemporaryUploadedFile, "write", broken, raising=False)
    assert (send_package().status_code, PackageVersion.objects.count()) == (500, 0)


def test_the_next_file_of_a_form_is_kept_when_there_is_room_again(monkeypatch, rf):
    sent = {"first": SimpleUploadedFile("a.bin", LARGE), "second": SimpleUploadedFile("b.bin", LARGE)}
    request = rf.post("/admin/", sent)
    request.path, request.session = "/admin/x/", {"_auth_user_id": "1"}
    real, calls = TemporaryUploadedFile.__init__, []

    def once_full(self, *args, **kwargs):
        calls.append(1)
        return full() if len(calls) == 1 else real(self, *args, **kwargs)

    monkeypatch.setattr(TemporaryUploadedFile, "__init__", once_full)
    assert isinstance(request.FILES["first"], NotKept)
    assert request.FILES["second"].size == len(LARGE)
    request.close()


@pytest.mark.parametrize("kind", [forms.FileField, forms.ImageField, PictureField, CaptionsField])
def test_every_kind_of_field_says_that_there_was_no_room(kind):
    class Form(forms.Form):
        file = kind()

    assert Form({}, {"file": NotKept(BytesIO(), "a.png")}).errors == {"file": [str(NO_ROOM)]}


@pytest.fixture
def hand_in(client):
    enrolment = learner_in(task_run())
    client.raise_request_exception = False
    client.force_login(enrolment.learner)
    path = reverse("lms:hand_in", args=[enrolment.public_id, task_in(enrolment.run).item_id])
    return lambda: client.post(path, {"text": "Ich frage nach.", "file": SimpleUploadedFile("a.pdf", PDF)})


def test_what_a_learner_hands_in_and_finds_no_room_is_refused_at_its_field_and_the_text_stays(hand_in, monkeypatch):
    monkeypatch.setattr(files.FileSystemStorage, "_save", full)
    html = hand_in().content.decode()
    assert (str(NO_ROOM) in html, "Ich frage nach." in html, Submission.objects.count()) == (True, True, 0)


def test_what_a_learner_hands_in_on_a_broken_disk_is_a_fault_of_ours(hand_in, monkeypatch):
    monkeypatch.setattr(files.FileSystemStorage, "_save", broken)
    assert (hand_in().status_code, Submission.objects.count()) == (500, 0)


@pytest.mark.parametrize(("refusal", "status"), [(full, 507), (quota, 507), (broken, 500)])
def test_a_handout_that_finds_no_room_among_the_files_gets_a_page_that_says_so(
    client, provider, monkeypatch, refusal, status
):
    monkeypatch.setattr(files.FileSystemStorage, "_save", refusal)
    values = {"provider": provider.pk, "title": "Merkblatt", "file": SimpleUploadedFile("a.pdf", PDF)}
    answer = client.post(reverse("handouts:add"), values, headers={"Origin": "http://testserver"})
    assert (answer.status_code, Document.objects.count()) == (status, 0)
    assert ("Auf unserem Server ist kein Platz mehr" in answer.content.decode()) == (status == 507)
