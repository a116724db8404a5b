# messages: back office

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Provider
from privacy.public_ids import PublicIdField


class GuestInvite(models.Model):
    """
    A personal link by which one person without an account comes to one session, as a guest who only takes part.

    The link is signed, not kept (live_sessions/guest_links.py). The first browser that opens it keeps it: there it
    works until it expires, anywhere else never again.
    """

    public_id = PublicIdField()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="guest_invites")
    context_key = models.UUIDField(db_index=True)  # the session; only the floor above knows
    name = models.CharField(_("Name"), max_length=60, blank=True)  # as it stands in the room; empty: the guest says it
    address = models.EmailField(_("E-Mail-Adresse"), blank=True)  # empty: staff hands the link over
    organisation = models.CharField(_("Arbeitgeber"), max_length=200, blank=True)  # if they want to name one
    language = models.CharField(_("Sprache"), max_length=10)
    link_serial = models.PositiveIntegerField(default=1)  # raised, it ends the links that were given before
    # HMAC-SHA256 of a random link that was given before links were signed; it opens the invitation until it is renewed.
    digest = models.BinaryField(max_length=32, unique=True, null=True, blank=True)
    browser_digest = models.BinaryField(max_length=32, null=True, blank=True)  # of the secret in the first browser
    bound_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)  # the guest themselves took it back
    created_at = models.DateTimeField()
    # None: the guest signed up and confirmed their address.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class DataCard:
        purpose = "Lets somebody without an account take part in one session, and counts whether they did."
        personal = {
            "name": "what the guest is called in the room",
            "address": "where the link was sent",
            "organisation": "for whom they work, if they said so",
            "language": "in which language they are written to",
            "bound_at": "when they opened the link",
            "declined_at": "when they said that they do not come",
            "created_by": "who invited them",
        }
        retention = "with the raw intervals, 365 days after the session"
        provider = "provider"

    class Meta:
        verbose_name = _("Gast")
        verbose_name_plural = _("Gäste")
        constraints = [
            models.CheckConstraint(
                condition=Q(browser_digest=None, bound_at=None)
                | Q(browser_digest__isnull=False, bound_at__isnull=False),
                name="guest_is_bound_to_a_browser_at_a_moment",
            ),
            models.CheckConstraint(condition=Q(bound_at=None) | ~Q(name=""), name="guest_who_came_has_a_name"),
            models.CheckConstraint(
                condition=Q(declined_at=None) | Q(revoked_at__isnull=False, bound_at__isnull=False),
                name="guest_who_declined_had_come_by_a_link_that_has_ended",
            ),
            models.UniqueConstraint(
                fields=["context_key", "address"],
                condition=Q(revoked_at=None) & ~Q(address=""),
                name="one_guest_invite_per_address_and_session",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
