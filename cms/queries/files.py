"""Who may open a handout or watch a film: asked each time, because neither has an address of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex, Revision

from accounts.back_office import visible
from accounts.models import User
from courses.models import RunUnit, RunUnitTranslation
from lms.models import Enrolment
from media.models import Document, Film

BLOCKS: dict[type, str] = {Document: "document", Film: "film"}  # block type and the name of its chooser


def may_open(user: User | AnonymousUser, file: Document | Film) -> bool:
    """
    Return whether the person may open the file.

    Everybody, while a live page refers to it. Else who works with it at its provider, and who learns in a run whose
    units show it in the version that the run has pinned.
    """
    if is_on_a_live_page(file):
        return True
    if not isinstance(user, User):
        return False
    return visible(user, type(file)).filter(pk=file.pk).exists() or is_in_a_unit_of(user, file)


def is_on_a_live_page(file: Document | Film) -> bool:
    """Return whether a published page shows the file. The row of a live page holds what is published, no draft."""
    pages = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.get_references_to(file).filter(base_content_type=pages)
    keys = [int(key) for key in references.values_list("object_id", flat=True)]
    return bool(keys) and Page.objects.filter(pk__in=keys, live=True).exists()


def is_in_a_unit_of(user: User, file: Document | Film) -> bool:
    """Return whether the person learns, or has learnt, in a run whose pinned units show the file."""
    runs = Enrolment.objects.learnt_by(user).exclude(state=Enrolment.State.WITHDRAWN).values("run")
    units = RunUnit.objects.filter(run__in=runs)
    pinned = Revision.objects.filter(pk__in=units.values("unit_revision")) | Revision.objects.filter(
        pk__in=RunUnitTranslation.objects.filter(run_unit__in=units).values("revision")
    )
    return any(
        block.get("value", {}).get(BLOCKS[type(file)]) == file.pk
        for revision in pinned.iterator()
        for block in _blocks(revision.content)
        if block.get("type") == BLOCKS[type(file)]
    )


def _blocks(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from json.loads(content.get("body") or "[]")
