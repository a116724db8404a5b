"""What the engine tells the floor above, and what it answers the player."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

SuccessWord = Literal["unknown", "passed", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a commit means to whoever owns `context_key`; only made when something of it changed."""

    context_key: UUID
    is_complete: bool  # the content said `completed` or `passed`; never taken back within an attempt
    success: SuccessWord
    score: Decimal | None  # 0..1, None when the content reports none
    progress: Decimal | None  # 0..1, None when the content reports none
    total_seconds: int  # reported by the content, capped by our clock
    keeps_best: bool = True  # False: success and score are as told, also where they were better before


@dataclass(frozen=True, slots=True)
class Applied:
    """The answer to a commit. Send it only after COMMIT; `outcome` belongs into the same transaction."""

    status_code: int  # 200, 409, 410, 422, 429
    answer: dict[str, Any] = field(default_factory=dict)
    outcome: Outcome | None = None
    registration_user_id: int | None = None
    context_key: UUID | None = None
    retry_after: int | None = None  # seconds, with 429
