# messages: back office – the lines are printed on certificates, which are written in German or English only
"""What a training must have taught before a certificate may speak of § 12 AGG."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AggContent(models.TextChoices):
    """
    The contents by which an employer's duty to train is met in practice (§ 12 (2) AGG; DOMAIN 4e).

    The law fixes neither form nor length. The words are printed on the certificate, so each line says what was taught.
    """

    FEATURES = (
        "features",
        _("geschützte Merkmale: Rassismus und ethnische Herkunft, Geschlecht, Religion oder Weltanschauung, "
          "Behinderung, Alter, sexuelle Identität (§ 1 AGG)"),
    )  # fmt: skip
    FORMS = (
        "forms",
        _("Formen der Benachteiligung: unmittelbar, mittelbar, Belästigung, sexuelle Belästigung, Anweisung (§ 3 AGG)"),
    )
    DUTIES = "duties", _("Pflichten des Arbeitgebers: schützen, vorbeugen, einschreiten (§ 12 AGG)")
    RIGHTS = (
        "rights",
        _("Rechte der Beschäftigten: Beschwerde, Leistungsverweigerung, Maßregelungsverbot (§§ 13, 14, 16 AGG)"),
    )
    LIABILITY = "liability", _("Entschädigung und Schadensersatz, Haftung (§ 15 AGG)")
    THIRD_PARTIES = "third_parties", _("Benachteiligung durch Dritte, zum Beispiel durch Kund*innen (§ 12 Abs. 4 AGG)")
    CASES = "cases", _("Fälle aus dem Arbeitsalltag")
    COMPLAINTS = "complaints", _("Beschwerdestelle im Betrieb (§ 13 AGG)")


def missing_contents(covered: list[str]) -> list[AggContent]:
    """Return what is not covered yet, in order; empty when a certificate may speak of the law."""
    return [content for content in AggContent if content not in covered]
