"""The six guided walks: what to do, what to look at, and who one is meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import User
from demo import evening_walk, guests, personas

COURSE = "bueromanagement"  # slug of the course that the trainer's walk changes
Start = tuple[User, str]  # who the visitor is now, and the path where the walk begins


@dataclass(frozen=True, slots=True)
class Walk:
    """
    A walk of a few minutes. `begin` makes or finds the person; `in_phone` shows it in the frame of a phone.

    One that leads on to a page of its own with stations (`demo.evening_walk`) begins in the same tab.
    """

    key: str
    title: StrOrPromise
    who: StrOrPromise
    minutes: int
    point: StrOrPromise  # why it is worth seeing
    steps: tuple[StrOrPromise, ...]
    watch: tuple[StrOrPromise, ...]  # what to pay attention to
    begin: Callable[[datetime], Start]
    in_phone: bool = False


def _find_and_enrol(at: datetime) -> Start:
    guest = guests.welcome(full_name="Nadia Darwish", original_name="نادية درويش", language="ar", at=at)
    return guest, "/ar/"


def _play(at: datetime) -> Start:
    guest = guests.welcome(full_name="Mikael Tesfaye", language=_own_language(), at=at)
    return guest, guests.seat(guest, "vielfalt-verstehen", steps=2, at=at)


def _finish(at: datetime) -> Start:
    guest = guests.welcome(full_name="Carla Fernandes", language=_own_language(), at=at)
    return guest, guests.seat(guest, "elektro-handwerk", steps=16, at=at)


def _own_language() -> str:
    """Return the visitor's language: the buttons that the steps name must be called so on the screen."""
    return translation.get_language() or "de"


def _as_persona(key: str) -> Callable[[datetime], Start]:
    def begin(at: datetime) -> Start:
        persona = personas.BY_KEY[key]
        return User.objects.get(username=persona.username), persona.start_path

    return begin


