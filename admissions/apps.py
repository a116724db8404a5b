from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdmissionsConfig(AppConfig):
    name = "admissions"
    verbose_name = _("Plätze")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from admissions import queries
        from courses.actions import runs

        runs.count_occupied_with(queries.occupied_places)
