from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiversityTrainingConfig(AppConfig):
    name = "diversity_training"
    verbose_name = _("Angebote für Unternehmen")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.back_office import guard
        from accounts.roles import Permission
        from diversity_training.models import TrainingOffer, TrainingRequest

        edit = Permission.EDIT_COURSES
        guard(
            TrainingOffer, {"view": edit, "add": edit, "change": edit, "delete": edit}, provider_path="course__provider"
        )
        # Requests come from outside and are taken up by actions; nobody adds or edits one by hand.
        guard(TrainingRequest, {"view": Permission.HANDLE_REQUESTS})
