"""What a camera writes into a photo, its place above all, never reaches the storage."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image as Pillow
from PIL import PngImagePlugin

from media.actions import images
from media.bare_pictures import without_metadata
from tests.factories.accounts import ProviderFactory
from tests.factories.media import picture

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WORDS = {"title": "Kurs", "description": "Zwei Frauen an einem Tisch", "credit": "© Bildungswerk Leine"}
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825
SECRETS = (b"Geheimtelefon", b"Exif", b"http://ns.adobe.com/xap", b"Amina")


def photo(kind="JPEG", *, orientation=6, **options):
    """A picture 40 wide and 20 high, red at its left end, taken with the phone turned."""
    drawn = Pillow.new("RGB", (40, 20), "blue")
    drawn.paste("red", (0, 0, 10, 20))
    exif = Pillow.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, "Geheimtelefon"
    exif.get_ifd(GPS)[2] = (52.0, 22.0, 30.0)
    written = BytesIO()
    drawn.save(written, kind, exif=exif, **options)
    return BytesIO(written.getvalue())


def test_the_photo_is_there_to_be_found():
    assert b"Geheimtelefon" in photo().getvalue()
    assert Pillow.open(photo()).getexif().get_ifd(GPS)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photo_is_kept_upright_and_without_place_and_phone(kind):
    bare = without_metadata(photo(kind))
    assert [secret for secret in SECRETS if secret in bare] == []
    with Pillow.open(BytesIO(bare)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == (kind, (20, 40), {})
        red, _green, blue = shown.convert("RGB").getpixel((10, 2))
        assert red > 200 > 60 > blue  # what was at the left end of the sensor is on top now
        assert shown.convert("RGB").getpixel((10, 30))[2] > 200


def test_comments_and_texts_are_metadata_too():
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "Amina")
    for content in (photo(comment=b"Amina", orientation=1), photo("PNG", pnginfo=texts), photo("WEBP", xmp=b"Amina")):
        assert b"Amina" in content.getvalue()
        assert b"Amina" not in without_metadata(content)


def test_a_film_of_pictures_stays_one():
    frames = [Pillow.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    written = BytesIO()
    frames[0].save(written, "WEBP", save_all=True, append_images=frames[1:], duration=[100, 200, 300], xmp=b"Amina")
    bare = without_metadata(written)
    assert b"Amina" not in bare
    with Pillow.open(BytesIO(bare)) as shown:
        assert shown.n_frames == 3


def test_colours_stay_as_the_profile_says():
    profile = b"a profile of colours" * 10
    with Pillow.open(BytesIO(without_metadata(photo(icc_profile=profile)))) as shown:
        assert shown.info["icc_profile"] == profile


def test_what_says_nothing_of_itself_stays_as_it_came():
    plain = picture()
    content = plain.read()
    assert without_metadata(plain) == content


def test_a_phone_that_puts_two_pictures_into_one_file_is_understood():
    written = BytesIO()
    first, second = Pillow.new("RGB", (40, 20), "red"), Pillow.new("RGB", (10, 5), "blue")
    first.save(written, "MPO", save_all=True, append_images=[second])
    with Pillow.open(BytesIO(without_metadata(written))) as shown:
        assert (shown.format, shown.size) == ("JPEG", (40, 20))


@pytest.mark.django_db
def test_the_storage_holds_the_bare_picture_and_knows_the_same_photo_again():
    provider = ProviderFactory()
    image = images.add_image(provider=provider, upload=photo(), **WORDS, by=None, at=NOW)
    with image.file.open("rb") as kept:
        content = kept.read()
    assert [secret for secret in SECRETS if secret in content] == []
    assert (image.width, image.height, image.file_size) == (20, 40, len(content))
    with pytest.raises(images.ImageIsThere) as refusal:
        images.add_image(provider=provider, upload=photo(), **WORDS, by=None, at=NOW)
    assert refusal.value.image == image
