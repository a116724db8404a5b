from opening_process.models.adviser import Adviser
from opening_process.models.audit_item import AuditItem, Level, Maturity
from opening_process.models.cycle import Cycle, Phase
from opening_process.models.plan import Goal, Measure
from opening_process.models.process import OpeningProcess
from opening_process.models.review import Review

__all__ = [
    "Adviser",
    "AuditItem",
    "Cycle",
    "Goal",
    "Level",
    "Maturity",
    "Measure",
    "OpeningProcess",
    "Phase",
    "Review",
]
