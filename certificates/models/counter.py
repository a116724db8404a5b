from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateCounter(models.Model):
    """The last sequence number given out in a network and year; its row lock orders those who issue."""

    network_code = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()  # in Europe/Berlin
    last = models.PositiveIntegerField(default=0)

    class DataCard:
        purpose = "Gives every certificate of a network and year its own number; gaps are allowed."
        personal: dict[str, str] = {}
        retention = "stays, so that no number is ever given twice"
        platform = "Counts per network, across its providers."

    class Meta:
        verbose_name = _("Nummernkreis")
        verbose_name_plural = _("Nummernkreise")
        constraints = [
            models.UniqueConstraint(fields=["network_code", "year"], name="one_counter_per_network_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.network_code} {self.year}"
