"""What a person reads who lacks the entry course, and how staff decide."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from lms.actions import entry_requests
from lms.models import Enrolment, EntryRequest
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.entry import advanced_run, asked, basic_of, run_of
from tests.factories.lms import complete_units, enrolled
from tests.factories.submissions import photo

pytestmark = pytest.mark.django_db

LIST = reverse("entry_office:index")
NOTHING = "Bitte wählen Sie einen Nachweis, oder schreiben Sie, warum Sie teilnehmen können."
UNREADABLE = "Diese Datei können wir nicht öffnen. Bitte nehmen Sie ein PDF oder ein Foto (JPEG, PNG)."


@pytest.fixture
def run():
    return advanced_run()


@pytest.fixture
def learner(client):
    person = UserFactory()
    client.force_login(person)
    return person


@pytest.fixture
def coordinator(client, run):
    person = make_staff("coordinator", run.course.provider)
    client.force_login(person)
    return person


def page(run):
    return reverse("lms:enrol", args=[run.public_id])


def form(run):
    return reverse("lms:ask_entry", args=[run.public_id])


def detail(request):
    return reverse("entry_office:detail", args=[request.public_id])


def upload(content=b"%PDF-1.7", name="bescheinigung.pdf"):
    return SimpleUploadedFile(name, content)


def test_before_anything_is_filled_in_the_page_says_what_is_missing_and_leads_there(client, learner, run):
    html = client.get(page(run)).content.decode()
    assert "Dieser Kurs baut auf einem anderen auf" in html
    assert f'href="{reverse("cms:course", args=[basic_of(run).slug])}"' in html
    assert "Verbindlich anmelden" not in html


def test_pressing_the_button_of_an_older_page_enrols_nobody(client, learner, run):
    assert client.post(page(run)).status_code == 409
    assert not Enrolment.objects.exists()


def test_who_completed_the_entry_course_enrols_without_a_word(client, learner, run):
    complete_units(enrolled(run_of(basic_of(run)), learner, at=timezone.now()), at=timezone.now())
    assert "baut auf einem anderen auf" not in client.get(page(run)).content.decode()
    client.post(page(run))
    assert Enrolment.objects.filter(run=run, learner=learner).exists()


@pytest.mark.parametrize(
    ("sent", "media_type"),
    [(upload(), "application/pdf"), (upload(photo(with_place=True), "foto.jpg"), "image/jpeg")],
)
def test_a_proof_is_taken_and_the_page_says_that_the_place_is_held(client, learner, run, sent, media_type):
    sent.seek(0)
    html = client.post(form(run), {"file": sent, "reason": ""}, follow=True).content.decode()
    assert EntryRequest.objects.get().file.media_type == media_type
    assert "Ihre Anfrage ist da." in html
    assert "für Sie frei" in html


def test_a_scan_that_is_larger_than_other_forms_may_be_comes_through_the_door(client, learner, run):
    large = b"%PDF-1.7" + b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1000)
    client.post(form(run), {"file": upload(large), "reason": ""})
    assert EntryRequest.objects.get().file.size == len(large)


def test_a_reason_is_enough(client, learner, run):
    client.post(form(run), {"reason": "Ich bin Trainerin."})
    assert EntryRequest.objects.get().reason == "Ich bin Trainerin."


def test_neither_is_refused_at_the_field(client, learner, run):
    answer = client.post(form(run), {"reason": " "})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"file": [NOTHING]}


def test_a_file_that_is_neither_is_refused_at_its_field_and_the_reason_is_kept(client, learner, run):
    answer = client.post(form(run), {"file": upload(b"MZ" + b"\0" * 200, "x.pdf"), "reason": "Ich bin Trainerin."})
    assert answer.context["form"].errors == {"file": [UNREADABLE]}
    assert "Ich bin Trainerin." in answer.content.decode()


def test_who_has_no_name_yet_gives_it_with_the_request(client, run):
    learner = UserFactory(full_name="")
    client.force_login(learner)
    assert client.post(form(run), {"reason": "Erfahrung"}).context["form"].errors.keys() == {"full_name"}
    client.post(form(run), {"reason": "Erfahrung", "full_name": "Suharto"})
    learner.refresh_from_db()
    assert (learner.full_name, EntryRequest.objects.count()) == ("Suharto", 1)


def test_a_full_run_is_said_before_the_entry_course_is_spoken_of(client, learner):
    run = advanced_run(capacity=1)
    asked(run)
    html = client.get(page(run)).content.decode()
    assert "Alle Plätze sind inzwischen vergeben." in html
    assert "baut auf einem anderen auf" not in html


def test_who_is_declined_reads_why_and_may_ask_again(client, learner, run):
    staff = make_staff("coordinator", run.course.provider)
    request = asked(run, learner)
    entry_requests.decline(request=request, answer="Das ist zu lange her.", by=staff, at=timezone.now())
    html = client.get(page(run)).content.decode()
    assert "Das ist zu lange her." in html
    assert f'action="{form(run)}"' in html


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_speaks_the_language_of_its_reader(client, learner, run, language):
    html = client.get(page(run).replace("/de/", f"/{language}/")).content.decode()
    assert "Dieser Kurs baut auf" not in html
    assert "Ihr Nachweis" not in html


def test_the_coordination_reads_and_accepts(client, coordinator, run):
    request = asked(run)
    assert request.learner.display_name in client.get(LIST).content.decode()
    assert request.reason in client.get(detail(request)).content.decode()
    assert client.post(detail(request), {"act": "accept", "answer": ""}).url == LIST
    assert Enrolment.objects.get().learner == request.learner


def test_declining_without_a_word_is_refused_at_the_field(client, coordinator, run):
    answer = client.post(detail(asked(run)), {"act": "decline", "answer": ""})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"answer": ["Bitte schreiben Sie, warum Sie ablehnen."]}


def test_of_two_who_decide_the_second_learns_it(client, coordinator, run):
    request = asked(run)
    entry_requests.accept(request=request, by=coordinator, at=timezone.now())
    html = client.post(detail(request), {"act": "decline", "answer": "Nein."}, follow=True).content.decode()
    assert "Über diese Anfrage ist schon entschieden." in html


def test_the_proof_is_handed_out_to_who_decides_and_that_is_recorded(client, coordinator, run):
    file = entry_requests.File(b"%PDF-1.7", "application/pdf", "bescheinigung.pdf")
    request = asked(run, file=file)
    answer = client.get(reverse("entry_office:file", args=[request.public_id]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert AuditEntry.objects.filter(action="lms.entry_read").count() == 1


@pytest.mark.parametrize("name", ["detail", "file"])
def test_neither_another_provider_nor_a_trainer_reads_it(client, run, name):
    request = asked(run, file=entry_requests.File(b"%PDF-1.7", "application/pdf", "x.pdf"))
    for person in (make_staff("coordinator", ProviderFactory()), make_staff("trainer", run.course.provider)):
        client.force_login(person)
        assert client.get(reverse(f"entry_office:{name}", args=[request.public_id])).status_code in (302, 403, 404)


def test_the_start_page_says_how_many_wait(client, coordinator, run):
    home = reverse("wagtailadmin_home")
    assert 'id="entry-requests"' not in client.get(home).content.decode()
    asked(run)
    assert "1 Anfrage wartet auf Sie" in client.get(home).content.decode()


@pytest.mark.parametrize("row_count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(client, coordinator, run, row_count, django_assert_max_num_queries):
    for _number in range(row_count):
        asked(run)
    client.get(LIST)
    with django_assert_max_num_queries(14):
        client.get(LIST)
