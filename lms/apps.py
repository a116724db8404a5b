from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LmsConfig(AppConfig):
    name = "lms"
    verbose_name = _("Lernen")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.actions import sessions
        from courses.actions import guests, session_letters, tailoring
        from lms.actions import closing
        from lms.actions.guest_signups import give_back_unused_place
        from lms.queries.begun import begun_items
        from lms.queries.calendar import learners_of

        sessions.on_signing_out(closing.sign_out)
        session_letters.tell_learners_found_by(learners_of)
        guests.on_revoking(give_back_unused_place)
        tailoring.begun_is_known_by(begun_items)