WALKS = (
    Walk(
        key="finden",
        title=_("Vom Beruf zur ersten Einheit, auf Arabisch"),
        who=_("Nadia, Physiotherapeutin, mit dem Handy"),
        minutes=2,
        point=_("Wer eine Sprache noch lernt, findet den passenden Kurs in der eigenen."),
        steps=(
            _("Tippen Sie auf „Beginnen“: Sie sind jetzt Nadia, und die Seite ist arabisch."),
            _("Suchen Sie nach „العلاج الطبيعي“ (Physiotherapie) oder wählen Sie den Beruf."),
            _("Öffnen Sie den Kurs: Voraussetzungen, Umfang, Kosten, Beschwerdeweg, und genau ein nächster Schritt."),
            _("Melden Sie sich an und öffnen Sie die erste Einheit."),
        ),
        watch=(
            _("Kein Konto mit E-Mail, keine App, keine Karte von fremden Servern."),
            _("Die Oberfläche läuft von rechts nach links, der deutsche Lerntext von links nach rechts."),
            _("Jede Seite ist kleiner als 100 Kilobyte, auch beim ersten Mal."),
        ),
        begin=_find_and_enrol,
        in_phone=True,
    ),
    Walk(
        key="leitung",
        title=_("SCORM, wenn die Leitung reißt"),
        who=_("Mikael, lernt im Zug"),
        minutes=4,
        point=_("Funkloch, geschlossener Tab, leerer Akku: Der Lernstand bleibt."),
        steps=(
            _("Tippen Sie auf „Beginnen“: In einem neuen Tab öffnet sich eine Einheit. Starten Sie die Übung."),
            _("Blättern Sie zwei Seiten weiter. Die Anzeige meldet „Gespeichert“."),
            _(
                "Trennen Sie hier die Leitung und blättern Sie drüben drei Seiten weiter. Die Anzeige meldet „Auf "
                "diesem Gerät gesichert: 3 Änderungen“: Seite, Gedächtnis der Übung, Zeit."
            ),
            _("Schließen Sie den Tab der Übung, mitten in der Seite."),
            _(
                "Verbinden Sie die Leitung wieder und tippen Sie hier auf „Weiterlernen“, dann im neuen Tab zweimal "
                "auf „Weiter“. Die Änderungen werden übertragen."
            ),
            _(
                "Öffnen Sie die Adresse für das zweite Gerät, die unter dem Schalter steht, auf Ihrem Telefon oder in "
                "einem privaten Fenster: Ein Tipp, und es geht dort an derselben Stelle weiter. Blättern Sie danach im "
                "ersten Fenster: Es sagt, dass Sie an anderer Stelle lernen."
            ),
            _(
                "Gehen Sie dort zurück zum Kurs und öffnen Sie die Einheit: Ein Satz sagt, warum sie noch nicht "
                "erledigt ist."
            ),
        ),
        watch=(
            _("Sie stehen auf der Seite, auf der Sie ohne Netz waren."),
            _("Auf einem zweiten Gerät geht es beim übertragenen Stand weiter; keines überschreibt das andere."),
            _("Jedes Paket läuft auf einer eigenen Adresse: Fremder Inhalt kommt nicht an das Konto."),
        ),
        begin=_play,
    ),
    Walk(
        key="veroeffentlichen",
        title=_("Eine Dozentin veröffentlicht"),
        who=_("Petra, Dozentin"),
        minutes=3,
        point=_("Vom Paket zum veröffentlichten Kurs, ohne jemanden aus der Technik zu fragen."),
        steps=(
            _("Laden Sie das Beispielpaket auf Ihr Gerät; der Link steht unten."),
            _("Tippen Sie auf „Beginnen“. Unter „SCORM-Pakete“ laden Sie es hoch und lesen, was die Prüfung sagt."),
            _("Legen Sie dort eine Einheit mit diesem Paket an und speichern Sie den Entwurf."),
            _(
                "Öffnen Sie unter „Kurse“ die „Anpassungsqualifizierung Kaufleute für Büromanagement“ und fügen Sie "
                "die Einheit in ein Modul ein."
            ),
            _(
                "Sehen Sie die Vorschau an. Der Pfeil neben „Entwurf speichern“ öffnet ein Menü: Wählen Sie dort "
                "„Speichern, prüfen und veröffentlichen“ und dann „Jetzt veröffentlichen“."
            ),
            _("Öffnen Sie die Kursseite: Unter „Inhalt“ steht die neue Einheit."),
        ),
        watch=(
            _("Fehlt eine Angabe nach DIN ISO 29993, sagt die Prüfung, an welchem Feld."),
            _("Laufende Durchgänge behalten die Fassung, mit der sie begonnen haben."),
            _("Gefährliche oder kaputte Pakete werden mit einem Satz abgelehnt, den man versteht."),
        ),
        begin=_as_persona("petra"),
    ),
    Walk(
        key="morgen",
        title=_("Der Morgen der Koordination"),
        who=_("Jonas, Kurskoordinator"),
        minutes=2,
        point=_(
            "Eine Seite sagt, was heute wartet und nach wem man fragen sollte. "
            "Wer keine E-Mail hat, bekommt ein Blatt Papier."
        ),
        steps=(
            _(
                "Tippen Sie auf „Beginnen“. Die Startseite zeigt, welche Durchgänge anstehen "
                "und wo jemand noch nicht begonnen hat."
            ),
            _("Öffnen Sie „Teilnehmende“ und den Durchgang am Dienstag und Donnerstag: Wer ist wie weit?"),
            _("Nehmen Sie eine Person ohne E-Mail auf und drucken Sie ihren Startcode."),
            _(
                "Gehen Sie zurück zur Liste und laden Sie sie für Excel; ungewöhnliche Namen und Schriften bleiben "
                "heil."
            ),
        ),
        watch=(
            _("Jonas sieht nur Menschen seines Trägers, und nur, was er braucht."),
            _("Jeder Abruf einer Liste steht im Protokoll."),
        ),
        begin=_as_persona("jonas"),
    ),
    Walk(
        key="bescheinigung",
        title=_("Eine Bescheinigung, und eine gefälschte"),
        who=_("Carla, eine Einheit vor dem Ziel"),
        minutes=2,
        point=_("Die Bescheinigung entsteht von selbst, und jede Behörde kann sie in Sekunden prüfen."),
        steps=(
            _("Tippen Sie auf „Beginnen“ und dann unten auf der Seite auf „Gelesen und erledigt“."),
            _("Öffnen Sie „Meine Bescheinigungen“ und laden Sie das Dokument. Einige Sekunden kann es dauern."),
            _("Prüfen Sie seine Nummer. Ohne den Namen zu kennen, erfährt man nur die Anfangsbuchstaben."),
            _("Ändern Sie eine Ziffer und prüfen Sie noch einmal, oder nehmen Sie die drei Nummern hier."),
        ),
        watch=(
            _("Die Nummer trägt eine Prüfsumme mit geheimem Schlüssel; erfundene Nummern fallen auf."),
            _("Ein Widerruf ist sofort sichtbar, das Dokument bleibt, wie es war."),
            _("Das PDF ist vorlesbar und hält sich an die Norm für die Archivierung."),
        ),
        begin=_finish,
    ),
    Walk(
        key="live",
        title=_("Ein Abend im virtuellen Klassenzimmer"),
        who=_("Salma, Lernende, und Petra, ihre Dozentin"),
        minutes=10,
        point=_("Hineingehen, hinausgehen, wiederkommen: Jede Minute zählt, und niemand führt Listen."),
        steps=tuple(station.text for station in evening_walk.STATIONS),
        watch=(
            _("Der Raum ist ein Platzhalter ohne Ton und Bild; er spricht mit der Plattform wie BigBlueButton."),
            _("Die Zeiten stimmen auf die Sekunde, auch wenn die Leitung abbricht oder jemand zwei Geräte benutzt."),
            _(
                "Angerechnet wird die Zeit im Raum. Hier gilt als anwesend, wer ein Zehntel des Termins da war; "
                "üblich sind 80 Prozent."
            ),
            _("Wer Nein zur Aufzeichnung sagt, nimmt ohne Namen und Ton teil und bekommt dieselben Stunden."),
        ),
        begin=evening_walk.begin,
    ),
)
BY_KEY = {walk.key: walk for walk in WALKS}
