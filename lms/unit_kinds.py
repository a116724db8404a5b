"""The kinds of units a run can hold. A new kind is an engine below and one class here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


class UnitKind:
    """What learning pages need to know of a kind."""

    key: str
    name: StrOrPromise
    icon: str  # ui/icons/<icon>.html
    page: str  # the template of the unit's page
    is_confirmed_by_learner: bool  # the learner says that it is done; otherwise the engine's Outcome does


class TextUnit(UnitKind):
    """Text, pictures and videos on a page of ours."""

    key = "text"
    name = _("Text")
    icon = "book"
    page = "lms/unit_text.html"
    is_confirmed_by_learner = True


class ScormUnit(UnitKind):
    """A SCORM package, played on the content host by the engine in `scorm`."""

    key = "scorm"
    name = _("Übung")
    icon = "desk"
    page = "lms/unit_scorm.html"
    is_confirmed_by_learner = False


class LiveSessionUnit(UnitKind):
    """Taught at dates that the run has planned; who was there long enough has done it."""

    key = "live_session"
    name = _("Live-Termin")
    icon = "person"
    page = "lms/unit_live_session.html"
    is_confirmed_by_learner = False


class SurveyUnit(UnitKind):
    """Anonymous questions; who has answered, or said that they do not want to, has done it."""

    key = "survey"
    name = _("Befragung")
    icon = "info"
    page = "lms/unit_survey.html"
    is_confirmed_by_learner = False


class TransferTaskUnit(UnitKind):
    """Done at work and handed in; a trainer answers."""

    key = "transfer_task"
    name = _("Transferaufgabe")
    icon = "file"
    page = "lms/unit_transfer_task.html"
    is_confirmed_by_learner = False


KINDS: tuple[type[UnitKind], ...] = (TextUnit, ScormUnit, LiveSessionUnit, SurveyUnit, TransferTaskUnit)
BY_KEY: dict[str, type[UnitKind]] = {kind.key: kind for kind in KINDS}
