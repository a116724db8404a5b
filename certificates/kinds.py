"""The kinds of certificates, readable without knowing Python: one class per kind. A new kind is a new class."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


class CertificateKind:
    """A kind: what it is called, which typst template draws it, what its file is called."""

    key: str
    title: StrOrPromise
    template: str  # in certificates/typst/
    file_word: str  # first word of the download's name, ASCII


class Attendance(CertificateKind):
    """Took part in all that is required; says nothing about how well."""

    key = "attendance"
    title = _("Teilnahmebescheinigung")
    template = "attendance.typ"
    file_word = "Teilnahmebescheinigung"


KINDS: tuple[type[CertificateKind], ...] = (Attendance,)
BY_KEY: dict[str, type[CertificateKind]] = {kind.key: kind for kind in KINDS}
