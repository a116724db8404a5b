"""Three certificate numbers to try: one that holds, one that was revoked, one that somebody made up."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from certificates.models import Certificate, CertificateState
from demo import personas


@dataclass(frozen=True, slots=True)
class Specimen:
    """A number and what a visitor should learn about it."""

    number: str
    verdict: StrOrPromise


def all_three() -> list[Specimen]:
    """Return what the demo has of them; none before it is furnished."""
    known = Certificate.objects.filter(holder__username__in=[name for name, *_rest in personas.FELLOW_LEARNERS])
    issued = known.filter(state=CertificateState.ISSUED).order_by("pk").first()
    revoked = known.filter(state=CertificateState.REVOKED).exclude(number=None).order_by("pk").first()
    found = []
    if issued is not None and issued.number:
        found.append(Specimen(issued.number, _("gültig")))
    if revoked is not None and revoked.number:
        found.append(Specimen(revoked.number, _("widerrufen")))
    if issued is not None and issued.number:
        found.append(Specimen(forged(issued.number), _("erfunden")))
    return found


def forged(number: str) -> str:
    """Return the number with the last digit of its sequence changed, as a forger would count on."""
    stem, _dash, check = number.rpartition("-")
    return f"{stem[:-1]}{(int(stem[-1]) + 1) % 10}-{check}"
