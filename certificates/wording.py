# messages: back office – documents are written in German or English only
"""The words of a certificate in its own language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import override

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


def printed(*, kind: str, facts: CertificateFacts, number: str, issued_on: date, verify_url: str) -> dict[str, Any]:
    """Return every line of the document, ready to be set; the template only places them."""
    with override(facts.language):
        total, attended = units(facts.minutes_total), units(facts.minutes_attended)
        rows = [(_("Umfang"), _("%(units)s Unterrichtseinheiten (UE)") % {"units": total})]
        if facts.minutes_attended < facts.minutes_total:
            share = {"units": attended, "percent": facts.attended_percent}
            rows.append((_("davon besucht"), _("%(units)s UE (%(percent)s %%)") % share))
        forms = [
            _("%(form)s: %(units)s UE") % {"form": delivery_name(part.form), "units": units(part.minutes)}
            for part in facts.delivery
            if part.minutes
        ]
        if forms:
            rows.append((_("Durchführung"), ", ".join(forms)))
        if facts.course_number:
            rows.append((_("Kursnummer"), facts.course_number))
        return {
            "language": facts.language,
            "title": str(BY_KEY[kind].title),
            "number": number,
            "number_label": _("Nummer"),
            "holder": facts.holder_name,
            "original_name": facts.original_name,
            "sentence": _("hat %(period)s %(offer)s")
            % {"period": _period(facts), "offer": _offer_phrase(facts.offer_kind)},
            "course": facts.course_title,
            "took_part": _("teilgenommen."),
            "rows": rows,
            "contents_label": _("Inhalte"),
            "module_label": _("Modul"),
            "units_label": _("UE"),
            "unit_explained": _("1 UE = %(minutes)s Minuten") % {"minutes": settings.TEACHING_UNIT_MINUTES},
            "contents": [(module.title, units(module.minutes)) for module in facts.contents],
            "disclaimer": _(
                "Diese Bescheinigung ist kein Anerkennungsbescheid. "
                "Über die Gleichwertigkeit entscheidet die zuständige Stelle."
            )
            if facts.offer_kind in TOWARDS_RECOGNITION
            else "",
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
