"""Who may do what, readable without knowing Python: one class per role, one line per permission."""

from __future__ import annotations

from enum import StrEnum

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


class Permission(StrEnum):
    """Everything that is not open to everybody."""

    ENTER_BACK_OFFICE = "enter_back_office"
    EDIT_COURSES = "edit_courses"
    PUBLISH_COURSES = "publish_courses"
    EDIT_PAGES = "edit_pages"
    PUBLISH_PAGES = "publish_pages"
    EDIT_PLATFORM_PAGES = "edit_platform_pages"
    REVIEW_CONTENT = "review_content"
    UPLOAD_PACKAGES = "upload_packages"
    PLAN_RUNS = "plan_runs"
    SEE_ROSTER = "see_roster"
    READ_SUBMISSIONS = "read_submissions"
    ADMIT_LEARNERS = "admit_learners"
    EXPORT_ROSTER = "export_roster"
    RESET_LEARNER_ACCESS = "reset_learner_access"
    SEE_CERTIFICATES = "see_certificates"
    REVOKE_CERTIFICATES = "revoke_certificates"
    HANDLE_REQUESTS = "handle_requests"
    MANAGE_STAFF = "manage_staff"
    EDIT_PROVIDER = "edit_provider"
    SEE_NETWORK_FIGURES = "see_network_figures"
    SEE_SEATS = "see_seats"
    MANAGE_OPENING = "manage_opening"
    ADVISE_OPENING = "advise_opening"
    MANAGE_PROVIDERS = "manage_providers"
    MANAGE_SERVERS = "manage_servers"
    SEE_JOBS = "see_jobs"
    READ_AUDIT = "read_audit"


class Scope(StrEnum):
    """Where a role holds."""

    SELF = "self"
    PROVIDER = "provider"
    EMPLOYER = "employer"
    NETWORK = "network"
    PLATFORM = "platform"


SCOPE_WORDS = {
    Scope.SELF: "sich selbst",
    Scope.PROVIDER: "einen Träger",
    Scope.EMPLOYER: "einen Arbeitgeber",
    Scope.NETWORK: "ein Netzwerk",
    Scope.PLATFORM: "die Plattform",
}


class Role:
    """A role: what it is called, what it is for, where it holds, what it may do."""

    key: str
    display_name: StrOrPromise
    description: StrOrPromise
    scope: Scope
    permissions: frozenset[Permission]


class Learner(Role):
    key = "learner"
    display_name = _("Lernende*r")
    description = _("Lernt in Durchgängen, für die ein Platz vergeben wurde. Sieht nur die eigenen Daten.")
    scope = Scope.SELF
    permissions: frozenset[Permission] = frozenset()


class Trainer(Role):
    key = "trainer"
    display_name = _("Dozent*in")
    description = _("Schreibt und veröffentlicht Kurse und Seiten, lädt SCORM-Pakete hoch, begleitet Durchgänge.")
    scope = Scope.PROVIDER
    permissions = frozenset(
        {
            Permission.ENTER_BACK_OFFICE,
            Permission.EDIT_COURSES,
            Permission.PUBLISH_COURSES,
            Permission.EDIT_PAGES,
            Permission.PUBLISH_PAGES,
            Permission.UPLOAD_PACKAGES,
            Permission.PLAN_RUNS,
            Permission.SEE_ROSTER,
            Permission.ADVISE_OPENING,  # where an employer has invited them, and nowhere else
            Permission.READ_SUBMISSIONS,
        }
    )


class Coordinator(Role):
    key = "coordinator"
    display_name = _("Kurskoordination")
    description = _("Plant Durchgänge, nimmt auf, begleitet, bescheinigt; gibt frei, wenn der Träger das verlangt.")
    scope = Scope.PROVIDER
    permissions = frozenset(
        {
            Permission.ENTER_BACK_OFFICE,
            Permission.REVIEW_CONTENT,
            Permission.PLAN_RUNS,
            Permission.SEE_ROSTER,
            Permission.ADMIT_LEARNERS,
            Permission.EXPORT_ROSTER,
            Permission.RESET_LEARNER_ACCESS,
            Permission.SEE_CERTIFICATES,
            Permission.REVOKE_CERTIFICATES,
            Permission.HANDLE_REQUESTS,
        }
    )


class ProviderAdmin(Role):
    key = "provider_admin"
    display_name = _("Verwaltung des Trägers")
    description = _("Verwaltet Angaben und Rollen des Trägers; darf alles, was Dozent*innen und Koordination dürfen.")
    scope = Scope.PROVIDER
    permissions = (
        Trainer.permissions
        | Coordinator.permissions
        | {Permission.MANAGE_STAFF, Permission.EDIT_PROVIDER, Permission.READ_AUDIT}
    )


class HR(Role):
    key = "hr"
    display_name = _("Personalverantwortliche*r")
    description = _("Bucht Trainings für die Beschäftigten. Sieht Plätze, nie Lernergebnisse.")
    scope = Scope.EMPLOYER
    permissions = frozenset({Permission.SEE_SEATS, Permission.MANAGE_OPENING})


class NetworkCoordinator(Role):
    key = "network_coordinator"
    display_name = _("Netzwerkkoordination")
    description = _("Sieht zusammengefasste Zahlen des Netzwerks, keine Personen.")
    scope = Scope.NETWORK
    permissions = frozenset({Permission.SEE_NETWORK_FIGURES})


class Administrator(Role):
    key = "administrator"
    display_name = _("Administration der Plattform")
    description = _(
        "Richtet Netzwerke, Träger und deren Verwaltung ein, schreibt die Seiten der Plattform und überwacht den "
        "Betrieb. Sieht keine Lernergebnisse."
    )
    scope = Scope.PLATFORM
    permissions = frozenset(
        {
            Permission.ENTER_BACK_OFFICE,
            Permission.MANAGE_PROVIDERS,
            Permission.MANAGE_SERVERS,
            Permission.MANAGE_STAFF,
            Permission.EDIT_PLATFORM_PAGES,
            Permission.SEE_JOBS,
            Permission.READ_AUDIT,
        }
    )


ROLES: tuple[type[Role], ...] = (
    Learner,
    Trainer,
    Coordinator,
    ProviderAdmin,
    HR,
    NetworkCoordinator,
    Administrator,
)
BY_KEY: dict[str, type[Role]] = {role.key: role for role in ROLES}


def roles_with(permission: Permission, scope: Scope | None = None) -> list[str]:
    """Return the keys of roles that carry the permission, optionally only those of one scope."""
    return [role.key for role in ROLES if permission in role.permissions and scope in (None, role.scope)]


def matrix_markdown() -> str:
    """Return the matrix role x permission as the page docs/roles.md (German, the language of the roles)."""
    with translation.override("de"):
        lines = [
            "# Rollen und Rechte",
            "",
            "Erzeugt aus `accounts/roles.py` mit `python manage.py print_roles > docs/roles.md`; ein Test vergleicht.",
            "",
            "| Rolle | gilt für | Aufgabe |",
            "| --- | --- | --- |",
        ]
        for role in ROLES:
            lines.append(f"| {role.display_name} (`{role.key}`) | {SCOPE_WORDS[role.scope]} | {role.description} |")
        keys = " | ".join(f"`{role.key}`" for role in ROLES)
        lines += ["", f"| Recht | {keys} |", f"| --- |{' --- |' * len(ROLES)}"]
        for permission in Permission:
            cells = " | ".join("ja" if permission in role.permissions else "–" for role in ROLES)
            lines.append(f"| `{permission}` | {cells} |")
    return "\n".join(lines) + "\n"
