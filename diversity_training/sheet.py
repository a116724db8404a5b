# messages: back office
"""The privacy sheet for works and staff councils: the table of `visibility`, set with typst as PDF/A and PDF/UA."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates import fonts
from certificates.pdf import FontsMissing
from diversity_training import visibility
from diversity_training.models import TrainingRequest

TEMPLATES = Path(__file__).resolve().parent / "typst"
LANGUAGES = ("de", "en")  # of the works councils it is made for
MADE_ON = 1_795_305_600  # 22 November 2026: the same table gives the same bytes


@dataclass(frozen=True, slots=True)
class BookingFacts:
    """What the sheet says of one booking; without it, it is the sheet of every training."""

    training: str
    employer: str
    provider: str
    reference: str  # of the booking
    works_agreement: str  # empty: none
    wants_survey: bool


def works_council_sheet(language: str, booking: BookingFacts | None = None) -> bytes:
    """
    Return the sheet as PDF in this language (LANGUAGES; any other: German), for all trainings or for one booking.

    Raises certificates.pdf.FontsMissing before the platform was set up.
    """
    return _sheet(language if language in LANGUAGES else LANGUAGES[0], booking)


@functools.lru_cache(maxsize=32)
def _sheet(language: str, booking: BookingFacts | None) -> bytes:
    if not fonts.are_ready():
        raise FontsMissing
    with override(language):
        words = _words(language, booking)
    document: bytes = typst.compile(
        (TEMPLATES / "works_council_sheet.typ").read_bytes(),
        root=str(TEMPLATES),
        font_paths=_fonts(settings.FONT_DIR),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps({**words, "fonts": fonts.families()})},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=MADE_ON,
    )
    return document


@functools.lru_cache(maxsize=1)
def _fonts(folder: Path) -> Any:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def _words(language: str, booking: BookingFacts | None) -> dict[str, Any]:
    rows = visibility.rows()
    return {
        "language": language,
        "author": booking.provider if booking else settings.WAGTAIL_SITE_NAME,
        "title": _("Wer sieht was: Blatt für den Betriebs- oder Personalrat"),
        "lead": _(
            "Dieses Blatt ist aus den Regeln erzeugt, nach denen die Plattform arbeitet. Was hier „nie“ heißt, öffnet "
            "keine Rolle, keine Vereinbarung und keine Einwilligung."
        ),
        "facts": _facts(booking) if booking else [],
        "table_title": _("Die Regeln"),
        "datum_heading": _("Was"),
        "viewers": [str(name) for name in visibility.VIEWER_NAMES.values()],
        "rows": [[str(row.name), *(str(cell.words) for cell in row.cells)] for row in rows],
        "employers_title": _("Was Arbeitgeber und Vorgesetzte sehen"),
        "employers": [*(str(row.to_employers) for row in rows), str(visibility.TOLD_TO_MANAGERS)],
        "proofs_title": _("Welchen Nachweis der Arbeitgeber bekommt"),
        "proofs": [[str(setting), str(proof)] for setting, proof in visibility.PROOFS],
        "safeguards_title": _("Wie die Regeln gehalten werden"),
        "safeguards": [str(safeguard) for safeguard in visibility.SAFEGUARDS],
        "law_title": _("Rechtlicher Rahmen"),
        "law": _(
            "§ 87 Abs. 1 Nr. 6 und § 94 BetrVG (Mitbestimmung bei technischen Einrichtungen und Fragebögen), § 98 "
            "BetrVG (betriebliche Bildung), § 26 BDSG (Beschäftigtendaten), § 12 Abs. 2 AGG (Schulung). Im "
            "öffentlichen Dienst gilt das Personalvertretungsrecht. Das Blatt ersetzt keine Rechtsberatung."
        ),
        "source": settings.SITE_ORIGIN,
        "page_words": [_("Seite"), _("von")],
    }


def _facts(booking: BookingFacts) -> list[list[str]]:
    return [
        [_("Training"), booking.training],
        [_("Arbeitgeber"), booking.employer],
        [_("Träger"), booking.provider],
        [_("Vorgang"), booking.reference],
        [_("Betriebsvereinbarung"), booking.works_agreement or _("keine: der Arbeitgeber sieht keine Namen")],
        [_("Anonyme Befragung"), _("ja, freiwillig") if booking.wants_survey else _("nein")],
    ]


def facts_of(booking: TrainingRequest) -> BookingFacts:
    """Return what the sheet says of this booking (provider and employer loaded)."""
    return BookingFacts(
        training=booking.course_title,
        employer=booking.employer.name if booking.employer is not None else booking.organisation,
        provider=booking.provider.name,
        reference=str(booking.public_id),
        works_agreement=booking.works_agreement_ref,
        wants_survey=booking.wants_survey,
    )
