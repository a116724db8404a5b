"""Handouts and films: brought in and changed, each with its audit row."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from media.models import Document, Film, FilmText
from privacy import audit


@transaction.atomic
def add_file(*, file: Document | Film, by: User | None, at: datetime) -> None:
    """Keep an upload that was checked, with its owner and who brought it; `by=None` is the platform itself."""
    file.uploaded_by_user = by
    file.save()
    _record("added", file, by, at, _details(file))


@transaction.atomic
def change_file(*, file: Document | Film, fields: Collection[str], by: User | None, at: datetime) -> None:
    """Keep what was changed about a file, which `fields` names; the file itself stays the one it was."""
    file.save()
    _record("changed", file, by, at, {**_details(file), "fields": sorted(fields)})


@transaction.atomic
def say_in(*, film: Film, language: str, captions: str, transcript: str) -> None:
    """Keep captions and text of the film in a further language; where there are neither, it has none in it."""
    if captions or transcript:
        texts = {"captions": captions, "transcript": transcript}
        FilmText.objects.update_or_create(film=film, language=language, defaults=texts)
    else:
        FilmText.objects.filter(film=film, language=language).delete()


def _record(done: str, file: Document | Film, by: User | None, at: datetime, details: dict[str, Any]) -> None:
    action = f"media.{file._meta.model_name}_{done}"
    audit.record(action, subject=file, by=by, at=at, provider=file.provider, details=details)


def _details(file: Document | Film) -> dict[str, Any]:
    return {"media_type": file.media_type, "size": file.size, "for_platform": file.is_for_platform}
