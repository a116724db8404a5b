"""Whatever somebody types behind /media/, the answer is a file or "not found"."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse

from media.actions import images
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.media import picture

LONG = "x" * 146


def address(name):
    return reverse("public-media", args=[name])


def test_a_file_with_a_name_of_150_characters_is_sent(client):
    name = storages["default"].save(f"logos/{LONG}.png", ContentFile(b"a picture"))
    answer = client.get(address(name))
    assert (answer.status_code, answer.getvalue()) == (200, b"a picture")


@pytest.mark.parametrize(
    "name",
    [f"{LONG}.png", "ä" * 127, "ä" * 128, "x" * 255, "x" * 256, f"{'x' * 300}/a.png", "a/" * 3000 + "a.png"],
    ids=["150", "254 bytes", "256 bytes", "255", "256", "a folder of 300", "a path of 6000"],
)
@pytest.mark.django_db
def test_a_long_name_that_nothing_has_is_not_found(client, name):
    assert client.get(address(name)).status_code == 404


@pytest.mark.django_db
def test_a_picture_may_come_with_a_name_of_150_characters(client, at):
    provider = ProviderFactory()
    upload = picture()
    upload.name = f"{LONG}.png"
    client.force_login(make_staff("trainer", provider))
    values = {"provider": provider.pk, "title": "Brücke", "description": "Eine Brücke", "credit": "© Wir"}
    answer = client.post(reverse("pictures:add"), {**values, "licence": "own", "file": upload})
    assert answer.status_code == 302, answer.context["form"].errors
    image = images.same_image(provider, picture())
    shown = client.get(image.file.url)
    assert (shown.status_code, shown.getvalue()) == (200, picture().read())
    assert LONG not in image.file.name
