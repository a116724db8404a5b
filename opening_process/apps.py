from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpeningProcessConfig(AppConfig):
    """Registers nothing with the back office: what stands here belongs to an employer alone (ADR 0029)."""

    name = "opening_process"
    verbose_name = _("Interkulturelle Öffnung")
    default_auto_field = "django.db.models.BigAutoField"
