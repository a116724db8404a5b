"""The action behind every picture: whose it is, what is said of it, once per provider, with its audit row."""

from io import BytesIO

import pytest

from accounts.actions.changing import MayNotChange
from media.actions import images
from media.actions.logos import NotAPicture
from media.models import Image
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.media import picture

pytestmark = pytest.mark.django_db
WORDS = {"title": "Brücke", "description": "Eine Brücke über einen Fluss", "credit": "© Bildungswerk Leine"}


def add(at, **changes):
    values = {"provider": changes.get("provider") or ProviderFactory(), "upload": picture(), **WORDS, **changes}
    return images.add_image(**{"by": None, "at": at, **values})


def test_a_picture_is_kept_with_its_words_and_an_audit_row(at):
    provider = ProviderFactory()
    trainer = make_staff("trainer", provider)
    image = add(at, provider=provider, by=trainer)
    image.refresh_from_db()
    assert (image.width, image.height, image.credit, image.uploaded_by_user) == (40, 20, WORDS["credit"], trainer)
    assert image.file.name.startswith(f"{provider.public_id}/image/")
    assert image.file.name.endswith(".png")
    row = AuditEntry.objects.get(subject=image.public_id)
    assert (row.action, row.actor, row.at) == ("media.image_added", trainer.public_id, at)


@pytest.mark.parametrize("name", ["title", "description", "credit"])
def test_no_picture_without_title_description_and_credit(at, name):
    with pytest.raises(images.WordsMissing) as refusal:
        add(at, **{name: "  "})
    assert refusal.value.names == [name]


def test_the_same_content_comes_once_per_provider_whatever_its_name(at):
    provider = ProviderFactory()
    first = add(at, provider=provider)
    with pytest.raises(images.ImageIsThere) as refusal:
        add(at, provider=provider, title="Anders genannt")
    assert refusal.value.image == first
    add(at, upload=picture())  # another provider knows nothing of it
    assert Image.objects.count() == 2


@pytest.mark.parametrize("content", [b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused(at, content):
    with pytest.raises(NotAPicture):
        add(at, upload=BytesIO(content))
    assert not Image.objects.exists()


def test_nobody_brings_a_picture_to_another_provider(at):
    with pytest.raises(MayNotChange):
        add(at, by=make_staff("trainer"))


def test_editors_of_the_platform_bring_only_what_is_marked_for_it(at):
    administrator = make_staff("administrator")
    with pytest.raises(MayNotChange):
        add(at, by=administrator)
    assert add(at, by=administrator, is_for_platform=True).is_for_platform
