"""The people of the demo: who they are and what a visitor may try as them. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

PASSWORD = "bruecke-zum-beruf"  # noqa: S105  the demo's only password, printed at start; refused outside the demo


@dataclass(frozen=True, slots=True)
class Persona:
    """A person with a log-in. `start_path` is where the one-tap log-in leads, without the language prefix."""

    key: str
    username: str
    full_name: str
    role: str  # a key of accounts.roles
    provider_slug: str
    who: StrOrPromise
    try_this: tuple[StrOrPromise, ...]
    start_path: str
    language: str = "de"
    original_name: str = ""
    email: str = ""

    @property
    def is_learner(self) -> bool:
        return self.role == "learner"


LEINE = "bildungswerk-leine"
EMSCHER = "lernhaus-emscher"

PERSONAS = (
    Persona(
        key="amina",
        username="amina",
        full_name="Amina Haddad",
        original_name="أمينة حداد",
        language="ar",
        role="learner",
        provider_slug=LEINE,
        who=_("Lernende, liest lieber Arabisch, hat keine E-Mail-Adresse"),
        try_this=(
            _("Suchen Sie den Kurs Büromanagement und melden Sie sich an."),
            _("Spielen Sie eine Übung, schließen Sie den Tab mittendrin und machen Sie weiter."),
            _("Beenden Sie alle Einheiten und öffnen Sie Ihre Bescheinigung."),
        ),
        start_path="lernen/",
    ),
    Persona(
        key="petra",
        username="petra",
        full_name="Petra Lindner",
        email="petra.lindner@example.org",
        role="trainer",
        provider_slug=LEINE,
        who=_("Dozentin beim Bildungswerk Leine"),
        try_this=(
            _("Legen Sie eine Einheit an, laden Sie ein SCORM-Paket hoch."),
            _("Bauen Sie daraus einen Kurs, sehen Sie die Vorschau an, veröffentlichen Sie."),
            _("Planen Sie einen Durchgang."),
        ),
        start_path="/admin/",
    ),
    Persona(
        key="jonas",
        username="jonas",
        full_name="Jonas Brandt",
        email="jonas.brandt@example.org",
        role="coordinator",
        provider_slug=LEINE,
        who=_("Kurskoordinator beim Bildungswerk Leine"),
        try_this=(
            _("Sehen Sie, wie weit die Teilnehmenden sind."),
            _("Nehmen Sie eine Person ohne E-Mail auf und drucken Sie ihren Startcode."),
            _("Laden Sie die Liste für Excel herunter."),
        ),
        start_path="/admin/",
    ),
    Persona(
        key="selin",
        username="selin",
        full_name="Selin Aydın",
        email="selin.aydin@example.org",
        role="trainer",
        provider_slug=EMSCHER,
        who=_("Dozentin bei einem anderen Träger"),
        try_this=(
            _("Suchen Sie etwas vom Bildungswerk Leine: Es gibt es für Sie nicht."),
            _("Öffnen Sie das Diversity-Training Ihres eigenen Trägers."),
        ),
        start_path="/admin/",
    ),
)
BY_KEY = {persona.key: persona for persona in PERSONAS}

# Learners who are under way already, so that the roster has something to tell. They have no card on the guide.
FELLOW_LEARNERS = (
    ("olena", "Olena Kowalenko", "Олена Коваленко", "uk"),
    ("nguyen", "Nguyễn Thị Hạnh", "", "vi"),
    ("rahul", "Rahul Sharma", "", "en"),
)
