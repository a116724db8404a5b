from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Kurse")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.log_actions import registry as log_registry
        from wagtail.models import ReferenceIndex

        from accounts.back_office import guard
        from accounts.roles import Permission
        from courses import receivers  # noqa: F401
        from courses.models import ContentLogEntry, Course, Run, RunUnit, RunUnitTranslation, Unit
        from courses.models.content import check_by_law
        from courses.queries import admission_faults, agg_faults
        from reviews.queries import adapt

        editing = {
            "add": Permission.EDIT_COURSES,
            "change": Permission.EDIT_COURSES,
            "view": Permission.EDIT_COURSES,
            "choose": Permission.EDIT_COURSES,
            "delete": Permission.EDIT_COURSES,
            "lock": Permission.PUBLISH_COURSES,
            "unlock": Permission.PUBLISH_COURSES,
            "publish": Permission.PUBLISH_COURSES,
        }
        guard(Course, editing, adapt=adapt)
        guard(Unit, editing, adapt=adapt)
        planning = dict.fromkeys(("add", "change", "view"), Permission.PLAN_RUNS)  # put away, never deleted
        guard(Run, planning, provider_path="course__provider")

        check_by_law(admission_faults)
        check_by_law(agg_faults)

        # Without these, deleting a course with runs is an uncaught error under "referenced 0 times".
        for model in (Run, RunUnit, RunUnitTranslation):
            ReferenceIndex.register_model(model)
        for model in (Course, Unit):
            log_registry.register_model(model, ContentLogEntry)
