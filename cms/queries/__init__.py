from cms.queries.cards import cards, hours, state_badge
from cms.queries.catalogue import CataloguePart, catalogue_part, list_address, month_address, month_part
from cms.queries.courses import (
    CourseCard,
    PublicRun,
    course_cards,
    leading,
    own_enrolment,
    public_runs,
    runs_to_show,
)

__all__ = [
    "CataloguePart",
    "CourseCard",
    "PublicRun",
    "cards",
    "catalogue_part",
    "course_cards",
    "hours",
    "leading",
    "list_address",
    "month_address",
    "month_part",
    "own_enrolment",
    "public_runs",
    "runs_to_show",
    "state_badge",
]
