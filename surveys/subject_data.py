"""What surveys hold about a person: that they may answer, as long as the round is open. Answers know nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from privacy.registry import Kept
from surveys.models import SurveyToken


def export(*, person: User) -> Mapping[str, Any]:
    """Return the open rounds in which the person may answer or has; what they answered cannot be found."""
    tokens = SurveyToken.objects.filter(user=person).select_related("survey").order_by("survey__opens_on", "pk")
    surveys = [
        {"title": token.survey.title, "round": token.survey.round, "is_answered": token.is_spent} for token in tokens
    ]
    return {"surveys": surveys} if surveys else {}


def kept(*, person: User) -> Sequence[Kept]:
    """Nothing of the person: nobody can tell which answers are theirs."""
    return []


def erase(*, person: User, at: datetime) -> None:
    """Remove the person's tokens."""
    SurveyToken.objects.filter(user=person).delete()
