"""Nobody fills the disk by a form that is too large."""

import io

import pytest
from django.urls import reverse

from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.scorm import uploaded

pytestmark = pytest.mark.django_db
MIB = 1024**2


class Untouched(io.RawIOBase):
    """A body that must not be read."""

    def readable(self):
        return True

    def readinto(self, target):
        raise AssertionError("read before it was refused")


def announce(client, path, size):
    """Send a form that says how large it is, and fails the test when one byte of it is read."""
    return client.generic(
        "POST",
        path,
        **{
            "wsgi.input": Untouched(),
            "CONTENT_LENGTH": str(size),
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
            "HTTP_ORIGIN": "http://testserver",
        },
    )


@pytest.mark.parametrize("path", ["/de/konto/login/", "/de/pruefen/", "/de/lernen/scorm/nachreichen/"])
def test_a_stranger_brings_no_large_form(client, path):
    assert announce(client, path, 3 * MIB).status_code == 413


def test_a_learner_brings_no_large_form_to_the_back_office_or_elsewhere(client):
    client.force_login(UserFactory())
    assert announce(client, "/de/konto/profil/", 3 * MIB).status_code == 413


def test_a_stranger_brings_no_package(client):
    assert announce(client, reverse("scorm_office:upload"), 3 * MIB).status_code in {302, 413}


def test_a_trainer_is_refused_before_reading_what_no_package_may_weigh(client, settings):
    settings.SCORM_UPLOAD_MAX_BYTES = 4 * MIB
    client.force_login(make_staff("trainer", ProviderFactory()))
    assert announce(client, reverse("scorm_office:upload"), 6 * MIB).status_code == 413


def test_a_trainer_brings_a_package_larger_than_other_forms(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    client.force_login(make_staff("trainer", ProviderFactory()))
    answer = client.post(reverse("scorm_office:upload"), {"title": "Vielfalt", "file": uploaded()})
    assert answer.status_code == 302


def test_a_form_has_room_for_the_fields_of_a_hundred_items(client):
    client.force_login(UserFactory())
    assert client.post("/de/konto/profil/", {f"item-{number}": "x" for number in range(1200)}).status_code == 200
