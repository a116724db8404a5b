"""Pictures belong to a provider; another provider's pictures do not exist."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as PillowImage

from media.models import Image
from tests.clients import SignedInClient
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff

pytestmark = pytest.mark.django_db


def png() -> SimpleUploadedFile:
    out = BytesIO()
    PillowImage.new("RGB", (8, 6), "navy").save(out, "PNG")
    return SimpleUploadedFile("Gruppenfoto Meier.png", out.getvalue(), "image/png")


@pytest.fixture
def provider():
    return ProviderFactory()


@pytest.fixture
def trainer_client(client, provider):
    client.force_login(make_staff("trainer", provider))
    return client


def upload(client, provider, url_name="pictures:add"):
    values = {"provider": provider.pk, "title": "Wegweiser", "description": "Ein Wegweiser"}
    return client.post(reverse(url_name), {**values, "credit": "© Maria Muster", "licence": "own", "file": png()})


def test_a_trainer_uploads_a_picture_for_the_own_provider(trainer_client, provider):
    assert upload(trainer_client, provider).status_code == 302
    picture = Image.objects.get()
    assert (picture.provider, picture.width, picture.height) == (provider, 8, 6)


def test_the_storage_key_tells_nothing_of_the_file_name(trainer_client, provider):
    upload(trainer_client, provider)
    key = Image.objects.get().file.name
    assert key.startswith(f"{provider.public_id}/image/")
    assert "Meier" not in key


def test_a_picture_cannot_be_given_to_another_provider(trainer_client):
    other = ProviderFactory()
    assert upload(trainer_client, other).status_code == 200  # the form again, with an error at the field
    assert Image.objects.count() == 0


def test_choosing_uploads_too(trainer_client, provider):
    response = upload(trainer_client, provider, "picture_chooser:create")
    assert response.status_code == 200
    assert Image.objects.count() == 1


def test_another_provider_finds_no_picture_by_list_key_or_chooser(trainer_client, provider):
    upload(trainer_client, provider)
    picture = Image.objects.get()
    client = SignedInClient()
    client.force_login(make_staff("trainer"))
    assert b"Wegweiser" not in client.get(reverse("pictures:index")).content
    assert client.get(reverse("pictures:edit", args=[picture.pk])).status_code == 404
    assert client.get(reverse("picture_chooser:chosen", args=[picture.pk])).status_code == 404
    assert b"Wegweiser" not in client.get(reverse("picture_chooser:choose")).content
    chosen = client.get(reverse("picture_chooser:chosen_multiple"), {"id": [picture.pk]})
    assert b"Wegweiser" not in chosen.content


def test_a_text_file_is_no_picture(trainer_client, provider):
    values = {"provider": provider.pk, "title": "x", "description": "", "credit": ""}
    fake = SimpleUploadedFile("x.png", b"no picture", "image/png")
    response = trainer_client.post(reverse("pictures:add"), {**values, "file": fake})
    assert response.status_code == 200
    assert Image.objects.count() == 0


def test_the_form_brings_the_only_provider_along_unseen(trainer_client, provider):
    page = trainer_client.get(reverse("pictures:add")).content.decode()
    assert f'<input type="hidden" name="provider" value="{provider.pk}" id="id_provider">' in page


def test_who_edits_the_platforms_pages_uses_pictures_of_every_provider(client, provider):
    client.force_login(make_staff("administrator"))
    upload(client, provider)
    image = Image.objects.get()
    assert image.title in client.get(reverse("pictures:index")).content.decode()
    assert client.get(reverse("picture_chooser:chosen", args=[image.pk])).status_code == 200
