"""Samples for the gallery of what finds things: facets, chips, switch, results, a month."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ui.parts import Badge, Chip, Choice, DayEntry, Fact, MonthPage, ResultCard

YEAR, MONTH = 2026, 3


@dataclass(frozen=True, slots=True)
class SampleChoice:
    """A value of a facet."""

    value: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class SampleFacet:
    """A facet."""

    name: str
    label: str
    choices: tuple[SampleChoice, ...]
    is_chosen: bool = False


def samples() -> dict[str, Any]:
    """Return what the gallery's page about finding shows."""
    levels = (SampleChoice("A2", "A2", 3), SampleChoice("B1", "B1", 12, is_chosen=True), SampleChoice("C1", "C1", 0))
    times = (SampleChoice("e", _("Am Abend"), 4), SampleChoice("m", _("Am Vormittag"), 2))
    facts = (Fact(_("Beginn"), "2. 3. 2026"), Fact(_("Umfang"), _("24 Unterrichtseinheiten")))
    entry = DayEntry(_("Büromanagement: Ihr Weg zur Anerkennung"), "#month", _("Plätze frei"))
    days = (date(YEAR, MONTH, number) for number in range(1, monthrange(YEAR, MONTH)[1] + 1))
    return {
        "facets": [
            SampleFacet("niveau", _("Deutsch-Niveau"), levels, is_chosen=True),
            SampleFacet("tageszeit", _("Wann können Sie lernen?"), times),
        ],
        "chips": [Chip("B1", "#chips", _("Deutsch-Niveau")), Chip(_("Am Abend"), "#chips")],
        "choices": [Choice(_("Kurse"), "#switch", is_current=True), Choice(_("Samstag"), "#switch")],
        "found": [
            ResultCard(
                title=_("Büromanagement: Ihr Weg zur Anerkennung"),
                href="#found",
                text=_("Anpassungslehrgang für Kaufleute aus dem Ausland."),
                badges=(Badge(_("Plätze frei"), "success"), Badge(_("Läuft"), "info")),
                reasons=(_("Am Abend"),),
                facts=facts,
            ),
            ResultCard(title="التمريض: الطريق إلى الاعتراف", href="#found", language="ar", direction="rtl"),
        ],
        "month": MonthPage(
            date(YEAR, MONTH, 1),
            tuple((day, (entry,) if day.day in (2, 16) else ()) for day in days),
            "#month",
            "#month",
        ),
    }
