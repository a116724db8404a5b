"""A trainer looks at a package as a phone shows it, and says what learners are told."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import sign_ins
from scorm.actions import phones
from scorm.models import Launch, PhoneCheck, PhoneFit, Registration
from tests.factories.accounts_staff import make_staff
from tests.factories.scorm import PackageVersionFactory, ScoFactory
from tests.lms.test_scorm_runtime import address, scorm_enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return ScoFactory(version=PackageVersionFactory(number=1)).version


@pytest.fixture
def trainer(client, version):
    person = make_staff("trainer", version.package.owner)
    client.force_login(person)
    return person


def url(version, name):
    return reverse(f"scorm_office:{name}", args=[version.package.public_id, version.number])


def test_the_page_offers_a_window_and_begins_no_preview_by_itself(client, version, trainer):
    page = client.get(url(version, "phone")).content.decode()
    assert f'action="{url(version, "phone_window")}" target="_blank"' in page
    assert "Noch nichts gemessen." in page
    assert "<iframe" not in page
    assert not Registration.objects.exists()


def test_the_window_leads_to_a_preview_on_the_content_host(client, version, trainer):
    response = client.post(url(version, "phone_window"))
    assert response.status_code == 302
    assert re.fullmatch(rf"http://{version.public_id}\.scorm\.localhost/l/[^/]+/phone", response["Location"])
    launch = Launch.objects.get()
    assert launch.attempt.registration.is_preview is True
    assert launch.sign_in == sign_ins.mark_of(response.wsgi_request) != ""
    assert launch.return_url == f"http://testserver{url(version, 'phone')}"


def test_a_version_that_was_never_accepted_opens_no_window(client, version, trainer):
    type(version).objects.update(state="refused")
    response = client.post(url(version, "phone_window"), follow=True)
    assert "Diese Version ist nicht spielbar." in response.content.decode()
    assert not Registration.objects.exists()


def test_no_page_of_ours_frames_the_content_host(client, version, trainer):
    policy = client.get(url(version, "phone"))["Content-Security-Policy"]
    told = {name: values for name, _, values in (part.partition(" ") for part in policy.split("; "))}
    assert told.get("frame-src", told["default-src"]) == "'self'"


@pytest.mark.parametrize(
    ("measured", "sentence", "suggestion"),
    [
        ([], "Noch nichts gemessen.", ""),
        ([(360, 360)], "Nach den Maßen: „passt gut“.", "fits"),
        ([(360, 600)], "Aufrecht passt es nicht. Drehen Sie das Telefon", ""),
        ([(360, 600), (740, 740)], "Nach den Maßen: „bitte quer halten“.", "turn"),
        ([(360, 600), (740, 980)], "Nach den Maßen: „besser an einem Computer oder Tablet“.", "computer"),
    ],
)
def test_the_page_tells_what_was_measured_and_proposes_it(client, version, trainer, measured, sentence, suggestion):
    for frame, content in measured:
        phones.measured(version=version, frame_px=frame, content_px=content, at=timezone.now())
    found = client.get(url(version, "phone_measures")).json()
    assert found["suggestion"] == suggestion
    assert sentence in found["html"]
    page = client.get(url(version, "phone")).content.decode()
    assert sentence in page
    assert re.findall(r'value="(\w+)" required checked', page) == ([suggestion] if suggestion else [])


def test_what_was_decided_stays_chosen_whatever_is_measured_later(client, version, trainer):
    phones.decide(version=version, fit=PhoneFit.COMPUTER, by=trainer, at=timezone.now())
    phones.measured(version=version, frame_px=360, content_px=360, at=timezone.now())
    page = client.get(url(version, "phone")).content.decode()
    assert re.findall(r'value="(\w+)" required checked', page) == ["computer"]
    assert "data-chosen" in page


def test_a_choice_is_kept_and_shown_among_the_findings(client, version, trainer):
    client.post(url(version, "phone_decide"), {"fit": "turn"})
    assert PhoneCheck.objects.get().fit == "turn"
    assert "bitte quer halten" in client.get(url(version, "findings")).content.decode()


def test_no_choice_changes_nothing_and_says_so(client, version, trainer):
    response = client.post(url(version, "phone_decide"), {"fit": "vielleicht"}, follow=True)
    assert "Bitte wählen Sie" in response.content.decode()
    assert response.redirect_chain[-1][0] == url(version, "phone")
    assert not PhoneCheck.objects.exists()


@pytest.mark.parametrize("name", ["phone", "phone_window", "phone_measures", "phone_decide"])
def test_at_another_provider_nothing_is_found(client, version, name):
    client.force_login(make_staff("trainer"))
    answers = {client.get(url(version, name)).status_code, client.post(url(version, name), {"fit": "fits"}).status_code}
    assert answers <= {404, 405}
    assert 404 in answers


def test_the_learner_reads_it_before_the_start(client):
    enrolment = scorm_enrolment()
    version = enrolment.run.run_units.get().package_version
    trainer = make_staff("trainer", version.package.owner)
    phones.decide(version=version, fit=PhoneFit.COMPUTER, by=trainer, at=timezone.now())
    client.force_login(enrolment.learner)
    assert "besser an einem Computer oder Tablet" in client.get(address(enrolment, "unit")).content.decode()
