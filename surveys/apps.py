from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = _("Befragungen")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.back_office import guard
        from accounts.roles import Permission
        from surveys.models import Questionnaire

        edit = Permission.EDIT_COURSES
        guard(Questionnaire, {"view": edit, "add": edit, "change": edit, "delete": edit})
