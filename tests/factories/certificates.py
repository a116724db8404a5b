"""Certificates for tests: facts of a demo course, requested the way lms does."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from certificates import actions
from certificates.facts import CertificateFacts, Delivery, DeliveryForm, Issuer, Module
from certificates.models import Certificate
from tests.factories.accounts import ProviderFactory, UserFactory

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FUNDING = (
    "Das Regionale Integrationsnetzwerk Niedersachsen wird im Rahmen des Förderprogramms IQ – Integration durch "
    "Qualifizierung durch das Bundesministerium für Arbeit und Soziales (BMAS) und die Europäische Union über den "
    "Europäischen Sozialfonds Plus (ESF Plus) gefördert und vom Bundesamt für Migration und Flüchtlinge (BAMF) "
    "administriert."
)


def facts(**changes: Any) -> CertificateFacts:
    """Facts of an adaptation course in three modules; say what differs."""
    return replace(
        CertificateFacts(
            holder_name="Olena Kovalenko",
            course_title="Anpassungsqualifizierung Büromanagement",
            course_number="A3-2026-1",
            offer_kind="adaptation_course",
            period_from=date(2026, 1, 12),
            period_to=date(2026, 2, 27),
            minutes_total=160 * 45,
            minutes_attended=148 * 45,
            delivery=(
                Delivery(DeliveryForm.VIRTUAL_CLASSROOM, 80 * 45),
                Delivery(DeliveryForm.SELF_STUDY, 64 * 45),
                Delivery(DeliveryForm.PRACTICE, 16 * 45),
            ),
            contents=(
                Module("Orientierung und Selbstlernen", 16 * 45),
                Module("Informationsmanagement und Bürokommunikation", 64 * 45),
                Module("Auftragsbearbeitung und Rechnungswesen", 80 * 45),
            ),
            issuer=Issuer(
                name="Bildungswerk Beispiel gGmbH",
                address="Musterstraße 1\n30159 Hannover",
                city="Hannover",
                funding_statement=FUNDING,
            ),
        ),
        **changes,
    )


def request_certificate(**changes: Any) -> Certificate:
    """A requested certificate; its job is written and has not run."""
    values: dict[str, Any] = {"kind": "attendance", "at": AT, "facts": facts()}
    values.update(changes)
    values.setdefault("provider", None)
    values["provider"] = values["provider"] or ProviderFactory()
    values["holder"] = values.get("holder") or UserFactory()
    values["subject_key"] = values.get("subject_key") or uuid.uuid4()
    return actions.request(**values)


def issue_certificate(**changes: Any) -> Certificate:
    """An issued certificate with its stored PDF."""
    certificate = request_certificate(**changes)
    actions.issue(certificate_id=certificate.pk, at=changes.get("at", AT))
    certificate.refresh_from_db()
    return certificate
