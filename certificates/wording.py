# messages: back office – documents are written in German or English only
"""The words of a certificate in its own language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from certificates.facts import CertificateFacts, DeliveryForm, teaching_units
from certificates.kinds import BY_KEY

# Offers whose participants need a recognition authority's decision: only these carry the disclaimer.
TOWARDS_RECOGNITION = frozenset({"adaptation_course", "compensation_measure", "bridging_course", "individual_measure"})


def _offer_phrase(offer_kind: str) -> str:
    phrases = {
        "adaptation_course": _("an der Anpassungsqualifizierung"),
        "compensation_measure": _("an der Ausgleichsmaßnahme"),
        "bridging_course": _("an der Brückenmaßnahme"),
        "individual_measure": _("an der Qualifizierungsmaßnahme"),
        "diversity_training": _("am Diversity-Training"),
        "language_course": _("am Sprachkurs"),
        "online_seminar": _("am Online-Seminar"),
    }
    return phrases.get(offer_kind) or _("am Kurs")


def delivery_name(form: DeliveryForm) -> str:
    """Return what a delivery form is called."""
    return {
        DeliveryForm.SELF_STUDY: _("Selbstlernphase"),
        DeliveryForm.VIRTUAL_CLASSROOM: _("virtuelles Klassenzimmer"),
        DeliveryForm.ON_SITE: _("Präsenz"),
        DeliveryForm.PRACTICE: _("Praxisaufgaben"),
    }[form]


def units(minutes: int) -> str:
    """Return minutes as teaching units in the active language, such as "2,5"."""
    value: Decimal = teaching_units(minutes)
    return number_format(value, use_l10n=True)


def _day(value: date) -> str:
    return date_format(value, "DATE_FORMAT")


def _period(facts: CertificateFacts) -> str:
    if facts.period_from == facts.period_to:
        return _("am %(day)s") % {"day": _day(facts.period_from)}
    return _("vom %(start)s bis %(end)s") % {"start": _day(facts.period_from), "end": _day(facts.period_to)}


def _signature(facts: CertificateFacts) -> list[str]:
    if facts.issuer.signatory_name:
        return [line for line in (facts.issuer.signatory_name, facts.issuer.signatory_function) if line]
    return [_("maschinell erstellt, gültig ohne Unterschrift")]


def _rows(facts: CertificateFacts) -> list[tuple[str, str]]:
    """Return what stands in two columns: when, how much, how."""
    total, attended = units(facts.minutes_total), units(facts.minutes_attended)
    rows = []
    if facts.dates and (len(facts.dates) > 1 or facts.period_from != facts.period_to):
        rows.append((_("Termine"), ", ".join(_day(day) for day in facts.dates)))
    rows.append((_("Umfang"), _("%(units)s Unterrichtseinheiten (UE)") % {"units": total}))
    if facts.minutes_attended < facts.minutes_total and facts.people_trained is None:
        share = {"units": attended, "percent": facts.attended_percent}
        rows.append((_("davon besucht"), _("%(units)s UE (%(percent)s %%)") % share))
    forms = [
        _("%(form)s: %(units)s UE") % {"form": delivery_name(part.form), "units": units(part.minutes)}
        for part in facts.delivery
        if part.minutes
    ]
    if forms:
        # Each stays on one line: no "UE" stands alone at the beginning of the next.
        rows.append((_("Durchführung"), ", ".join(form.replace(" ", "\N{NO-BREAK SPACE}") for form in forms)))
    if facts.course_number:
        rows.append((_("Kursnummer"), facts.course_number))
    return rows


def _sentences(facts: CertificateFacts) -> dict[str, str]:
    """Return what stands around name and course; of an employer's proof only the number is about people."""
    about = {"period": _period(facts), "offer": _offer_phrase(facts.offer_kind)}
    if facts.people_trained is None:
        return {
            "before_name": "",
            "sentence": _("hat %(period)s %(offer)s") % about,
            "took_part": _("teilgenommen."),
            "trained": "",
            "trained_label": "",
        }
    people = ngettext("%(count)s Person", "%(count)s Personen", facts.people_trained) % {"count": facts.people_trained}
    return {
        "before_name": _("Arbeitgeber"),
        "sentence": _("Für diesen Arbeitgeber haben wir %(period)s dieses Training durchgeführt:")
        % {"period": _period(facts)},
        "took_part": "",
        "trained": people,
        "trained_label": _("haben teilgenommen und wurden geschult"),
    }


