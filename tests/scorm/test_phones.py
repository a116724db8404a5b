"""Whether a package plays on a phone: measured by a preview's player, decided by whoever looked at it."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone

from scorm import headers, tokens
from scorm.actions import phones
from scorm.models import Launch, PackageVersion, PhoneCheck, PhoneFit
from scorm.origins import content_origin
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.scorm import PackageVersionFactory, ScoFactory, open_launch, registered, trainer_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("portrait", "landscape", "suggestion"),
    [
        (360, None, "fits"),
        (368, 900, "fits"),
        (369, 740, "turn"),
        (369, 748, "turn"),
        (980, 749, "computer"),
        (980, None, ""),
        (None, None, ""),
        (None, 640, "turn"),
    ],
)
def test_the_measures_speak_for_a_choice(portrait, landscape, suggestion):
    assert PhoneCheck(portrait_px=portrait, landscape_px=landscape).suggestion == suggestion


def test_the_widest_page_of_each_frame_counts(at):
    version = PackageVersionFactory()
    for frame, content in [(360, 400), (360, 380), (740, 740)]:
        phones.measured(version=version, frame_px=frame, content_px=content, at=at)
    check = PhoneCheck.objects.get()
    assert (check.portrait_px, check.landscape_px, check.measured_at) == (400, 740, at)


@pytest.mark.parametrize(("frame", "content"), [(1280, 1280), (640, 640), (360, 0), (360, phones.MOST_PX + 1)])
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


def answer(client, launch, rest=""):
    host = f"{PackageVersion.objects.get(pk=launch.attempt.version_id).public_id}.scorm.localhost"
    return client.get(f"/l/{launch.token}/{rest}", headers={"host": host})


def test_only_the_player_of_a_preview_may_stand_in_a_frame_and_only_of_its_own_origin(client):
    policy = answer(client, preview())["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self'")
    policy = answer(client, open_launch(registered(), timezone.now()))["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'none'")


def test_content_stands_in_frames_of_its_own_origin_alone():
    assert headers.seal(HttpResponse())["Content-Security-Policy"].endswith("frame-ancestors 'self'")


def test_the_stage_shows_the_player_of_a_preview_without_a_sandbox_and_stands_in_no_frame(client):
    response = answer(client, preview(), "phone")
    assert response.status_code == 200
    page = response.content.decode()
    assert ('src="./"' in page, "sandbox" in page) == (True, False)
    assert response["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cache-Control"] == "no-store"


def test_a_learner_finds_no_stage(client):
    assert answer(client, open_launch(registered(), timezone.now()), "phone").status_code == 404


def test_the_stage_of_a_preview_that_is_over_says_so_with_the_way_back(client):
    launch = preview()
    Launch.objects.filter(pk=launch.pk).update(created_at=timezone.now() - timedelta(minutes=16), opened_at=None)
    for rest in ("phone", ""):
        response = answer(client, launch, rest)
        assert response.status_code == 410
        page = response.content.decode()
        assert ('<base target="_top">' in page, f'<a href="{launch.return_url}">' in page) == (True, True)
        assert response["Content-Security-Policy"].endswith("frame-ancestors 'self'")  # the player's lies in the stage


def test_opening_the_stage_begins_a_preview_that_counts_nothing(at):
    version = ScoFactory(version=PackageVersionFactory()).version
    trainer = trainer_of(version.package.owner)
    told = {"language": "de", "learner_name": "Petra", "return_url": "https://lernen.example/zurueck/"}
    address = phones.open_stage(version=version, by=trainer, at=at, **told)
    launch = Launch.objects.get()
    assert address == f"{content_origin(version)}/l/{tokens.make(launch.public_id, launch.nonce)}/phone"
    assert (launch.attempt.mode, launch.attempt.registration.user) == ("preview", trainer)
    with pytest.raises(PermissionDenied):
        phones.open_stage(version=version, by=UserFactory(), at=at, **told)
