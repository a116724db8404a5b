"""Reads about learning, across enrolments, results and the ledger."""

from lms.queries.completion import (
    credited_minutes,
    has_earned_certificate,
    is_about_sessions,
    lacks_certificate,
    open_item_count,
)
from lms.queries.desk import Desk, DeskCard, desk
from lms.queries.learning import LearningPage, UnitLine, learning_page, package_sizes, with_course_title

__all__ = [
    "Desk",
    "DeskCard",
    "LearningPage",
    "UnitLine",
    "credited_minutes",
    "desk",
    "has_earned_certificate",
    "is_about_sessions",
    "lacks_certificate",
    "learning_page",
    "open_item_count",
    "package_sizes",
    "with_course_title",
]
