from courses.models.catalogue import CatalogueEntry
from courses.models.course import CefrLevel, Course, TeachingLanguage
from courses.models.log import ContentLogEntry
from courses.models.occupation import Occupation, OccupationName
from courses.models.run import Run, RunTrainer
from courses.models.run_unit import RunUnit, RunUnitTranslation
from courses.models.session import RunSession, SessionSeries, SessionTrainer, Weekday
from courses.models.slides import SessionSlides
from courses.models.tailoring import Tailoring, TemplateItem
from courses.models.unit import CompletionRule, Delivery, Unit

__all__ = [
    "CatalogueEntry",
    "CefrLevel",
    "CompletionRule",
    "ContentLogEntry",
    "Course",
    "Delivery",
    "Occupation",
    "OccupationName",
    "Run",
    "RunSession",
    "RunTrainer",
    "RunUnit",
    "RunUnitTranslation",
    "SessionSeries",
    "SessionSlides",
    "SessionTrainer",
    "Tailoring",
    "TeachingLanguage",
    "TemplateItem",
    "Unit",
    "Weekday",
]
