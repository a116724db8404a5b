# messages: back office
"""What an employer's HR reads about its seats: numbers, and whom it invited itself. Nothing of what anybody learns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from admissions.models import SeatBlock, SeatInvitation
from admissions.queries.seats import SeatCounts, counts
from diversity_training.models import TrainingRequest
from lms.actions.seats import link_of

State = SeatInvitation.State
TONES = {State.INVITED: "info", State.ACCEPTED: "success", State.DECLINED: "warning", State.EXPIRED: "warning"}


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A block of seats with how it stands."""

    block: SeatBlock
    counts: SeatCounts
    is_open: bool  # seats can still be offered

    @property
    def course_title(self) -> str:
        """What the training is called."""
        title: str = self.block.run.course.title
        return title


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """Somebody who was invited, or a link that names nobody."""

    invitation: SeatInvitation
    number: int  # among the links that name nobody; 0 for somebody with a name
    tone: str
    link: str  # for the employer to hand over; empty where a letter brought it, or where it is over
    may_end: bool


@dataclass(frozen=True, slots=True)
class SeatsPage:
    """Everything on the page of a block."""

    line: BlockLine
    invitations: tuple[InvitationLine, ...]
    used_by_code: int
    has_begun: bool


def blocks_of(user: User) -> QuerySet[SeatBlock]:
    """Return the blocks of the person's employers, those that begin last first; nobody else's."""
    rows = SeatBlock.objects.of_employers_of(user).select_related("run__course__provider__network", "employer")
    return rows.order_by("-run__starts_on", "-pk")


def lines_of(blocks: Sequence[SeatBlock], at: datetime) -> list[BlockLine]:
    """Return how each block stands, with one query for all."""
    found = counts(blocks, at)
    return [
        BlockLine(block, found[block.pk].as_employers_read, block.returned_at is None and block.ends_at > at)
        for block in blocks
    ]


def seats_of_desk(user: User, at: datetime) -> dict[str, Any]:
    """Return what the desk shows of the seats: every block, with two queries."""
    return {"seat_lines": lines_of(list(blocks_of(user)), at)}


def seats_of_booking(booking: TrainingRequest, user: User, at: datetime) -> dict[str, Any]:
    """Return what the page of a booking shows of its seats."""
    block = blocks_of(user).filter(booking_key=booking.seat_key).first()
    return {"seat_line": lines_of([block], at)[0] if block is not None else None}


def page_of(block: SeatBlock, at: datetime) -> SeatsPage:
    """Return how a block stands and whom the employer invited, the newest first."""
    (line,) = lines_of([block], at)
    has_begun = block.run.starts_on <= timezone.localdate(at)
    rows = list(SeatInvitation.objects.filter(place__block=block).select_related("place").order_by("pk"))
    # A name that was emptied later makes no link of the row, or the numbers on printed links would move.
    nameless = (row for row in rows if not row.name and row.emptied_at is None)
    numbers = {row.pk: number for number, row in enumerate(nameless, start=1)}
    invitations = tuple(_line(row, numbers.get(row.pk, 0), at, has_begun=has_begun) for row in reversed(rows))
    accepted = sum(row.state == State.ACCEPTED for row in rows)
    return SeatsPage(line, invitations, used_by_code=max(line.counts.used - accepted, 0), has_begun=has_begun)


def open_links(block: SeatBlock, at: datetime) -> list[InvitationLine]:
    """Return the links that the employer hands over itself, the oldest first."""
    return [line for line in reversed(page_of(block, at).invitations) if line.link]


def _line(row: SeatInvitation, number: int, at: datetime, *, has_begun: bool) -> InvitationLine:
    until = row.place.held_until
    is_waiting = row.state == State.INVITED and until is not None and until > at
    if row.state == State.INVITED and not is_waiting:
        row.state = State.EXPIRED  # the nightly return will write it down
    return InvitationLine(
        invitation=row,
        number=number,
        tone=TONES.get(State(row.state), "neutral"),
        link=link_of(row) if is_waiting and not row.email else "",
        may_end=is_waiting or (row.state == State.ACCEPTED and not has_begun),
    )
