"""Answering once, without leaving a trace of who it was."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from privacy.keys import all_digests, keyed_digest
from surveys.models import AnswerSheet, FreeText, QuestionKind, Survey, SurveyToken
from surveys.models.questionnaire import HIGHEST, LOWEST
from surveys.rules import cleaned_code

PURPOSE = "surveys.ticket"
LINK_PURPOSE = "surveys.link"
TEXT_MOST = 2000  # characters of one free text


class RoundIsNotOpen(Exception):
    """It has not begun, or it is over."""


class AlreadyAnswered(Exception):
    """Everybody answers once."""


class TicketIsSpent(Exception):
    """It was used, a newer one was made, or there never was such a ticket."""


class NotOnTheScale(Exception):
    """An answer that the page cannot have offered."""


@transaction.atomic
def ticket(*, survey: Survey, user: User, at: datetime) -> str:
    """
    Return a fresh ticket (32 characters) for the page of answers; an older one of the person opens nothing any more.

    Who may answer is for the caller to say. Raises RoundIsNotOpen, AlreadyAnswered.
    """
    locked = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if not locked.is_open(timezone.localdate(at)):
        raise RoundIsNotOpen
    token, _ = SurveyToken.objects.get_or_create(survey=locked, user=user)
    if token.is_spent:
        raise AlreadyAnswered
    made = secrets.token_urlsafe(24)
    token.digest = keyed_digest(PURPOSE, made).hex()
    token.save(update_fields=["digest"])
    return made


def survey_of(ticket: str, *, at: datetime) -> Survey:
    """Return the survey that the ticket opens. Raises TicketIsSpent, RoundIsNotOpen."""
    token = _token(ticket)
    if not token.survey.is_open(timezone.localdate(at)):
        raise RoundIsNotOpen
    return token.survey


@transaction.atomic
def hand_in(
    *, ticket: str, answers: Mapping[str, int], texts: Mapping[str, str], code: str, at: datetime
) -> tuple[Survey, User]:
    """
    Keep what somebody answered on a sheet of its own, and spend the ticket; return the survey and who has answered.

    Nothing is compulsory: questions may be left out, and `code` too. Empty texts are nothing. Raises TicketIsSpent,
    RoundIsNotOpen, NotOnTheScale, and ValueError for a code that is none.
    """
    survey, user = _spend(ticket, at)
    kinds = {question.key: question.kind for question in survey.asked}
    if any(kinds.get(key) != QuestionKind.AGREEMENT or not LOWEST <= answers[key] <= HIGHEST for key in answers):
        raise NotOnTheScale
    if any(kinds.get(key) != QuestionKind.TEXT for key in texts):
        raise NotOnTheScale
    link = keyed_digest(LINK_PURPOSE, f"{survey.context_key} {cleaned_code(code)}").hex() if code.strip() else ""
    AnswerSheet.objects.create(survey=survey, link=link, answers=dict(answers))
    FreeText.objects.bulk_create(
        FreeText(survey=survey, question_key=key, body=text.strip()[:TEXT_MOST])
        for key, text in texts.items()
        if text.strip()
    )
    return survey, user


@transaction.atomic
def stay_away(*, ticket: str, at: datetime) -> tuple[Survey, User]:
    """Spend the ticket without a sheet: somebody does not want to answer. Raises TicketIsSpent, RoundIsNotOpen."""
    return _spend(ticket, at)


def _token(ticket: str) -> SurveyToken:
    digests = [digest.hex() for digest in all_digests(PURPOSE, ticket)]
    found = SurveyToken.objects.select_related("survey", "survey__provider", "user").filter(digest__in=digests).first()
    if found is None:
        raise TicketIsSpent
    return found


def _spend(ticket: str, at: datetime) -> tuple[Survey, User]:
    token = _token(ticket)
    # The survey first, as closing does: what comes in while it is counted waits, and finds it closed.
    survey = Survey.objects.select_for_update(of=("self",)).select_related("provider").get(pk=token.survey_id)
    if not survey.is_open(timezone.localdate(at)):
        raise RoundIsNotOpen
    spent = SurveyToken.objects.filter(pk=token.pk, digest=token.digest, is_spent=False).update(
        is_spent=True, digest=None
    )
    if not spent:
        raise TicketIsSpent
    return survey, token.user
