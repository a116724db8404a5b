from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Provider, User
from accounts.queries import provider_ids
from accounts.roles import Permission
from certificates.facts import CertificateFacts
from certificates.kinds import BY_KEY, CertificateKind
from media.models import PrivateFile
from privacy.public_ids import PublicIdField

# Everything that comes into being when the certificate is issued, and only then.
_UNISSUED = Q(
    number__isnull=True,
    network_code="",
    year__isnull=True,
    sequence__isnull=True,
    pdf__isnull=True,
    pdf_sha256="",
    issued_at__isnull=True,
)
_ISSUED = Q(
    ~Q(network_code=""),
    ~Q(pdf_sha256=""),
    number__isnull=False,
    year__isnull=False,
    sequence__isnull=False,
    pdf__isnull=False,
    issued_at__isnull=False,
    last_error="",
)
_STANDING = Q(revoked_at__isnull=True, revoked_reason="")
_REVOKED = Q(~Q(revoked_reason=""), revoked_at__isnull=False)


class CertificateState(models.TextChoices):
    REQUESTED = "requested", _("wird ausgestellt")
    ISSUED = "issued", _("gültig")
    REVOKED = "revoked", _("widerrufen")


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: User | AnonymousUser) -> CertificateQuerySet:
        """Return the person's own certificates, and those of providers where they may see certificates."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(holder=user) | Q(provider_id__in=provider_ids(user, Permission.SEE_CERTIFICATES)))

    def held_by(self, user: User | AnonymousUser) -> CertificateQuerySet:
        """Return the person's own certificates, newest first."""
        return self.filter(holder_id=user.pk).order_by("-requested_at") if user.is_authenticated else self.none()

    def standing(self) -> CertificateQuerySet:
        """Return those that are not revoked: at most one per kind and subject."""
        return self.exclude(state=CertificateState.REVOKED)

    def public(self) -> CertificateQuerySet:
        """Return those that anybody may verify: issued once, revoked or not."""
        return self.filter(number__isnull=False)


class Certificate(models.Model):
    """
    A certificate: requested with frozen facts, issued once as a stored PDF, perhaps revoked. Never edited.

    It knows what it certifies only by `subject_key`; a correction is a revocation and a new request.
    """

    public_id = PublicIdField()  # stands in the QR code
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+", verbose_name=_("Träger"))
    # None: a guest of an online seminar or an employer, known by `subject_key` alone.
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="certificates",
        verbose_name=_("Inhaber*in"),
    )
    subject_key = models.UUIDField()  # what is certified, opaque: lms says which enrolment it stands for
    kind = models.CharField(_("Art"), max_length=20)  # a key of certificates.kinds
    state = models.CharField(_("Stand"), max_length=10, choices=CertificateState, default=CertificateState.REQUESTED)
    course_title = models.CharField(_("Kurs"), max_length=255)  # copy from the snapshot, to list and filter by
    snapshot = models.JSONField()  # CertificateFacts as frozen by request()
    snapshot_sha256 = models.CharField(max_length=64)  # of the canonical JSON
    number: models.CharField[str | None, str | None] = models.CharField(
        _("Nummer"), max_length=40, null=True, blank=True, unique=True
    )
    network_code = models.CharField(max_length=6, blank=True)
    year: models.PositiveSmallIntegerField[int | None, int | None] = models.PositiveSmallIntegerField(
        null=True, blank=True
    )
    sequence: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True, blank=True)
    pdf = models.OneToOneField(PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    last_error = models.TextField(_("Problem"), blank=True)  # why it could not be issued, for staff
    requested_at = models.DateTimeField(_("angefordert am"))
    issued_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        _("ausgestellt am"), null=True, blank=True
    )
    revoked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        _("widerrufen am"), null=True, blank=True
    )
    revoked_reason = models.TextField(_("Grund des Widerrufs"), blank=True)

    objects = CertificateQuerySet.as_manager()

    class DataCard:
        purpose = "Proves to anybody what a person took part in, and keeps proving it."
        personal = {
            "holder": "whose it is",
            "course_title": "what they took part in",
            "snapshot": "name, course, period and hours as printed",
            "pdf": "the same as a document",
            "revoked_reason": "why it no longer holds",
        }
        retention = (
            "10 years after issue or until the end of the grant's retention, whichever is later; frozen till then"
        )
        provider = "provider"

    class Meta:
        verbose_name = _("Bescheinigung")
        verbose_name_plural = _("Bescheinigungen")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_key"],
                condition=~Q(state="revoked"),
                name="one_standing_certificate_per_subject",
            ),
            models.UniqueConstraint(fields=["network_code", "year", "sequence"], name="one_certificate_per_sequence"),
            models.CheckConstraint(
                condition=(Q(state="requested") & _UNISSUED & _STANDING)
                | (Q(state="issued") & _ISSUED & _STANDING)
                # A request that never became a document may be withdrawn too: it is revoked without a number.
                | (Q(state="revoked") & _REVOKED & (_ISSUED | _UNISSUED)),
                name="certificate_columns_follow_state",
            ),
            models.CheckConstraint(condition=~Q(kind=""), name="certificate_has_kind"),
            models.CheckConstraint(
                condition=Q(kind="seminar")
                | Q(kind="training_proof", holder__isnull=True)
                | (Q(holder__isnull=False) & ~Q(kind="training_proof")),
                name="certificate_of_a_person_has_a_holder",
            ),
        ]
        indexes = [models.Index(fields=["provider", "-requested_at"], name="certificates_of_provider")]

    def __str__(self) -> str:
        return self.number or self.public_id

    @property
    def is_valid(self) -> bool:
        return self.state == CertificateState.ISSUED

    @property
    def facts(self) -> CertificateFacts:
        """The frozen facts, typed."""
        return CertificateFacts.from_snapshot(self.snapshot)

    @property
    def kind_class(self) -> type[CertificateKind]:
        return BY_KEY[self.kind]

    @property
    def verify_path(self) -> str:
        """Path of the public page that says whether this certificate holds."""
        return reverse("certificates:verify", args=[self.public_id])
