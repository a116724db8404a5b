"""Pictures, films, documents for tests, and the foot of pages in the cache, where it is on all but the first page."""

import io

import factory
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as PillowImage

from accounts.models import Provider
from cms.queries import menus
from media import queries
from media.models import Document, Film, FilmText, Image
from tests.factories.accounts import ProviderFactory

MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(range(64))  # what the first bytes of a film look like
PDF = b"%PDF-1.7\n%%EOF\n"
WEBVTT = "WEBVTT\n\n00:01.000 --> 00:03.000\nGuten Tag.\n"


def picture(*, width: int = 40, height: int = 20, colour: str = "navy", kind: str = "PNG") -> ContentFile:
    """Return an upload with one colour."""
    out = io.BytesIO()
    PillowImage.new("RGB", (width, height), colour).save(out, kind)
    return ContentFile(out.getvalue(), name=f"logo.{kind.lower()}")


def keep_foot(provider: Provider) -> None:
    """Let the next page of the provider find in the cache what its foot says."""
    queries.funding_blocks(on=timezone.localdate(), provider=provider)
    queries.partners(provider)
    for language, _name in settings.LANGUAGES:
        menus.menu("footer", language=language)
        menus.legal_pages(provider, language=language)


class ImageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Image

    provider = factory.SubFactory(ProviderFactory)
    title = factory.Sequence(lambda n: f"Bild {n}")
    description = "Ein Wegweiser vor einem Haus"
    credit = "© Maria Muster"
    file = factory.LazyFunction(picture)


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Document

    provider = factory.SubFactory(ProviderFactory)
    title = factory.Sequence(lambda n: f"Handreichung {n}")
    file = factory.LazyFunction(lambda: ContentFile(PDF, name="handreichung.pdf"))
    file_size = len(PDF)
    media_type = "application/pdf"


class FilmFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Film

    provider = factory.SubFactory(ProviderFactory)
    title = factory.Sequence(lambda n: f"Film {n}")
    file = factory.LazyFunction(lambda: ContentFile(MP4, name="film.mp4"))
    size = len(MP4)
    media_type = "video/mp4"
    seconds = 95
    captions = WEBVTT
    transcript = "Eine Frau sagt: Guten Tag."
    credit = "© Maria Muster"


class FilmTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FilmText

    film = factory.SubFactory(FilmFactory)
    language = "ar"
    captions = "WEBVTT\n\n00:01.000 --> 00:03.000\nمرحبًا\n"
    transcript = "امرأة تقول: مرحبًا."
