# messages: back office
"""
The twenty statements every audit begins with, five on each level: data of the product, in its own words.

A key is for ever, because audits of the past name it. Who changes what a statement means gives it a new key and leaves
the old one here; who only says it better keeps the key. Nothing is removed.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Starter:
    """A statement: its key, the value of its level, its words, and whether new audits begin with it."""

    key: str
    level: str
    text: StrOrPromise
    is_current: bool = True


STARTERS = (
    Starter(
        "mandate-from-the-top",
        "struktur",
        _("Die Leitung hat den Auftrag zur Öffnung schriftlich gegeben und steht im Betrieb sichtbar dahinter."),
    ),
    Starter(
        "diversity-in-the-mission",
        "struktur",
        _("Unser Leitbild nennt Vielfalt und sagt, was daraus im Alltag folgt."),
    ),
    Starter(
        "people-time-and-money",
        "struktur",
        _("Für die Öffnung sind Personen benannt, die dafür Zeit und Mittel haben."),
    ),
    Starter("complaints-office-known", "struktur", _("Die Beschwerdestelle nach § 13 AGG ist allen bekannt.")),
    Starter(
        "affected-people-decide",
        "struktur",
        _("Beschäftigte mit Einwanderungsgeschichte und der Betriebs- oder Personalrat entscheiden mit."),
    ),
    Starter(
        "language-in-job-adverts",
        "personal",
        _("Stellenanzeigen nennen die tatsächlich nötigen Deutschkenntnisse (GER)."),
    ),
    Starter(
        "same-questions-for-all",
        "personal",
        _("Wer sich bewirbt, bekommt die gleichen Fragen und wird nach vorher festgelegten Kriterien beurteilt."),
    ),
    Starter("mentors-for-newcomers", "personal", _("Es gibt Patenschaften für neue internationale Mitarbeitende.")),
    Starter(
        "managers-are-trained",
        "personal",
        _("Führungskräfte sind zu Vielfalt geschult und kennen ihre Pflichten nach dem AGG."),
    ),
    Starter(
        "time-for-german-and-recognition",
        "personal",
        _("Wer Deutsch lernt oder einen Abschluss anerkennen lässt, bekommt dafür Zeit und Unterstützung."),
    ),
    Starter("forms-in-plain-language", "angebote", _("Formulare liegen in Einfacher Sprache vor.")),
    Starter(
        "information-in-languages",
        "angebote",
        _("Die wichtigsten Informationen gibt es in den Sprachen der Menschen, für die wir arbeiten."),
    ),
    Starter(
        "who-is-missing",
        "angebote",
        _("Wir wissen, wer unsere Angebote nutzt und wer fehlt, und fragen nach den Gründen."),
    ),
    Starter(
        "interpreting-when-it-matters",
        "angebote",
        _("Für Gespräche, auf die es ankommt, können wir Sprachmittlung anbieten."),
    ),
    Starter(
        "pictures-show-diversity",
        "angebote",
        _("Bilder und Texte nach außen zeigen die Vielfalt der Menschen, für die wir arbeiten."),
    ),
    Starter(
        "migrant-organisations",
        "kooperation",
        _("Mit mindestens einer Migrantenorganisation arbeiten wir nach einer Absprache zusammen."),
    ),
    Starter(
        "advice-centres-known",
        "kooperation",
        _("Wir kennen die Beratungsstellen für Anerkennung und Qualifizierung und verweisen an sie."),
    ),
    Starter(
        "vacancies-reach-everybody",
        "kooperation",
        _("Offene Stellen machen wir auch dort bekannt, wo Menschen mit Einwanderungsgeschichte sie finden."),
    ),
    Starter(
        "exchange-with-others",
        "kooperation",
        _("Wir tauschen uns mit anderen Betrieben und Verwaltungen über Öffnung aus."),
    ),
    Starter(
        "partners-treat-people-fairly",
        "kooperation",
        _("Wir sagen Partnern und Lieferanten, dass wir von ihnen einen fairen Umgang mit allen erwarten."),
    ),
)
BY_KEY = {starter.key: starter for starter in STARTERS}
