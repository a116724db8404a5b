# messages: back office

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Network, Provider
from privacy.public_ids import PublicIdField


class Reach(models.TextChoices):
    PLATFORM = "platform", _("alle Träger")
    NETWORK = "network", _("ein Netzwerk")
    PROVIDER = "provider", _("ein Träger")


class ServerPool(models.Model):
    """Conference servers that share the load of a provider, of a network, or of everybody."""

    public_id = PublicIdField()
    name = models.CharField(_("Name"), max_length=100)
    reach = models.CharField(_("gilt für"), max_length=10, choices=Reach)
    network = models.OneToOneField(
        Network,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="server_pool",
        verbose_name=_("Netzwerk"),
    )
    provider = models.OneToOneField(
        Provider,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="server_pool",
        verbose_name=_("Träger"),
    )

    class DataCard:
        purpose = "Says on whose conference servers a provider's sessions run."
        personal: dict[str, str] = {}
        retention = "stays; sessions of its servers refer to it"
        platform = "Set up by the administration of the platform, whoever it serves."

    class Meta:
        verbose_name = _("Servergruppe")
        verbose_name_plural = _("Servergruppen")
        constraints = [
            models.CheckConstraint(
                condition=Q(reach=Reach.PLATFORM, network=None, provider=None)
                | Q(reach=Reach.NETWORK, network__isnull=False, provider=None)
                | Q(reach=Reach.PROVIDER, network=None, provider__isnull=False),
                name="server_pool_serves_what_it_says",
            ),
            models.UniqueConstraint(
                fields=["reach"], condition=Q(reach=Reach.PLATFORM), name="one_server_pool_for_everybody"
            ),
        ]

    def __str__(self) -> str:
        return self.name
