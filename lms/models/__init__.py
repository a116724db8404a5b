from lms.models.attendance import AttendanceDecision, SessionAttendance
from lms.models.calendar_feed import CalendarFeed
from lms.models.enrolment import Enrolment, EnrolmentQuerySet
from lms.models.entry_request import EntryRequest, EntryRequestQuerySet
from lms.models.group import GroupMember
from lms.models.group_title import GroupTitle
from lms.models.guest_signup import GuestSignup
from lms.models.hours_entry import HoursEntry
from lms.models.repair import Repair
from lms.models.room import KnownGuest, RoomStay
from lms.models.submission import Submission, SubmissionQuerySet
from lms.models.unit_result import UnitResult

__all__ = [
    "AttendanceDecision",
    "CalendarFeed",
    "Enrolment",
    "EnrolmentQuerySet",
    "EntryRequest",
    "EntryRequestQuerySet",
    "GroupMember",
    "GroupTitle",
    "GuestSignup",
    "HoursEntry",
    "KnownGuest",
    "Repair",
    "RoomStay",
    "SessionAttendance",
    "Submission",
    "SubmissionQuerySet",
    "UnitResult",
]
