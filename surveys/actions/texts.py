"""What people wrote is read by a trainer before anybody else sees it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from privacy import audit
from surveys.models import FreeText


class NotYetReadable(Exception):
    """The survey is still open."""


class AlreadyWithheld(Exception):
    """Its words are gone."""


@transaction.atomic
def show(*, text: FreeText, body: str, by: User, at: datetime) -> None:
    """
    Let a text be seen, in the words that were left after names were taken out.

    Raises NotYetReadable, AlreadyWithheld.
    """
    locked = _locked(text)
    locked.state, locked.body = FreeText.State.SHOWN, body.strip()
    locked.save(update_fields=["state", "body"])
    _note("surveys.text_shown", locked, by, at)


@transaction.atomic
def withhold(*, text: FreeText, by: User, at: datetime) -> None:
    """Delete the words of a text for good. Raises NotYetReadable, AlreadyWithheld."""
    locked = _locked(text)
    locked.state, locked.body = FreeText.State.WITHHELD, ""
    locked.save(update_fields=["state", "body"])
    _note("surveys.text_withheld", locked, by, at)


def _locked(text: FreeText) -> FreeText:
    locked = FreeText.objects.select_for_update(of=("self",)).select_related("survey__provider").get(pk=text.pk)
    if locked.survey.closed_on is None:
        raise NotYetReadable
    if locked.state == FreeText.State.WITHHELD:
        raise AlreadyWithheld
    return locked


def _note(action: str, text: FreeText, by: User, at: datetime) -> None:
    audit.record(action, subject=text.survey, by=by, at=at, provider=text.survey.provider)
