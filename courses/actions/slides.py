"""Slides of a session: uploaded before, removed, and handed to the room when it opens."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.signing import TimestampSigner
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from courses.models import RunSession, SessionSlides
from live_sessions.bbb.client import Slides
from media.actions import private_files
from media.file_types import ENDINGS
from privacy import audit

SALT = "courses.slides"
ADDRESS_SECONDS = 3600  # a server fetches at once, and tries again when it must
PICTURES = {"image/png": "png", "image/jpeg": "jpg"}
TAKEN = {
    **{name: ending for name, ending in ENDINGS.items() if ending in {"pdf", "pptx", "odp"}},
    **PICTURES,
}  # media type -> ending, by which a server knows the kind


class TooManySlides(Exception):
    """A session has as many presentations as a room is given."""


@transaction.atomic
def add_slides(
    *,
    session: RunSession,
    content: bytes,
    media_type: str,
    name: str,
    by: User,
    at: datetime,
    is_for_learners: bool = True,
) -> SessionSlides:
    """
    Keep a presentation, which the caller has looked into, for the session's room; learners may download it or not.

    Raises TooManySlides.
    """
    locked = RunSession.objects.select_for_update(of=("self",)).select_related("run__course__provider")
    row = locked.get(pk=session.pk)
    if row.slides.count() >= settings.SESSION_SLIDES_MOST:
        raise TooManySlides
    file = private_files.store(
        provider=row.provider, kind="slides", content=content, media_type=media_type, download_name=name, at=at
    )
    slides = SessionSlides.objects.create(session=row, file=file, added_at=at, is_for_learners=is_for_learners)
    details = {"session": row.public_id}
    audit.record("courses.slides_added", subject=slides, by=by, at=at, provider=row.provider, details=details)
    return slides


@transaction.atomic
def share_slides(*, slides: SessionSlides, is_for_learners: bool, by: User, at: datetime) -> None:
    """Let the learners of the run download a presentation, or no longer. The room shows it either way."""
    row = SessionSlides.objects.select_for_update(of=("self",)).get(pk=slides.pk)
    if row.is_for_learners == is_for_learners:
        return
    row.is_for_learners = is_for_learners
    row.save(update_fields=["is_for_learners"])
    what = "courses.slides_shared" if is_for_learners else "courses.slides_kept_back"
    audit.record(what, subject=slides, by=by, at=at, provider=slides.session.provider)


@transaction.atomic
def remove_slides(*, slides: SessionSlides, by: User, at: datetime) -> None:
    """Take a presentation away; its file is swept later. A room that is open keeps what it was given."""
    provider, file = slides.session.provider, slides.file
    audit.record("courses.slides_removed", subject=slides, by=by, at=at, provider=provider)
    slides.delete()
    file.delete()


def slides_for_room(session: RunSession) -> list[Slides]:
    """
    Return the session's presentations for `create`, the first one on the screen.

    Servers fetch from https addresses only, which hold for an hour; without https, as when trying out, the bytes
    themselves are handed over.
    """
    found = []
    for number, one in enumerate(session.slides.select_related("file")):
        name = f"{one.public_id}.{TAKEN[one.file.media_type]}"
        if settings.SITE_ORIGIN.startswith("https://"):
            found.append(Slides(name, url=_address(one, name), is_current=number == 0))
        else:
            with private_files.private_storage().open(one.file.storage_key) as file:
                found.append(Slides(name, content=file.read(), is_current=number == 0))
    return found


def _address(slides: SessionSlides, name: str) -> str:
    signature = TimestampSigner(salt=SALT).sign(slides.public_id)
    with override(settings.LANGUAGE_CODE):
        return str(settings.SITE_ORIGIN + reverse("lms:room_slides", args=[signature, name]))
