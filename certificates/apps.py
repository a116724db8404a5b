from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("Bescheinigungen")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.back_office import guard
        from accounts.roles import Permission
        from certificates import checks  # noqa: F401  registers them
        from certificates.models import Certificate

        # Nobody adds, changes or deletes one by hand; revoking is an action with a permission of its own.
        guard(Certificate, {"view": Permission.SEE_CERTIFICATES})
