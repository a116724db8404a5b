from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Website")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.log_actions import registry as log_registry
        from wagtail.models import Page
        from wagtail.permissions import register_permission_policy

        from cms.forms import PageCopyForm, SitePageForm
        from cms.models import SitePage, SitePageLogEntry
        from cms.page_rights import SitePagePolicy
        from cms.receivers import build_after_migrating

        register_permission_policy(Page, SitePagePolicy())
        log_registry.register_model(SitePage, SitePageLogEntry)
        # A model may not import forms.
        SitePage.base_form_class, SitePage.copy_form_class = SitePageForm, PageCopyForm

        post_migrate.connect(build_after_migrating, sender=self, dispatch_uid="cms_build_site")
