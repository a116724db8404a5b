"""Codes by which the staff of an employer take a seat themselves; shown once, kept as a digest."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from accounts.actions.start_codes import ALPHABET, LENGTH, normalize
from accounts.models import User
from admissions.actions.places import lock_run
from admissions.actions.seats import BlockIsOver
from admissions.models import SeatBlock
from courses.models import Run
from privacy import audit
from privacy.keys import all_digests, keyed_digest

PURPOSE = "admissions.seat_code"


class CodeOpensNothing(Exception):
    """No such code, or it was replaced or ended, or its seats went back; which of these is told to nobody."""


@transaction.atomic
def make(*, block: SeatBlock, by: User, at: datetime) -> str:
    """
    Return a new code for the block, such as 7F4K-Q9PX-2B3M; the one before opens nothing more.

    The plain code exists nowhere else. Raises BlockIsOver.
    """
    run = lock_run(Run(pk=block.run_id))
    block = SeatBlock.objects.get(pk=block.pk)
    if block.returned_at is not None or block.ends_at <= at:
        raise BlockIsOver(run)
    plain = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    block.code_digest, block.code_made_at = keyed_digest(PURPOSE, plain), at
    block.save(update_fields=["code_digest", "code_made_at"])
    audit.record("admissions.seat_code_made", subject=block, by=by, at=at, provider=run.course.provider)
    return "-".join(plain[start : start + 4] for start in range(0, LENGTH, 4))


@transaction.atomic
def end(*, block: SeatBlock, by: User, at: datetime) -> None:
    """Let the code open nothing more; doing it twice changes nothing."""
    run = lock_run(Run(pk=block.run_id))
    if SeatBlock.objects.filter(pk=block.pk, code_digest__isnull=False).update(code_digest=None, code_made_at=None):
        audit.record("admissions.seat_code_ended", subject=block, by=by, at=at, provider=run.course.provider)


def block_of(text: str, *, at: datetime) -> SeatBlock:
    """Return the block that this code opens, whatever of it is left. Raises CodeOpensNothing."""
    digests = all_digests(PURPOSE, normalize(text))
    blocks = SeatBlock.objects.select_related("run__course__provider", "employer")
    block = blocks.filter(code_digest__in=digests, returned_at=None).first()
    if block is None or block.ends_at <= at:
        raise CodeOpensNothing
    return block


def still_opens(block: SeatBlock, *, made_at: datetime, at: datetime) -> bool:
    """Return whether the code that was made then is the block's code still."""
    return block.code_made_at == made_at and block.returned_at is None and block.ends_at > at
