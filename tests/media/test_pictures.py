"""Pictures belong to a provider; another provider's pictures do not exist."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as PillowImage

from media.models import Image
from privacy.models import AuditEntry
from tests.clients import SignedInClient
from tests.factories.accounts import MembershipFactory, ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.media import ImageFactory

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


def upload(client, provider, url_name="pictures:add", **changes):
    values = {"provider": provider.pk, "title": "Wegweiser", "description": "Ein Wegweiser", "licence": "own"}
    return client.post(reverse(url_name), {**values, "credit": "© Maria Muster", "file": png(), **changes})


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


def test_choosing_by_something_that_is_no_key_chooses_nothing(trainer_client, provider):
    upload(trainer_client, provider)
    picture = Image.objects.get()
    chosen = trainer_client.get(reverse("picture_chooser:chosen_multiple"), {"id": ["x", "9" * 40, str(picture.pk)]})
    assert chosen.status_code == 200
    assert chosen.content.count(b"Wegweiser") == 1


def test_a_text_file_is_no_picture(trainer_client, provider):
    values = {"provider": provider.pk, "title": "x", "description": "", "credit": ""}
    fake = SimpleUploadedFile("x.png", b"no picture", "image/png")
    response = trainer_client.post(reverse("pictures:add"), {**values, "file": fake})
    assert response.status_code == 200
    assert Image.objects.count() == 0


def test_the_form_brings_the_only_provider_along_unseen(trainer_client, provider):
    page = trainer_client.get(reverse("pictures:add")).content.decode()
    assert f'<input type="hidden" name="provider" value="{provider.pk}" id="id_provider">' in page


def test_the_same_picture_is_not_uploaded_twice_but_named(trainer_client, provider):
    upload(trainer_client, provider)
    again = upload(trainer_client, provider)
    assert "Dieses Bild gibt es schon: „Wegweiser“." in again.content.decode()
    assert Image.objects.count() == 1


def test_a_picture_without_a_description_for_screen_readers_is_refused(trainer_client, provider):
    answer = upload(trainer_client, provider, description=" ")
    assert list(answer.context["form"].errors) == ["description"]


def test_what_an_editor_changes_leaves_a_trace(trainer_client, provider):
    upload(trainer_client, provider)
    image = Image.objects.get()
    typed = {"provider": provider.pk, "title": "Weg", "description": "Ein Weg", "credit": "© M", "licence": "own"}
    assert trainer_client.post(reverse("pictures:edit", args=[image.pk]), typed).status_code == 302
    image.refresh_from_db()
    assert (image.title, image.credit) == ("Weg", "© M")
    rows = AuditEntry.objects.filter(subject=image.public_id).order_by("pk").values_list("action", flat=True)
    assert list(rows) == ["media.image_added", "media.image_changed"]


def as_administrator(client):
    client.force_login(make_staff("administrator"))
    return client


def offered(client, image):
    """Return where the picture is met: in the list, the search of the list, the chooser, and by its key."""
    title = image.title.encode()
    return [
        title in client.get(reverse("pictures:index")).content,
        title in client.get(reverse("picture_chooser:choose")).content,
        client.get(reverse("picture_chooser:chosen", args=[image.pk])).status_code == 200,
        client.get(reverse("pictures:edit", args=[image.pk])).status_code == 200,
    ]


def test_who_edits_the_platforms_pages_meets_only_pictures_marked_for_them(client):
    hidden, marked = ImageFactory(title="GEHEIM"), ImageFactory(title="Freigegeben", is_for_platform=True)
    as_administrator(client)
    assert offered(client, hidden) == [False] * 4
    assert offered(client, marked) == [True] * 4


def test_pictures_of_an_archived_provider_are_offered_no_more(client, provider, at):
    marked = ImageFactory(title="Freigegeben", is_for_platform=True, provider=provider)
    provider.archived_at = at
    provider.save()
    assert offered(as_administrator(client), marked) == [False] * 4


def test_a_mark_for_the_platform_opens_nothing_to_other_providers(trainer_client):
    marked = ImageFactory(title="Freigegeben", is_for_platform=True)
    assert offered(trainer_client, marked) == [False] * 4


def test_what_editors_of_the_platform_bring_along_is_marked_at_once(client, provider):
    as_administrator(client)
    assert 'name="is_for_platform"' not in client.get(reverse("pictures:add")).content.decode()
    assert upload(client, provider).status_code == 302
    assert Image.objects.get().is_for_platform


def test_only_the_providers_own_people_take_the_mark_away(client, trainer_client, provider):
    upload(trainer_client, provider, is_for_platform="on")
    image = Image.objects.get()
    typed = {"provider": provider.pk, "title": "Weg", "description": "Ein Weg", "credit": "© M", "licence": "own"}
    address = reverse("pictures:edit", args=[image.pk])
    assert as_administrator(SignedInClient()).post(address, typed).status_code == 302
    image.refresh_from_db()
    assert (image.title, image.is_for_platform) == ("Weg", True)
    client.post(address, typed)
    image.refresh_from_db()
    assert not image.is_for_platform


def test_who_works_at_one_provider_and_for_the_platform_marks_only_there(client, provider):
    person = make_staff("trainer", provider)
    MembershipFactory(user=person, role="administrator", provider=None)
    client.force_login(person)
    other = ProviderFactory()
    upload(client, provider)
    upload(client, other)
    assert dict(Image.objects.values_list("provider", "is_for_platform")) == {provider.pk: False, other.pk: True}
