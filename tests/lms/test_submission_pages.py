"""The page of a transfer task: what is asked, who reads it, what was answered, and nothing that gets lost."""

import io
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from lms.actions import submissions
from lms.forms import submissions as forms
from lms.models import Submission, UnitResult
from media.actions.private_files import private_storage
from tests.factories.accounts import UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.submissions import handed_in, learner_in, photo, task_in, task_run

pytestmark = pytest.mark.django_db


def page_of(enrolment, name="unit"):
    return reverse(f"lms:{name}", args=[enrolment.public_id, task_in(enrolment.run).item_id])


@pytest.fixture
def enrolment(client):
    made = learner_in(task_run())
    client.force_login(made.learner)
    return made


def send(client, enrolment, **values):
    return client.post(page_of(enrolment, "hand_in"), values)


def upload(content=None, name="plan.pdf"):
    return SimpleUploadedFile(name, content or b"%PDF-1.7 Plan", "application/octet-stream")


def answer(submission, *, is_accepted, feedback="Bitte mit Datum."):
    by = submission.unit_result.enrolment.run.run_trainers.get().user
    values = {"is_accepted": is_accepted, "feedback": feedback, "by": by, "at": timezone.now()}
    return submissions.decide(submission=submission, **values)


def test_the_page_names_who_reads_it_and_that_the_employer_does_not(client, enrolment):
    html = client.get(page_of(enrolment)).content.decode()

    assert enrolment.run.run_trainers.get().user.display_name in html
    assert "Ihr Arbeitgeber sieht weder Text noch Datei noch Rückmeldung" in html


def test_handing_in_leads_back_to_the_page_which_shows_it(client, enrolment):
    response = send(client, enrolment, text="Ich frage jetzt nach.", file=upload())

    assert response.url == page_of(enrolment)
    html = client.get(response.url).content.decode()
    assert "wartet auf eine Rückmeldung" in html
    assert "plan.pdf" in html


@pytest.mark.parametrize(
    ("takes", "field", "sentence"),
    [
        ("text", "text", "Bitte schreiben Sie etwas."),
        ("file", "file", "Bitte wählen Sie eine Datei oder machen Sie ein Foto."),
        ("either", "text", "Bitte schreiben Sie etwas, oder wählen Sie eine Datei."),
    ],
)
def test_an_empty_form_says_what_is_missing_at_its_field(client, takes, field, sentence):
    enrolment = learner_in(task_run(takes=takes))
    client.force_login(enrolment.learner)

    response = send(client, enrolment, text=" ")

    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}


def test_what_was_written_stays_when_the_file_is_refused(client, enrolment):
    response = send(client, enrolment, text="Ich frage jetzt nach.", file=upload(b"MZ\x90\x00", "plan.pdf"))

    assert list(response.context["form"].errors) == ["file"]
    assert "Ich frage jetzt nach.</textarea>" in response.content.decode()
    assert not Submission.objects.exists()


def test_a_file_that_is_too_large_is_refused_at_its_field(client, enrolment, settings):
    settings.SUBMISSION_FILE_MAX_BYTES = 100
    response = send(client, enrolment, file=upload(b"%PDF-1.7" + b"x" * 100))

    assert "zu groß" in response.context["form"].errors["file"][0]


def test_a_photo_with_too_many_pixels_is_refused_before_it_fills_the_memory(client, enrolment, monkeypatch):
    monkeypatch.setattr(forms, "PIXELS_MOST", 1000)

    response = send(client, enrolment, file=upload(photo(), "foto.jpg"))

    assert "Dieses Foto ist zu groß" in response.context["form"].errors["file"][0]


def test_a_photo_is_kept_without_the_place_where_it_was_taken(client, enrolment):
    send(client, enrolment, file=upload(photo(with_place=True), "IMG_1.JPG"))

    file = Submission.objects.get().file
    with private_storage().open(file.storage_key) as kept:
        content = kept.read()
    assert (file.download_name, file.media_type) == ("IMG_1.jpg", "image/jpeg")
    assert not Image.open(io.BytesIO(content)).getexif()
    assert b"Telefonhersteller" not in content


def test_a_form_larger_than_other_pages_take_is_taken_here(client, enrolment):
    large = b"%PDF-1.7" + b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1000)

    assert send(client, enrolment, file=upload(large)).status_code == 302
    assert Submission.objects.get().file.size == len(large)


def test_who_is_not_signed_in_brings_no_more_than_any_form(rf, enrolment):
    large = b"%PDF-1.7" + b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1000)
    request = rf.post(page_of(enrolment, "hand_in"), {"file": upload(large)})
    request.session = {}

    with pytest.raises(RequestDataTooBig):
        assert not request.FILES


def test_the_same_sheet_sent_twice_is_one_version(client, enrolment):
    key = client.get(page_of(enrolment)).context["form"]["key"].value()

    for _ in range(2):
        send(client, enrolment, text="Einmal.", key=key)

    assert Submission.objects.count() == 1


def test_a_returned_task_shows_the_answer_and_offers_the_text_to_go_on_with(client, enrolment):
    answer(handed_in(enrolment, "Am Montag."), is_accepted=False)

    response = client.get(page_of(enrolment))

    html = response.content.decode()
    assert "Bitte mit Datum." in html
    assert "Noch einmal abgeben" in html
    assert response.context["form"]["text"].value() == "Am Montag."


def test_an_accepted_task_takes_nothing_more(client, enrolment):
    answer(handed_in(enrolment), is_accepted=True, feedback="Gut beobachtet.")

    html = client.get(page_of(enrolment)).content.decode()
    assert "Ihre Abgabe ist angenommen." in html
    assert "Gut beobachtet." in html
    assert "<textarea" not in html

    send(client, enrolment, text="Noch etwas.")
    assert Submission.objects.count() == 1


def test_after_the_run_the_page_says_so(client, enrolment):
    yesterday = timezone.localdate() - timedelta(days=1)
    type(enrolment.run).objects.filter(pk=enrolment.run.pk).update(ends_on=yesterday, enrol_until=yesterday)

    assert "Der Durchgang ist zu Ende" in client.get(page_of(enrolment)).content.decode()
    send(client, enrolment, text="Zu spät.")
    assert not Submission.objects.exists()


def test_a_text_unit_takes_nothing(client, enrolment):
    text = enrolment.run.run_units.get(kind="text")
    response = client.post(reverse("lms:hand_in", args=[enrolment.public_id, text.item_id]), {"text": "x"})

    assert response.status_code == 404


def test_nobody_else_opens_the_page_or_the_file(client, enrolment):
    send(client, enrolment, file=upload())
    submission = Submission.objects.get()
    file = reverse("lms:submission_file", args=[submission.public_id])
    assert b"".join(client.get(file).streaming_content) == b"%PDF-1.7 Plan"

    provider = enrolment.run.course.provider
    for other in (UserFactory(), learner_in(enrolment.run).learner, make_staff("coordinator", provider)):
        client.force_login(other)
        assert [client.get(one).status_code for one in (file, page_of(enrolment))] == [404, 404]
        assert send(client, enrolment, text="x").status_code == 404


def test_the_unit_cannot_be_ticked_off_by_hand(client, enrolment):
    assert client.post(page_of(enrolment, "complete")).status_code == 400
    assert not UnitResult.objects.filter(state="completed").exists()


def test_the_page_costs_the_same_with_one_version_and_with_three(client, enrolment, django_assert_max_num_queries):
    for _ in range(3):
        answer(handed_in(enrolment), is_accepted=False)
        with django_assert_max_num_queries(24):
            client.get(page_of(enrolment))
