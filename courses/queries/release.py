# messages: back office
"""What stands between a draft and its publication, said at the field in words for the person who edits."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from courses import rules
from courses.models import Course, Unit
from courses.models.agg import missing_contents
from courses.models.unit import TAUGHT_AT_DATES
from courses.queries.curriculum import Curriculum, curriculum
from courses.queries.packages import newest_version
from courses.queries.published import courses_using
from courses.rules import Fault
from surveys.models import Round
from surveys.queries.questions import questions_of


def unit_faults(unit: Unit) -> list[Fault]:
    """Return why this unit, as it stands, cannot be published; empty when it can."""
    faults = []
    if not unit.title.strip():
        faults.append(Fault("title", _("Bitte geben Sie der Einheit einen Titel.")))
    if unit.kind == Unit.Kind.TEXT and not unit.body:
        faults.append(Fault("body", _("Die Einheit hat noch keinen Text.")))
    if unit.kind == Unit.Kind.SCORM:
        faults += _package_faults(unit)
    if unit.kind == Unit.Kind.LIVE_SESSION:
        faults += _session_faults(unit)
    if unit.kind == Unit.Kind.SURVEY:
        faults += _survey_faults(unit)
    if unit.kind == Unit.Kind.TRANSFER_TASK:
        faults += _task_faults(unit)
    return faults + admission_faults(unit)


def _package_faults(unit: Unit) -> list[Fault]:
    if unit.package is None:
        return [Fault("package", _("Bitte wählen Sie ein SCORM-Paket."))]
    if unit.package.owner_id != unit.provider_id:
        return [Fault("package", _("Dieses SCORM-Paket gehört einem anderen Träger."))]
    if newest_version(unit.package) is None:
        return [
            Fault(
                "package",
                _("Das SCORM-Paket hat keine spielbare Version. Sehen Sie den Prüfbericht unter „SCORM-Pakete“ an."),
            )
        ]
    return []


def _session_faults(unit: Unit) -> list[Fault]:
    faults = []
    if not unit.min_percent and not unit.min_minutes:
        text = _("Bitte sagen Sie, wie viel Anwesenheit nötig ist: Prozent oder Minuten.")
        faults.append(Fault("min_percent", text))
    if unit.min_minutes and unit.min_minutes > unit.minutes:
        text = _("So lange dauert die Einheit nicht: Geplant sind %(minutes)s Minuten.") % {"minutes": unit.minutes}
        faults.append(Fault("min_minutes", text))
    if not unit.teaching_units:
        faults.append(Fault("teaching_units", _("Bitte sagen Sie, wie viele Unterrichtseinheiten geplant sind.")))
    if unit.delivery not in TAUGHT_AT_DATES:
        text = _("Ein Live-Termin findet im virtuellen Klassenzimmer oder in Präsenz statt.")
        faults.append(Fault("delivery", text))
    return faults


def _survey_faults(unit: Unit) -> list[Fault]:
    faults = []
    if unit.questionnaire is None:
        faults.append(Fault("questionnaire", _("Bitte wählen Sie einen Fragebogen.")))
    elif unit.questionnaire.provider_id != unit.provider_id:
        faults.append(Fault("questionnaire", _("Dieser Fragebogen gehört einem anderen Träger.")))
    elif unit.survey_round and not questions_of(unit.questionnaire, Round(unit.survey_round)):
        faults.append(Fault("survey_round", _("Der Fragebogen hat für diesen Zeitpunkt keine Frage.")))
    if not unit.survey_round:
        faults.append(Fault("survey_round", _("Bitte sagen Sie, wann gefragt wird.")))
    if unit.teaching_units:
        text = _("Eine Befragung ist freiwillig und zählt keine Unterrichtseinheiten. Bitte tragen Sie 0 ein.")
        faults.append(Fault("teaching_units", text))
    return faults


def _task_faults(unit: Unit) -> list[Fault]:
    faults = []
    if not unit.body:
        faults.append(Fault("body", _("Bitte schreiben Sie, was zu tun ist.")))
    if not unit.takes and not unit.is_translation:
        faults.append(Fault("takes", _("Bitte sagen Sie, was abgegeben wird.")))
    if not unit.teaching_units:
        faults.append(Fault("teaching_units", _("Bitte sagen Sie, wie viele Unterrichtseinheiten geplant sind.")))
    if unit.delivery in TAUGHT_AT_DATES:
        text = _("Eine Transferaufgabe gehört zur Selbstlernphase oder zur Praxis im Betrieb.")
        faults.append(Fault("delivery", text))
    return faults


def course_faults(course: Course, *, with_units: bool = False) -> list[Fault]:
    """
    Return why this course, as it stands, cannot be published; empty when it can.

    `with_units`: units that are still drafts will be published in the same act, so only their own faults count.
    """
    faults = [Fault(name, _field_text(name)) for name in rules.missing_fields(course)]
    if course.is_translation:
        return faults
    faults += _complaint_faults(course)
    plan = curriculum(course)
    faults += _curriculum_faults(plan, with_units=with_units)
    faults += _admission_faults(course, plan)
    faults += agg_faults(course)
    return faults


def agg_faults(content: Course | Unit) -> list[Fault]:
    """Return why certificates of this course may not speak of § 12 AGG; by whatever door it is published."""
    if not isinstance(content, Course) or content.is_translation or not content.names_agg:
        return []
    if content.offer_kind != Course.OfferKind.DIVERSITY_TRAINING:
        text = _("Nur ein Diversity-Training dient der Schulung nach § 12 Abs. 2 AGG. Nehmen Sie den Haken heraus.")
        return [Fault("names_agg", text)]
    missing = missing_contents(content.agg_contents)
    if not missing:
        return []
    contents = "; ".join(str(one.label) for one in missing)
    text = _(
        "Für den Satz über § 12 Abs. 2 AGG fehlen Inhalte: %(contents)s. Nehmen Sie sie ins Training auf, oder "
        "lassen Sie den Satz weg."
    )
    return [Fault("agg_contents", text % {"contents": contents})]


def admission_faults(content: Course | Unit) -> list[Fault]:
    """
    Return why publishing this would offer a course that is void without admission by the ZFU (§§ 7, 12 FernUSG).

    A unit can do that too: taught alone from now on, it may tip the balance of a paid course that is public.
    """
    if content.is_translation:
        return []
    if isinstance(content, Course):
        return _admission_faults(content, curriculum(content))
    tipped = []
    for course in courses_using(content):
        if course.live and course.is_paid and not course.is_translation:
            plan = curriculum(course)
            if rules.needs_zfu_number(course, [content if unit.pk == content.pk else unit for unit in plan.units]):
                tipped.append(course)
    return [
        Fault(
            "delivery",
            _(
                "Mit dieser Lernform wäre der kostenpflichtige Kurs „%(course)s“ überwiegend Selbstlernphase. Er "
                "braucht vorher eine Zulassung der ZFU (§ 12 FernUSG)."
            )
            % {"course": course},
        )
        for course in tipped
    ]


def _admission_faults(course: Course, plan: Curriculum) -> list[Fault]:
    if not rules.needs_zfu_number(course, plan.units):
        return []
    share = round(rules.asynchronous_share(plan.units) * 100)
    return [
        Fault(
            "zfu_number",
            _(
                "Der Kurs kostet etwas, und %(share)s %% der Unterrichtseinheiten sind Selbstlernphase. "
                "Solche Kurse brauchen eine Zulassung der ZFU (§ 12 FernUSG). Tragen Sie die Nummer ein, oder "
                "planen Sie mindestens die Hälfte als Unterricht zur gleichen Zeit."
            )
            % {"share": share},
        )
    ]


def _field_text(name: str) -> str:
    label = getattr(Course, name).field.verbose_name
    return _("„%(field)s“ muss vor der Veröffentlichung ausgefüllt sein (DIN ISO 29993).") % {"field": label}


def _complaint_faults(course: Course) -> list[Fault]:
    if course.complaint_text.strip():
        return []
    return [Fault("complaint_path", _("Weder der Kurs noch Ihr Träger nennt einen Beschwerdeweg (DIN ISO 29993)."))]


def _curriculum_faults(plan: Curriculum, *, with_units: bool) -> list[Fault]:
    if not plan.items:
        return [Fault("curriculum", _("Der Kurs hat noch keine Einheiten."))]
    faults = []
    if any(item.unit is None for item in plan.items):
        faults.append(Fault("curriculum", _("An einer Stelle ist keine Einheit gewählt.")))
    faults += _draft_faults([unit for unit in plan.units if not unit.live], with_units=with_units)
    return faults


def _draft_faults(drafts: Sequence[Unit], *, with_units: bool) -> list[Fault]:
    if not with_units:
        return [
            Fault(
                "curriculum",
                _("Die Einheit „%(unit)s“ ist noch nicht veröffentlicht. Mit „Prüfen und veröffentlichen“ geht beides.")
                % {"unit": unit.title},
            )
            for unit in drafts
        ]
    return [
        Fault("curriculum", _("Einheit „%(unit)s“: %(fault)s") % {"unit": unit, "fault": fault.text})
        for unit in drafts
        for fault in unit_faults(unit.get_latest_revision_as_object())
    ]
