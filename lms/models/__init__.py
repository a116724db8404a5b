from lms.models.calendar_feed import CalendarFeed
from lms.models.enrolment import Enrolment, EnrolmentQuerySet
from lms.models.hours_entry import HoursEntry
from lms.models.unit_result import UnitResult

__all__ = ["CalendarFeed", "Enrolment", "EnrolmentQuerySet", "HoursEntry", "UnitResult"]
