from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Website")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.receivers import build_after_migrating

        post_migrate.connect(build_after_migrating, sender=self, dispatch_uid="cms_build_site")