def _agg(facts: CertificateFacts) -> dict[str, Any]:
    """Return the sentence about § 12 AGG and what it rests on; nothing where the contents do not carry it."""
    if not facts.agg_contents:
        return {"agg_label": "", "agg_contents": [], "agg_sentence": ""}
    return {
        "agg_label": _("Inhalte zum Allgemeinen Gleichbehandlungsgesetz (AGG)"),
        "agg_contents": [line.replace("§ ", "§\N{NO-BREAK SPACE}") for line in facts.agg_contents],
        "agg_sentence": _("Das Training dient der Schulung im Sinne von § 12 Abs. 2 AGG."),
    }


def _notes(facts: CertificateFacts) -> list[str]:
    """Return what the document does not say, so that nobody reads it into it."""
    notes = []
    if facts.offer_kind in TOWARDS_RECOGNITION:
        notes.append(
            _(
                "Diese Bescheinigung ist kein Anerkennungsbescheid. "
                "Über die Gleichwertigkeit entscheidet die zuständige Stelle."
            )
        )
    if facts.people_trained is not None:
        notes.append(
            _(
                "Dieser Nachweis nennt keine Namen und keine Ergebnisse. Wer teilgenommen hat, erhielt eine eigene "
                "Bescheinigung und entscheidet selbst, wem sie gezeigt wird."
            )
        )
    return notes


def printed(*, kind: str, facts: CertificateFacts, number: str, issued_on: date, verify_url: str) -> dict[str, Any]:
    """Return every line of the document, ready to be set; the template only places them."""
    with override(facts.language):
        return {
            "language": facts.language,
            "title": str(BY_KEY[kind].heading or BY_KEY[kind].title),
            "number": number,
            "number_label": _("Nummer"),
            "holder": facts.holder_name,
            "original_name": facts.original_name,
            **_sentences(facts),
            "course": facts.course_title,
            "rows": _rows(facts),
            "contents_label": _("Inhalte"),
            "module_label": _("Modul"),
            "units_label": _("UE"),
            "unit_explained": _("1 UE = %(minutes)s Minuten") % {"minutes": settings.TEACHING_UNIT_MINUTES},
            "contents": [(module.title, units(module.minutes)) for module in facts.contents],
            **_agg(facts),
            "notes": _notes(facts),
            "issuer": facts.issuer.name,
            "issuer_address": [line.strip() for line in facts.issuer.address.splitlines() if line.strip()],
            "place_and_date": ", ".join(part for part in (facts.issuer.city, _day(issued_on)) if part),
            "signature": _signature(facts),
            "is_signed_by_person": bool(facts.issuer.signatory_name),
            "funding": facts.issuer.funding_statement,
            "verify_label": _("Echtheit prüfen"),
            "verify_text": _("Scannen Sie den Code, oder geben Sie die Nummer auf dieser Seite ein:"),
            "verify_url": verify_url,
            "verify_page": verify_url.split("://", 1)[-1].rstrip("/").rsplit("/", 1)[0],
            "qr_alt": _("QR-Code mit der Prüfadresse %(url)s") % {"url": verify_url},
            "mark_alt": _("Zeichen der Lernbrücke"),
            "page_words": (_("Seite"), _("von")),
            "attachment": _("Die Angaben dieser Bescheinigung, maschinenlesbar"),
        }
