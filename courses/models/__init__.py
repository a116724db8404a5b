from courses.models.course import CefrLevel, Course
from courses.models.log import ContentLogEntry
from courses.models.occupation import Occupation
from courses.models.run import Run, RunTrainer
from courses.models.run_unit import RunUnit, RunUnitTranslation
from courses.models.unit import CompletionRule, Delivery, Unit

__all__ = [
    "CefrLevel",
    "CompletionRule",
    "ContentLogEntry",
    "Course",
    "Delivery",
    "Occupation",
    "Run",
    "RunTrainer",
    "RunUnit",
    "RunUnitTranslation",
    "Unit",
]
