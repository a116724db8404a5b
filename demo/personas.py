"""The people of the demo: who they are and what a visitor may try as them. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

PASSWORD = "bruecke-zum-beruf"  # noqa: S105  the demo's only password, printed at start; refused outside the demo


@dataclass(frozen=True, slots=True)
class Persona:
    """
    A person with a log-in. `start_path` is where the one-tap log-in leads, without the language prefix.

    `place` is the slug of a provider, the code of a network or the key of an employer, as the role wants it; empty
    for the platform and learners.
    """

    key: str
    username: str
    full_name: str
    role: str  # a key of accounts.roles
    place: str
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
        place="",
        who=_("Lernende, liest lieber Arabisch, hat keine E-Mail-Adresse"),
        try_this=(
            _("Suchen Sie den Kurs Büromanagement und melden Sie sich an."),
            _("Spielen Sie eine Übung, schließen Sie den Tab mittendrin und machen Sie weiter."),
            _("Beenden Sie alle Einheiten und öffnen Sie Ihre Bescheinigung."),
        ),
        start_path="lernen/",
    ),
    Persona(
        key="samira",
        username="samira",
        full_name="Samira Al-Khatib",
        original_name="سميرة الخطيب",
        email="samira.alkhatib@example.org",  # so that the outgoing mail holds what learners are written
        language="ar",
        role="learner",
        place="",
        who=_("Physiotherapeutin aus Syrien, mitten im Anpassungslehrgang"),
        try_this=(
            _("„Weiter“ führt an die Stelle, an der sie aufgehört hat."),
            _("Wechseln Sie die Sprache: Die Oberfläche folgt, der Unterricht bleibt deutsch."),
            _("Unter „Meine Termine“ läuft gerade einer: Gehen Sie hinein."),
        ),
        start_path="lernen/",
    ),
    Persona(
        key="ioana",
        username="ioana",
        full_name="Ioana Marinescu",
        role="learner",
        place="",
        who=_("Architektin aus Rumänien, lernt im Betrieb, hat schon eine Bescheinigung"),
        try_this=(
            _("Öffnen Sie die Bescheinigung und prüfen Sie ihre Nummer."),
            _("Nehmen Sie Ihre Daten mit."),
        ),
        start_path="bescheinigungen/",
    ),
    Persona(
        key="petra",
        username="petra",
        full_name="Petra Lindner",
        email="petra.lindner@example.org",
        role="trainer",
        place=LEINE,
        who=_("Dozentin beim Bildungswerk Leine"),
        try_this=(
            _("Legen Sie eine Einheit an, laden Sie ein SCORM-Paket hoch."),
            _("Bauen Sie daraus einen Kurs, sehen Sie die Vorschau an, veröffentlichen Sie."),
            _("Planen Sie einen Durchgang und eine Serie von Terminen dazu."),
            _("Bestätigen Sie die Liste von gestern Abend und geben Sie die Aufzeichnung frei."),
        ),
        start_path="/admin/",
    ),
    Persona(
        key="jonas",
        username="jonas",
        full_name="Jonas Brandt",
        email="jonas.brandt@example.org",
        role="coordinator",
        place=LEINE,
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
        place=EMSCHER,
        who=_("Dozentin bei einem anderen Träger"),
        try_this=(
            _("Suchen Sie etwas vom Bildungswerk Leine: Es gibt es für Sie nicht."),
            _("Öffnen Sie das Diversity-Training Ihres eigenen Trägers."),
            _("Lesen Sie unter „Befragungen“, was es bewirkt hat, und prüfen Sie zwei Texte."),
        ),
        start_path="/admin/",
    ),
    Persona(
        key="almut",
        username="almut",
        full_name="Almut Reese",
        email="almut.reese@example.org",
        role="provider_admin",
        place=LEINE,
        who=_("Leiterin des Bildungswerks Leine"),
        try_this=(
            _("Ändern Sie Öffnungszeiten und Sprachen einer Beratungsstelle."),
            _("Schreiben Sie eine Seite des Trägers und geben Sie Rollen."),
        ),
        start_path="/admin/",
    ),
    Persona(
        key="thomas",
        username="thomas",
        full_name="Thomas Sommer",
        email="thomas.sommer@example.org",
        role="hr",
        place="metallbau-sonnenschein",
        who=_("Personalleiter eines Metallbaubetriebs mit 120 Beschäftigten"),
        try_this=(
            _("Nehmen Sie ein Angebot an und laden Sie Ihre Beschäftigten ein."),
            _("Vergleichen Sie die vier Diversity-Trainings und fragen Sie eines an."),
            _("Rufen Sie die Teilnehmerliste eines Kurses auf: Sie bekommen sie nicht."),
        ),
        start_path="betrieb/",
    ),
    Persona(
        key="birgit",
        username="birgit",
        full_name="Birgit Ahlers",
        email="birgit.ahlers@example.org",
        role="hr",
        place="stadtwerke-auental",
        who=_("Personalentwicklerin bei Stadtwerken mit Personalrat"),
        try_this=(
            _("Füllen Sie eine Bedarfsanalyse aus und schreiben Sie dem Träger."),
            _("Öffnen Sie das abgeschlossene Training: Zahlen ja, Ergebnisse einzelner nie."),
        ),
        start_path="betrieb/",
    ),
    Persona(
        key="bernd",
        username="bernd",
        full_name="Bernd Schulte",
        email="bernd.schulte@example.org",
        role="learner",
        place="",
        who=_("Teamleiter im Metallbau, bildet aus und lernt selbst im Aufbautraining"),
        try_this=(
            _("Vergleichen Sie Basis- und Aufbautraining: Was setzt das zweite voraus?"),
            _("Öffnen Sie den Kurs, der bald beginnt."),
            _("Suchen Sie die Ergebnisse Ihres Teams: Es gibt sie für Sie nicht."),
        ),
        start_path="unternehmen/",
    ),
    Persona(
        key="miriam",
        username="miriam",
        full_name="Miriam Oltmanns",
        email="miriam.oltmanns@example.org",
        role="network_coordinator",
        place="NW",
        who=_("Koordinatorin des Demo-Netzwerks Nordrhein-Westfalen"),
        try_this=(
            _("Lesen Sie, wie viele Menschen Ihr Netzwerk geschult hat: Anzahlen, keine Namen."),
            _("Sehen Sie, was die Träger Ihres Netzwerks gerade anbieten."),
        ),
        start_path="netzwerk/",
    ),
    Persona(
        key="alexander",
        username="alexander",
        full_name="Alexander Funke",
        email="alexander.funke@example.org",
        role="administrator",
        place="",
        who=_("Administrator der Plattform"),
        try_this=(
            _("Legen Sie eine Förderphase mit neuem Wortlaut an und sehen Sie ihn im Fuß jeder Seite."),
            _("Öffnen Sie die Betriebsseite: Post, Speicher, Warteschlange, Uhr."),
        ),
        start_path="/admin/",
    ),
)
BY_KEY = {persona.key: persona for persona in PERSONAS}

# One trainer for every other provider, who signs its courses. They have no card on the guide.
TRAINERS = {
    "therapieschule-hasetal": ("henrike", "Henrike Voss"),
    "fachsprachzentrum-harzblick": ("martin", "Martin Adeyemi"),
    "technikbruecke-ruhr": ("farah", "Farah Rahimi"),
    "werkstatt-rheinufer": ("ralf", "Ralf Peters"),
    "vielfaltswerk-elbe": ("anke", "Anke Wolters"),
    "forum-pleisse": ("clara", "Clara Nowak"),
}

# Who teaches the Diversity trainings beside them: two to a workshop.
SECOND_TRAINERS = {
    "lernhaus-emscher": ("deniz", "Deniz Kaplan"),
    "vielfaltswerk-elbe": ("jette", "Jette Petersen"),
    "forum-pleisse": ("samuel", "Samuel Okafor"),
}

# Learners who are under way already, so that rosters have something to tell: user name, name, in its own script,
# language. One has only one name, as many people have.
FELLOW_LEARNERS = (
    ("olena", "Olena Kowalenko", "Олена Коваленко", "uk"),
    ("nguyen", "Nguyễn Thị Hạnh", "", "vi"),
    ("rahul", "Rahul Sharma", "", "en"),
    ("mehmet", "Mehmet Yıldız", "", "tr"),
    ("daniela", "Daniela Petrović", "", "bs"),
    ("farid", "Farid Nazari", "فرید نظری", "fa"),
    ("zahra", "Zahra", "زهرا", "fa"),
    ("marisol", "Marisol Quispe Huamán", "", "es"),
    ("amara", "Amara Nwosu", "", "en"),
    ("tatjana", "Tatjana Melnyk", "Тетяна Мельник", "uk"),
    ("dilan", "Dilan Şahin", "", "tr"),
    ("kofi", "Kofi Mensah", "", "en"),
    ("linh", "Trần Mỹ Linh", "", "vi"),
    ("jerome", "Jerome Dela Cruz", "", "en"),
    ("ngozi", "Ngozi Eze", "", "en"),
    ("oksana", "Oksana Bondar", "Оксана Бондар", "uk"),
    ("hamid", "Hamid Rezaei", "حمید رضایی", "fa"),
    ("thandiwe", "Thandiwe Dlamini", "", "en"),
    ("yusuf", "Yusuf Abdi Warsame", "", "en"),
    ("rosa", "Rosa Elena Vargas Pinto", "", "es"),
    ("selam", "Selam Tesfaye", "ሰላም ተስፋዬ", "en"),
    ("pawel", "Paweł Wiśniewski", "", "de"),
    ("mina", "Mina Karimi", "مینا کریمی", "fa"),
    ("arben", "Arben Krasniqi", "", "de"),
    ("lucia", "Lucia Popa", "", "de"),
    ("bilal", "Bilal Haidar", "بلال حيدر", "ar"),
    ("shirin", "Shirin Mahmoud", "شيرين محمود", "ar"),
)
