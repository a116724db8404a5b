from admissions.actions.places import (
    NotInWindow,
    PlaceRefused,
    RunIsClosed,
    RunIsFull,
    check_takes,
    hold,
    release,
    take,
)

__all__ = [
    "NotInWindow",
    "PlaceRefused",
    "RunIsClosed",
    "RunIsFull",
    "check_takes",
    "hold",
    "release",
    "take",
]
