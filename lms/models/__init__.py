from lms.models.enrolment import Enrolment, EnrolmentQuerySet
from lms.models.hours_entry import HoursEntry
from lms.models.unit_result import UnitResult

__all__ = ["Enrolment", "EnrolmentQuerySet", "HoursEntry", "UnitResult"]
