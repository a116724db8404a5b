from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LmsConfig(AppConfig):
    name = "lms"
    verbose_name = _("Lernen")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courses.actions import session_letters, tailoring
        from lms.queries.begun import begun_items
        from lms.queries.calendar import learners_of

        session_letters.tell_learners_found_by(learners_of)
        tailoring.begun_is_known_by(begun_items)
