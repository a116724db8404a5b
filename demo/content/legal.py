"""Imprint, privacy notice and accessibility statement as samples; whoever runs the platform puts their own there."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage

from accounts.sign_in_limits import MARK_SECONDS
from demo.content import legal_translated as translated
from demo.content.organisations import ProviderText
from lms.views.guests import COOKIE as GUEST_COOKIE
from lms.views.guests import DAYS_AFTER_SESSION
from ui.views.language import ONE_YEAR

DAY = 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie that the platform sets: its name, how many seconds it lives (0: until the browser closes), and why."""

    name: str
    seconds: int
    purposes: dict[str, str]  # language -> why
    staying_seconds: int = 0  # how long it lives for those who stay signed in
    until: dict[str, str] = field(default_factory=dict)  # language -> its end, where that is no number of seconds
    until_days: int = 0

    def line(self, language: str = "de") -> str:
        """Return it as a line of the list."""
        life = DAYS[language].format(days=self.seconds // DAY) if self.seconds else UNTIL_CLOSED[language]
        if self.until:
            life = self.until[language].format(days=self.until_days)
        if self.staying_seconds:
            life += STAYING[language].format(days=self.staying_seconds // DAY)
        return LINE[language].format(name=self.name, life=life, purpose=self.purposes[language])


LINE = {"de": "- **{name}** ({life}): {purpose}", **translated.LINE}
DAYS = {"de": "{days} Tage", **translated.DAYS}
UNTIL_CLOSED = {"de": "bis Sie den Browser schließen", **translated.UNTIL_CLOSED}
STAYING = {"de": "; wenn Sie „Angemeldet bleiben“ wählen, {days} Tage", **translated.STAYING}
COOKIES = (
    Cookie(
        settings.SESSION_COOKIE_NAME,
        0,
        {
            "de": "hält Sie angemeldet. Entsteht erst bei der Anmeldung.",
            "en": "keeps you signed in. It comes to be only when you sign in.",
            "ar": "يُبقيك مسجَّل الدخول. لا يُنشأ إلا عند تسجيل الدخول.",
        },
        settings.SESSION_COOKIE_AGE,
    ),
    Cookie(
        settings.CSRF_COOKIE_NAME,
        settings.CSRF_COOKIE_AGE,
        {
            "de": "schützt Formulare davor, dass fremde Seiten sie in Ihrem Namen absenden.",
            "en": "keeps other websites from sending forms in your name.",
            "ar": "يمنع المواقع الأخرى من إرسال نماذج باسمك.",
        },
    ),
    Cookie(
        settings.KNOWN_DEVICE_COOKIE_NAME,
        MARK_SECONDS,
        {
            "de": "merkt sich, dass Sie sich mit diesem Gerät schon angemeldet haben. So sperrt Sie niemand aus, der "
            "Ihr Passwort rät. Er enthält keinen Namen.",
            "en": "remembers that you have signed in on this device before. So nobody who guesses your password can "
            "lock you out. It holds no name.",
            "ar": "يتذكّر أنك سجّلت الدخول من هذا الجهاز من قبل، فلا يستطيع من يخمّن كلمة مرورك أن يمنعك من الدخول. "
            "ولا يحتوي على اسم.",
        },
    ),
    Cookie(
        settings.LANGUAGE_COOKIE_NAME,
        ONE_YEAR,
        {
            "de": "merkt sich die Sprache, die Sie gewählt haben.",
            "en": "remembers the language that you have chosen.",
            "ar": "يتذكّر اللغة التي اخترتها.",
        },
    ),
    Cookie(
        CookieStorage.cookie_name,
        0,
        {
            "de": "trägt eine Meldung, zum Beispiel „Gespeichert“, auf die nächste Seite und wird dort gelöscht.",
            "en": 'carries a message such as "Saved" to the next page and is deleted there.',
            "ar": "ينقل رسالة مثل «تم الحفظ» إلى الصفحة التالية ثم يُحذف.",
        },
    ),
    Cookie(
        GUEST_COOKIE.format("…"),
        0,
        {
            "de": "hält für Gäste eines Online-Seminars den persönlichen Zugang in diesem Browser offen. Entsteht "
            "erst, wenn Sie Ihre Einladung annehmen.",
            "en": "keeps the personal way into an online seminar open in this browser, for guests. It comes to be only "
            "when you accept your invitation.",
            "ar": "يُبقي الدخول الشخصي إلى ندوة عبر الإنترنت مفتوحًا في هذا المتصفح للضيوف. "
            "لا يُنشأ إلا عندما تقبل دعوتك.",
        },
        until={
            "de": "bis {days} Tage nach dem Termin",
            "en": "until {days} days after the session",
            "ar": "حتى {days} يومًا بعد الموعد",
        },
        until_days=DAYS_AFTER_SESSION,
    ),
)

SAMPLE = (
    "! Muster für die Demo, keine Rechtsberatung. Wer die Plattform betreibt, ersetzt diesen Text durch den eigenen."
)

IMPRINT = (
    SAMPLE
    + """

## Angaben nach § 5 DDG
{name} (Demo)

{street}, {postcode} {city}

Vertreten durch: {signatory}, {function}

## Kontakt
Telefon: {phone}

E-Mail: kontakt@{slug}.example

## Register
Amtsgericht {city}, VR 00000 (erfunden). Umsatzsteuer-Identifikationsnummer nach § 27a UStG: DE000000000 (erfunden).

## Verantwortlich für den Inhalt nach § 18 Absatz 2 MStV
{signatory}, Anschrift wie oben

## Streit zwischen Verbrauchern und Unternehmen
Wir nehmen an keinem Verfahren vor einer Verbraucherschlichtungsstelle teil und sind dazu nicht verpflichtet.
"""
)

STORED = """
## Was in Ihrem Browser gespeichert wird
Wir setzen nur Cookies, ohne die die Plattform nicht funktioniert (§ 25 Absatz 2 Nummer 2 TDDDG). Darum fragen wir nicht
nach Ihrer Einwilligung.

{cookies}

Interaktive Einheiten legen Ihren Lernstand auf Ihrem Gerät ab, bis er bei uns angekommen ist. So geht nichts verloren,
wenn das Netz ausfällt. Der Lernstand enthält keinen Namen. Was Sie in einer Transferaufgabe schreiben, bleibt auf Ihrem
Gerät, bis Sie abgeben oder die Seite schließen.

Wir binden nichts von fremden Servern ein: keine Werbung, keine Zählung von Besuchen, keine Schriften, keine Karten.
"""

PLATFORM_PRIVACY = (
    SAMPLE
    + """

## Wer verantwortlich ist
{name} (Demo), {street}, {postcode} {city}, E-Mail: kontakt@{slug}.example

Datenschutzbeauftragte Person: datenschutz@{slug}.example

Für die Kurse sind wir gemeinsam mit dem Träger verantwortlich, der Ihren Kurs anbietet (Artikel 26 DSGVO). Welcher das
ist, steht auf der Seite des Kurses.

## Wenn Sie die Seiten nur ansehen
Unser Server sieht Ihre IP-Adresse, die Adresse der Seite und die Zeit. Wir brauchen das, um die Seite zu senden und
Angriffe abzuwehren (Artikel 6 Absatz 1 Buchstabe f DSGVO). Nach 7 Tagen löschen wir die Protokolle.
"""
    + STORED
    + """
## Wenn Sie ein Konto haben
Wir speichern Ihren Namen, Ihren Benutzernamen und, wenn Sie eine haben, Ihre E-Mail-Adresse und Ihre Sprache. Wir
brauchen das für den Vertrag über die Teilnahme (Artikel 6 Absatz 1 Buchstabe b DSGVO). Ein Konto, das lange niemand
benutzt, löschen wir. Wir schreiben Ihnen vorher.

## Wenn Sie lernen
Wir speichern, in welchem Kurs Sie lernen, welche Einheiten Sie erledigt haben, Ihre Lernzeit und Ihre Bescheinigungen.
Das sehen Sie selbst und die Menschen, die Ihren Kurs begleiten. Arbeitgeber sehen keine Lernergebnisse.

## Wie lange
- Lernstände: bis Sie Ihr Konto löschen, höchstens so lange, wie der Träger sie gegenüber den Förderern nachweisen muss
- Bescheinigungen: 10 Jahre, damit Behörden sie prüfen können
- Briefe per E-Mail: 90 Tage

## Ihre Rechte
Sie können in Ihrem Konto unter „Meine Daten“ alles mitnehmen, was wir über Sie wissen, und Ihr Konto löschen. Sie
können Auskunft, Berichtigung und Einschränkung verlangen und widersprechen (Artikel 15 bis 21 DSGVO). Sie können sich
bei der Datenschutzaufsicht Ihres Landes beschweren.
"""
)

PROVIDER_PRIVACY = (
    SAMPLE
    + """

## Wer verantwortlich ist
{name} (Demo), {street}, {postcode} {city}, E-Mail: datenschutz@{slug}.example

Die Plattform betreiben wir gemeinsam mit anderen Trägern. Was die Plattform selbst speichert, steht in ihren eigenen
Datenschutzhinweisen.

## Was wir in unseren Kursen speichern
- Ihren Namen und, wenn Sie eine haben, Ihre E-Mail-Adresse
- in welchem Kurs Sie lernen, welche Einheiten Sie erledigt haben und Ihre Lernzeit
- Ihre Bescheinigungen

Wir brauchen das für den Vertrag über die Teilnahme und als Nachweis gegenüber den Förderern (Artikel 6 Absatz 1
Buchstaben b und c DSGVO).

## Wer es sieht
Ihre Dozentin oder Ihr Dozent, die Kurskoordination und die Verwaltung unseres Hauses. Arbeitgeber sehen keine
Lernergebnisse. An Förderer geben wir Zahlen weiter, keine Namen.
"""
    + STORED
    + """
## Ihre Rechte
Sie können Ihre Daten in Ihrem Konto mitnehmen und ihre Berichtigung oder Löschung verlangen. Sie können sich bei der
Datenschutzaufsicht Ihres Landes beschweren.
"""
)

ACCESSIBILITY = (
    SAMPLE
    + """

{name} möchte, dass alle diese Seiten benutzen können. Diese Erklärung gilt für die Seiten von {name} auf der
Lernbrücke. Maßstab sind die Web Content Accessibility Guidelines 2.2, Stufe AA, und die BITV 2.0.

## Wie weit wir sind
Die Seiten sind größtenteils vereinbar mit dem Maßstab. Wir haben sie selbst geprüft: mit Programmen, mit der Tastatur
und mit einem Vorleseprogramm.

## Was geht
- alles mit der Tastatur und mit Vorleseprogrammen
- Schrift vergrößern bis 400 Prozent, auch auf dem Handy
- dunkle Farben und weniger Bewegung, wenn Ihr Gerät sie wünscht
- Filme mit Untertiteln und mit ihrem Text zum Lesen

## Was noch fehlt
- Ein Film in Deutscher Gebärdensprache ist geplant.
- Dokumente zum Herunterladen sind noch nicht alle barrierefrei. Wir schicken Ihnen den Inhalt als Text.

## Etwas geht nicht?
Am Ende jeder Seite steht „Barriere melden“. Oder schreiben Sie an barrieren@{slug}.example. Wir antworten innerhalb
eines Monats.

## Wenn wir Ihnen nicht helfen
Sie können sich an die Schlichtungsstelle oder die Durchsetzungsstelle Ihres Landes wenden. Das kostet nichts.
"""
)


# language -> kind of text -> the text; "platform" is the privacy notice of the platform itself.
TEXTS = {
    "de": {
        "imprint": IMPRINT,
        "privacy": PROVIDER_PRIVACY,
        "platform": PLATFORM_PRIVACY,
        "accessibility": ACCESSIBILITY,
    },
    **{
        language: {
            "imprint": note + translated.IMPRINT[language],
            "privacy": note + translated.PROVIDER_PRIVACY[language],
            "platform": note + translated.PLATFORM_PRIVACY[language],
            "accessibility": note + translated.ACCESSIBILITY[language],
        }
        for language, note in translated.SAMPLE.items()
    },
}


LANGUAGES = tuple(translated.SAMPLE)  # beside German


def text(kind: str, owner: ProviderText, *, is_platform: bool, language: str = "de") -> str:
    """Return a legal text ("imprint", "privacy" or "accessibility") with the owner's own details in it."""
    template = TEXTS[language]["platform" if is_platform and kind == "privacy" else kind]
    return template.format(
        name=owner.name,
        street=owner.street,
        postcode=owner.postcode,
        city=owner.city,
        signatory=owner.signatory_name,
        function=owner.signatory_function,
        phone="0511 000000 (erfunden)",
        slug=owner.slug,
        cookies="\n".join(cookie.line(language) for cookie in COOKIES),
    )
