# messages: back office – employers and staff read these papers in German or English
"""The papers of a booking, set with typst as PDF/A and PDF/UA: offer, confirmation, sheet for the IT department."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import typst
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from accounts.models import Provider
from accounts.queries import funding_statement
from certificates import fonts
from certificates.pdf import CannotBePrinted, FontsMissing
from courses.models import Run
from diversity_training import visibility
from diversity_training.booking import last_free_day
from diversity_training.models import Proposal, TrainingRequest
from diversity_training.queries.dates import meetings_of
from diversity_training.queries.network import NEEDS, connections
from diversity_training.queries.proposals import group_size

TEMPLATES = Path(__file__).resolve().parent / "typst"
LANGUAGES = ("de", "en")  # of employers' papers; whoever reads another language gets German


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper: paragraphs, then bullets, then a table."""

    title: str
    paragraphs: Sequence[str] = ()
    bullets: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    widths: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on a paper; words only."""

    title: str
    lead: str
    reference: str
    rows: Sequence[Sequence[str]] = ()
    sections: Sequence[Section] = field(default_factory=tuple)


def offer(proposal: Proposal, *, at: datetime) -> bytes:
    """Return the offer with what is adapted and the privacy sheet. Raises FontsMissing, CannotBePrinted."""
    booking = proposal.request
    with override(_language(booking.language)):
        trainers = [proposal.trainer, *([proposal.second_trainer] if proposal.second_trainer else [])]
        rows = [
            [_("Training"), booking.course_title],
            [_("Für"), booking.organisation],
            [_("Personen"), str(proposal.group_size)],
            [_("Form"), str(booking.get_format_display())],
            [_("Termine"), proposal.dates],
            *([[_("Räume"), proposal.rooms]] if proposal.rooms else []),
            [_("Geleitet von"), ", ".join(person.display_name for person in trainers)],
            [_("Kosten"), _("0 €, das Training ist gefördert.")],
            [_("Gültig bis"), _day(proposal.valid_until)],
        ]
        sections = [*_modules(proposal), *_adaptations(proposal), *_visibility()]
        paper = Paper(
            title=_("Angebot"),
            lead=_("Vielen Dank für Ihre Anfrage. Wir bieten Ihnen dieses Training an, angepasst an Ihren Betrieb."),
            reference=_("Vorgang %(reference)s, Angebot %(number)s")
            % {"reference": booking.public_id, "number": proposal.number},
            rows=rows,
            sections=sections,
        )
        return _set(paper, booking.provider, at)


def confirmation(booking: TrainingRequest, *, at: datetime) -> bytes:
    """Return the confirmation of a booking whose offer was accepted. Raises FontsMissing, CannotBePrinted."""
    with override(_language(get_language() or "")):
        run = booking.run
        dates = f"{_day(run.starts_on)} – {_day(run.ends_on)}" if run is not None else _("werden noch festgelegt")
        paper = Paper(
            title=_("Buchungsbestätigung"),
            lead=_("Wir bestätigen die Buchung dieses Trainings."),
            reference=_("Vorgang %(reference)s") % {"reference": booking.public_id},
            rows=[
                [_("Training"), booking.course_title],
                [
                    pgettext("who books", "Betrieb"),
                    booking.employer.name if booking.employer is not None else booking.organisation,
                ],
                [_("Personen"), str(group_size(booking))],
                [_("Zeitraum"), dates],
                *([[_("Zeiten"), run.schedule]] if run is not None and run.schedule else []),
                [_("Kosten"), "0 €"],
            ],
            sections=[
                *_meetings(run),
                Section(
                    _("Kosten und Förderung"),
                    [_("Das Training kostet Sie nichts. Es entstehen keine weiteren Kosten.")],
                ),
                Section(
                    _("Absagen"),
                    [_free_until(run)],
                ),
                Section(
                    _("Vorher prüfen"),
                    [
                        _("Ob Ihr Firmennetz mitmacht, prüfen Sie hier: %(address)s")
                        % {"address": settings.SITE_ORIGIN + reverse("diversity_training:network_test")}
                    ],
                ),
            ],
        )
        return _set(paper, booking.provider, at)


def _free_until(run: Run | None) -> str:
    if run is None:
        return _("Bis 14 Tage vor Beginn ziehen Sie die Buchung selbst zurück, ohne uns zu fragen.")
    day = _day(last_free_day(run.starts_on))
    return _("Bis zum %(day)s ziehen Sie die Buchung selbst zurück, ohne uns zu fragen.") % {"day": day}


def _meetings(run: Run | None) -> list[Section]:
    """The dates that people put into their calendars."""
    rows = [[one.day, one.time, one.title, one.place] for one in meetings_of(run)] if run is not None else []
    if not rows:
        return []
    return [Section(_("Termine"), head=[_("Wann"), _("Uhrzeit"), _("Was"), _("Wo")], rows=rows, widths=[4, 2, 4, 2])]


def it_sheet(provider: Provider, *, at: datetime) -> bytes:
    """Return one page for the IT department: hosts, ports, browsers. Raises FontsMissing, CannotBePrinted."""
    with override(_language(get_language() or "")):
        found = connections()
        paper = Paper(
            title=_("Blatt für Ihre IT-Abteilung"),
            lead=_("Damit Training und Videotreffen im Firmennetz funktionieren, braucht es diese Verbindungen."),
            reference=urlsplit(settings.SITE_ORIGIN).netloc,
            sections=[
                Section(
                    _("Verbindungen nach außen"),
                    head=[_("Ziel"), _("Port"), _("Wofür")],
                    rows=[[line.host, line.port, str(line.purpose)] for line in found],
                    widths=[4, 3, 5],
                ),
                Section(_("Browser und Geräte"), bullets=[str(line) for line in NEEDS]),
                Section(
                    _("Prüfen"),
                    [
                        _("Öffnen Sie diese Seite an einem Arbeitsplatz: %(address)s")
                        % {"address": settings.SITE_ORIGIN + reverse("diversity_training:network_test")}
                    ],
                ),
            ],
        )
        return _set(paper, provider, at)


def _modules(proposal: Proposal) -> list[Section]:
    kept = [module for module in proposal.modules if not module["is_left_out"]]
    said = [_("Entfällt: %(titles)s") % {"titles": ", ".join(proposal.left_out)}] if proposal.left_out else []
    percent = proposal.duration_percent
    if percent != 100:
        said.append(_("Die Dauer beträgt %(percent)s Prozent der Vorlage.") % {"percent": percent})
        if proposal.modules:
            units = {"units": _units(proposal.agreed_units), "template": _units(proposal.template_units)}
            said.append(_("Das sind %(units)s statt %(template)s UE. Die Tabelle nennt die Vorlage.") % units)
    if not proposal.modules and not said:  # a heading with nothing below it promises what is not there
        return []
    return [
        Section(
            _("Inhalt"),
            said,
            head=[_("Modul"), _("UE à 45 Minuten")],
            rows=[[module["title"], str(module["teaching_units"])] for module in kept],
            widths=[4, 1],
        )
    ]


def _adaptations(proposal: Proposal) -> list[Section]:
    analysis = getattr(proposal.request, "analysis", None)
    sections = []
    if proposal.changes or proposal.own_case:
        said = [proposal.changes] if proposal.changes else []
        if proposal.own_case:
            said.append(_("Ihr eigener Fall: %(case)s") % {"case": proposal.own_case})
        sections.append(Section(_("Was wir anpassen"), said))
    agreed = [
        _("Vor und nach dem Training gibt es eine anonyme Befragung. Niemand muss teilnehmen.")
        if proposal.request.wants_survey
        else _("Auf Ihren Wunsch gibt es keine Befragung.")
    ]
    if analysis is not None and analysis.wants_equal_treatment:
        agreed.append(_("Die Bescheinigung nennt § 12 AGG, wenn die Inhalte dafür vollständig sind."))
    if proposal.request.works_agreement_ref:
        agreed.append(_("Betriebsvereinbarung: %(reference)s") % {"reference": proposal.request.works_agreement_ref})
    sections.append(Section(_("Vereinbart"), bullets=agreed))
    return sections


def _visibility() -> list[Section]:
    """The part for the works or staff council: read from the table that the platform works by."""
    return [
        Section(
            _("Was Sie als Arbeitgeber sehen"),
            bullets=[*(str(row.to_employers) for row in visibility.rows()), str(visibility.TOLD_TO_MANAGERS)],
        ),
        Section(
            _("Welchen Nachweis Sie bekommen"),
            head=[_("Wann"), _("Nachweis")],
            rows=[[str(setting), str(proof)] for setting, proof in visibility.PROOFS],
            widths=[2, 3],
        ),
        Section(_("Wie die Regeln gehalten werden"), bullets=[str(line) for line in visibility.SAFEGUARDS]),
    ]


def _set(paper: Paper, provider: Provider, at: datetime) -> bytes:
    if not fonts.are_ready():
        raise FontsMissing(_("Die Schriften fehlen noch. Die Administration richtet sie ein: manage.py prepare_fonts."))
    today = timezone.localdate(at)
    words = {
        **asdict(paper),
        "language": _language(get_language() or ""),
        "issuer": provider.name,
        "issuer_address": [line for line in provider.address.splitlines() if line.strip()],
        "funding": funding_statement(provider.network, today),
        "as_of": _("Stand: %(day)s") % {"day": _day(today)},
        "mark_alt": settings.WAGTAIL_SITE_NAME,
        "page_words": [_("Seite"), _("von")],
        "fonts": fonts.families(),
    }
    try:
        document: bytes = typst.compile(
            (TEMPLATES / "booking.typ").read_bytes(),
            root=str(TEMPLATES),
            font_paths=_font_book(settings.FONT_DIR),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(words)},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as problem:
        raise CannotBePrinted(str(problem)) from problem
    return document


@functools.lru_cache(maxsize=1)
def _font_book(folder: Path) -> Any:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def _language(code: str) -> str:
    return code if code in LANGUAGES else LANGUAGES[0]


def _units(units: Decimal) -> str:
    return localize(units.quantize(Decimal("0.1")) if units % 1 else units.quantize(Decimal(1)))


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
