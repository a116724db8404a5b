"""The kinds of certificates, readable without knowing Python: one class per kind. A new kind is a new class."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


class CertificateKind:
    """A kind: what it is called, which typst template draws it, what its file is called, and for whom it is."""

    key: str
    title: StrOrPromise
    heading: StrOrPromise = ""  # what stands on the paper, where that is less than the title
    template: str  # in certificates/typst/
    file_word: str  # first word of the download's name, ASCII
    may_be_without_account: bool = False  # for guests and employers, whom the floor above knows by `subject_key`
    is_for_employer: bool = False  # then the name in it is an organisation's, and it counts people instead of naming


class Attendance(CertificateKind):
    """Took part in all that is required; says nothing about how well."""

    key = "attendance"
    title = _("Teilnahmebescheinigung")
    template = "attendance.typ"
    file_word = "Teilnahmebescheinigung"


class Diversity(CertificateKind):
    """Took part in a Diversity training; may list the contents that the AGG asks for, and never grades anybody."""

    key = "diversity"
    title = _("Teilnahmebescheinigung Diversity-Training")
    heading = _("Teilnahmebescheinigung")
    template = "attendance.typ"
    file_word = "Teilnahmebescheinigung"


class Seminar(CertificateKind):
    """Was there at an online seminar: the short form, for guests without account too."""

    key = "seminar"
    title = _("Teilnahmebestätigung Online-Seminar")
    template = "seminar.typ"
    file_word = "Teilnahmebestaetigung"
    may_be_without_account = True


class TrainingProof(CertificateKind):
    """Tells an employer's own proof: how many were trained, in what, when. No name, no result, no part of the group."""

    key = "training_proof"
    title = _("Schulungsnachweis")
    template = "training_proof.typ"
    file_word = "Schulungsnachweis"
    may_be_without_account = True
    is_for_employer = True


KINDS: tuple[type[CertificateKind], ...] = (Attendance, Diversity, Seminar, TrainingProof)
BY_KEY: dict[str, type[CertificateKind]] = {kind.key: kind for kind in KINDS}
