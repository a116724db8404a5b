"""Whether a package plays on a phone: measured by a preview's player, decided by whoever looked at it."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone

from scorm import headers
from scorm.actions import phones
from scorm.models import PackageVersion, PhoneCheck, PhoneFit
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.scorm import PackageVersionFactory, open_launch, registered, trainer_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("portrait", "landscape", "suggestion"),
    [
        (360, None, "fits"),
        (368, 900, "fits"),
        (369, 640, "turn"),
        (980, 649, "computer"),
        (980, None, ""),
        (None, None, ""),
        (None, 640, "turn"),
    ],
)
def test_the_measures_speak_for_a_choice(portrait, landscape, suggestion):
    assert PhoneCheck(portrait_px=portrait, landscape_px=landscape).suggestion == suggestion


def test_the_widest_page_of_each_frame_counts(at):
    version = PackageVersionFactory()
    for frame, content in [(360, 400), (360, 380), (640, 640)]:
        phones.measured(version=version, frame_px=frame, content_px=content, at=at)
    check = PhoneCheck.objects.get()
    assert (check.portrait_px, check.landscape_px, check.measured_at) == (400, 640, at)


@pytest.mark.parametrize(("frame", "content"), [(1280, 1280), (360, 0), (360, phones.MOST_PX + 1)])
def test_another_frame_or_a_width_that_is_none_says_nothing(at, frame, content):
    phones.measured(version=PackageVersionFactory(), frame_px=frame, content_px=content, at=at)
    assert not PhoneCheck.objects.exists()


def test_a_decision_keeps_who_and_when_and_the_measures(at):
    version = PackageVersionFactory()
    trainer = trainer_of(version.package.owner)
    phones.measured(version=version, frame_px=360, content_px=980, at=at)
    phones.decide(version=version, fit=PhoneFit.TURN, by=trainer, at=at)
    check = PhoneCheck.objects.get()
    assert (check.fit, check.decided_by, check.decided_at, check.portrait_px) == ("turn", trainer, at, 980)


def test_a_stranger_decides_nothing(at):
    with pytest.raises(PermissionDenied):
        phones.decide(version=PackageVersionFactory(), fit=PhoneFit.FITS, by=UserFactory(), at=at)


def told(client, launch, line):
    host = f"{PackageVersion.objects.get(pk=launch.attempt.version_id).public_id}.scorm.localhost"
    own = {"host": host, "origin": f"http://{host}"}
    return client.post(f"/l/{launch.token}/log", line, content_type="text/plain", headers=own)


def preview():
    registration = registered()
    MembershipFactory(user=registration.user, provider=registration.version.package.owner)
    registration.is_preview = True
    registration.save()
    return open_launch(registration, timezone.now())


MEASURE = json.dumps({"measure": {"frame": 360, "content": 412}})


def test_the_player_of_a_preview_tells_its_measure(client):
    assert told(client, preview(), MEASURE).status_code == 204
    assert PhoneCheck.objects.get().portrait_px == 412


def test_the_player_of_a_learner_measures_nothing(client):
    assert told(client, open_launch(registered(), timezone.now()), MEASURE).status_code == 204
    assert not PhoneCheck.objects.exists()


@pytest.mark.parametrize(
    "line",
    ["ein Satz", "{", '{"measure": 1}', '{"measure": {"frame": "360", "content": 1}}', '{"measure": {"frame": true}}'],
)
def test_a_line_that_is_no_measure_is_only_logged(client, line):
    assert told(client, preview(), line).status_code == 204
    assert not PhoneCheck.objects.exists()


def test_the_content_of_a_preview_may_stand_in_a_frame_of_the_platform(settings):
    framed = headers.seal(HttpResponse(), is_framed=True)["Content-Security-Policy"]
    assert framed.endswith(f"frame-ancestors 'self' {settings.SITE_ORIGIN}")
    assert headers.seal(HttpResponse())["Content-Security-Policy"].endswith("frame-ancestors 'self'")


def test_only_the_player_of_a_preview_may_stand_in_a_frame_of_the_platform(client, settings):
    policies = {}
    for name, launch in {"preview": preview(), "learner": open_launch(registered(), timezone.now())}.items():
        host = f"{PackageVersion.objects.get(pk=launch.attempt.version_id).public_id}.scorm.localhost"
        policies[name] = client.get(f"/l/{launch.token}/", headers={"host": host})["Content-Security-Policy"]
    assert policies["preview"].endswith(f"frame-ancestors {settings.SITE_ORIGIN}")
    assert policies["learner"].endswith("frame-ancestors 'none'")
