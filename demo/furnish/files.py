"""Films and handouts of the demo's units, made when they are wanted and kept once per provider."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import Provider
from demo import films
from demo.content import adaptation, handouts, pictures
from demo.content.films import CREDIT, FILMS
from demo.furnish.pictures import drawn
from media.actions import files
from media.models import Document, Film


def placed(body: Iterable[tuple[str, Any]], provider: Provider, at: datetime) -> list[tuple[str, Any]]:
    """Return the blocks with the provider's files where the lessons only name them."""
    return [(kind, _value(kind, value, provider, at)) for kind, value in body]


def _value(kind: str, value: Any, provider: Provider, at: datetime) -> Any:
    if kind == "film":
        return {"film": film(value, provider, at).pk, "caption": ""}
    if kind == "document":
        return {"document": handout(value, provider, at).pk, "title": ""}
    return value


def film(name: str, provider: Provider, at: datetime) -> Film:
    """Return the provider's film of this name, with captions and text in all its languages."""
    text = FILMS[name]
    if (known := Film.objects.filter(provider=provider, title=text.title).first()) is not None:
        return known
    course = next(course for course in adaptation.COURSES if course.slug == text.course)
    (language, own), *further = text.said.items()
    content = films.content()
    made = Film(
        provider=provider,
        title=text.title,
        file=ContentFile(content, name=f"{name}.webm"),
        size=len(content),
        media_type="video/webm",
        seconds=films.SECONDS,
        language=language,
        captions=films.captions(own.lines),
        transcript=own.transcript,
        poster=drawn(text.course, pictures.COURSES[text.course], provider, label=course.title, at=at),
        credit=CREDIT,
    )
    files.add_file(file=made, by=None, at=at)
    for code, said in further:
        files.say_in(film=made, language=code, captions=films.captions(said.lines), transcript=said.transcript)
    return made


def handout(name: str, provider: Provider, at: datetime) -> Document:
    """Return the provider's handout of this name."""
    title = handouts.TITLES[name]
    known: Document | None = Document.objects.filter(provider=provider, title=title).first()
    if known is not None:
        return known
    content = handouts.pdf(name)
    made = Document(
        provider=provider,
        title=title,
        file=ContentFile(content, name=f"{name}.pdf"),
        file_size=len(content),
        media_type="application/pdf",
    )
    files.add_file(file=made, by=None, at=at)
    return made
