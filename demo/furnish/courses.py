"""The courses of the demo with their units, packages and translations, drafted and published as a trainer would."""

from __future__ import annotations

from datetime import datetime
from html import escape

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.models import Locale

from accounts.models import Provider, User
from courses.actions import drafting, publishing, translating
from courses.models import Course, Occupation, Unit
from courses.models.agg import AggContent
from demo import packages
from demo.content import lessons, pictures, translations
from demo.content.shape import CourseText, Translation, UnitText
from demo.furnish import files, questionnaires
from demo.furnish.pictures import drawn
from jobs.actions import run_due
from scorm.actions import phones
from scorm.actions.packages import configure, receive_upload
from scorm.models import Package, PhoneFit
from surveys.models import Questionnaire, Round

CANCELLATION = "Sie können sich jederzeit abmelden. Es entstehen keine Kosten."
DATA_PROTECTION = (
    "Gespeichert werden Name, Lernfortschritt und Bescheinigung. Ihr Arbeitgeber sieht keine Lernergebnisse."
)


@transaction.atomic  # one commit for thirty units instead of five hundred
def course(text: CourseText, provider: Provider, trainer: User, at: datetime) -> Course:
    """Return the course, published with its units and translations if it was missing."""
    known = Course.objects.filter(slug=text.slug, provider=provider, translation_of=None).first()
    if known is not None:
        return known
    modules = [
        drafting.DraftModule(
            module.title, [(_unit(unit, provider, trainer, at), unit.teaching_units == 0) for unit in module.units]
        )
        for module in lessons.modules(text.lessons)
    ]
    draft = drafting.draft_course(
        provider=provider,
        modules=modules,
        by=trainer,
        title=text.title,
        slug=text.slug,
        number=f"{text.number}-{at.year}",
        offer_kind=text.offer_kind,
        summary=text.summary,
        image=drawn(text.slug, pictures.COURSES[text.slug], provider, label=text.title, at=at),
        goals=_list(text.goals),
        target_group=text.target_group,
        target_groups=list(text.target_groups),
        prerequisites=text.prerequisites,
        methods=text.methods,
        assessment=text.assessment,
        equipment=text.equipment,
        cefr_entry=text.cefr_entry,
        cefr_goal=text.cefr_goal,
        format=text.format,
        occupation=Occupation.objects.get(key=text.occupation) if text.occupation else None,
        certificate_needs_task=text.offer_kind == "diversity_training",
        names_agg=text.names_agg,
        agg_contents=[content.value for content in AggContent] if text.names_agg else [],
        cancellation=CANCELLATION,
        data_protection=DATA_PROTECTION,
        contact_name=trainer.full_name,
        contact_email=f"kurse@{provider.slug}.example",
    )
    published = publishing.publish_course(course=draft, by=trainer)
    for language, translation in text.translations.items():
        _translate(published, language, translation, trainer, at)
    return published


def _list(items: tuple[str, ...]) -> str:
    return f"<ul>{''.join(f'<li>{escape(item, quote=False)}</li>' for item in items)}</ul>"


def _unit(text: UnitText, provider: Provider, trainer: User, at: datetime) -> Unit:
    return drafting.draft_unit(
        provider=provider,
        title=text.title,
        teaching_units=text.teaching_units,
        delivery=text.delivery,
        body=files.placed(text.body, provider, at),
        is_at_dates=text.is_at_dates,
        task=_task(text) if text.takes else None,
        survey=_survey(text, provider, trainer, at) if text.survey_round else None,
        package=_package(text.package, text.title, provider, trainer, at) if text.package else None,
        subject_goal=text.subject_goal,
        language_goal=text.language_goal,
        by=trainer,
    )


def _task(text: UnitText) -> drafting.DraftTask:
    return drafting.DraftTask(text.takes, text.due_days, text.needs_acceptance, text.sample)


def _survey(text: UnitText, provider: Provider, trainer: User, at: datetime) -> tuple[Questionnaire, Round]:
    return questionnaires.of(provider, by=trainer, at=at), Round(text.survey_round)


def _package(name: str, title: str, provider: Provider, trainer: User, at: datetime) -> Package:
    upload = ContentFile(packages.build_named(name), name=f"{name}.zip")
    version = receive_upload(owner=provider, title=title, upload=upload, by=trainer, at=at)
    run_due(at=at)  # the check that a worker does for everybody else
    phones.decide(version=version, fit=PhoneFit.FITS, by=trainer, at=at)  # held by test_our_packages.py
    if name in packages.COURSES:
        configure(package=version.package, switches={"advances_by_itself": True}, by=trainer, at=at)
    return version.package


def _translate(source: Course, language: str, text: Translation, trainer: User, at: datetime) -> None:
    copy = translating.start_translation(
        source=source, locale=Locale.objects.get(language_code=language), by=trainer, at=at
    )
    drafting.redraft(
        content=copy,
        by=trainer,
        title=text.title,
        summary=text.summary,
        goals=_list(text.goals),
        target_group=text.target_group,
        prerequisites=text.prerequisites,
        methods=text.methods,
        assessment=text.assessment,
        equipment=text.equipment or translations.EQUIPMENT[language],
        cancellation=translations.CANCELLATION[language],
        data_protection=translations.DATA_PROTECTION[language],
    )
    publishing.publish_course(course=copy, by=trainer)
    translating.confirm_translation(translation=copy, by=trainer, at=at)
