from cms.queries.courses import (
    CourseCard,
    PublicRun,
    course_cards,
    leading,
    own_enrolment,
    public_runs,
)

__all__ = [
    "CourseCard",
    "PublicRun",
    "course_cards",
    "leading",
    "own_enrolment",
    "public_runs",
]
