"""A trainer looks at a package in a frame of a phone's size, and says what learners are told."""

import pytest
from django.urls import reverse
from django.utils import timezone

from scorm.actions import phones
from scorm.models import PhoneCheck, PhoneFit, Registration
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


def test_the_frame_shows_a_preview_that_counts_nothing(client, version, trainer):
    response = client.post(url(version, "phone"))
    assert f'src="{response.context["address"]}"' in response.content.decode()
    assert Registration.objects.get().is_preview is True


def test_the_back_office_may_frame_the_content_host(client, version, trainer):
    policy = client.post(url(version, "phone"))["Content-Security-Policy"]
    frames = next(part for part in policy.split("; ") if part.startswith("frame-src"))
    assert frames.rpartition(":")[0] == "frame-src 'self' http://*.scorm.localhost"


def test_the_page_learns_what_was_measured(client, version, trainer):
    assert client.get(url(version, "phone_measures")).json() == {"portrait": None, "landscape": None, "suggestion": ""}
    phones.measured(version=version, frame_px=360, content_px=360, at=timezone.now())
    found = client.get(url(version, "phone_measures")).json()
    assert found == {"portrait": 360, "landscape": None, "suggestion": "fits"}


def test_a_choice_is_kept_and_shown_among_the_findings(client, version, trainer):
    client.post(url(version, "phone_decide"), {"fit": "turn"})
    assert PhoneCheck.objects.get().fit == "turn"
    assert "bitte quer halten" in client.get(url(version, "findings")).content.decode()


def test_no_choice_changes_nothing_and_says_so(client, version, trainer):
    response = client.post(url(version, "phone_decide"), {"fit": "vielleicht"}, follow=True)
    assert "Bitte wählen Sie" in response.content.decode()
    assert not PhoneCheck.objects.exists()


@pytest.mark.parametrize("name", ["phone", "phone_measures", "phone_decide"])
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
