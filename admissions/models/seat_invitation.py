# messages: back office

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from admissions.models.place import Place
from privacy.public_ids import PublicIdField


class SeatInvitation(models.Model):
    """
    One seat offered to one person: by name and address, or by a link that names nobody.

    The link is signed with the key ring and stands nowhere in the database (`admissions.seat_links`). What became of
    an invitation stays; a seat that is offered again gets a new row.
    """

    class State(models.TextChoices):
        INVITED = "invited", _("eingeladen")
        ACCEPTED = "accepted", _("zugesagt")
        DECLINED = "declined", _("hat abgesagt")
        REPLACED = "replaced", _("ersetzt")
        WITHDRAWN = "withdrawn", _("zurückgezogen")
        EXPIRED = "expired", _("abgelaufen")

    public_id = PublicIdField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="invitations")
    name = models.CharField(_("Name"), max_length=200, blank=True)  # as the employer wrote it; empty: names nobody
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)  # lower case; empty: the employer hands the link over
    department = models.CharField(_("Abteilung"), max_length=100, blank=True)
    language = models.CharField(_("Sprache"), max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.INVITED)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="seat_invitations"
    )  # who accepted
    invited_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    emptied_at = models.DateTimeField(null=True, blank=True)  # when name and address were removed

    class DataCard:
        purpose = "Offers a seat of an employer to a person, and says what became of the offer."
        personal = {
            "name": "whom the employer invited",
            "email": "where the invitation was sent",
            "department": "where the person works, in the employer's words",
            "language": "in which language they are written to",
            "person": "who accepted",
            "accepted_at": "when they accepted",
        }
        retention = "name, address and department 90 days after the run; then nameless rows with the run's places"
        provider = "place__run__course__provider"

    class Meta:
        verbose_name = _("Einladung")
        verbose_name_plural = _("Einladungen")
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(state__in=["invited", "accepted"]), name="one_open_invitation_per_seat"
            ),
            models.CheckConstraint(
                condition=Q(state="invited", accepted_at__isnull=True, person__isnull=True, ended_at__isnull=True)
                | Q(state="accepted", accepted_at__isnull=False, person__isnull=False, ended_at__isnull=True)
                | Q(state="declined", ended_at__isnull=False)
                | Q(state="replaced", ended_at__isnull=False)
                | Q(state="withdrawn", ended_at__isnull=False)
                | Q(state="expired", ended_at__isnull=False, accepted_at__isnull=True, person__isnull=True),
                name="invitation_columns_follow_its_state",
            ),
            models.CheckConstraint(
                condition=Q(emptied_at=None) | Q(name="", email="", department=""),
                name="emptied_invitation_has_no_name",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
