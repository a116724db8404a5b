from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "media"
    verbose_name = _("Dateien")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.back_office import guard
        from accounts.roles import Permission
        from media.models import Document, Film, Image
        from media.rules import FilePolicy

        edit = Permission.EDIT_COURSES
        # Nobody deletes: a pinned revision of a course may show the picture, and no index knows of those.
        for model in (Image, Document, Film):
            guard(model, {"add": edit, "change": edit, "view": edit, "choose": edit}, policy_class=FilePolicy)
