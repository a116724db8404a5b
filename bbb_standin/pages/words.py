"""The words of the pages in three languages. The stand-in is no part of the product, so it has no catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("de", "en", "ar")
FALLBACK = "en"

WORDS: Mapping[str, tuple[str, str, str]] = {
    "standin": ("BigBlueButton-Platzhalter", "BigBlueButton stand-in", "بديل تجريبي عن BigBlueButton"),
    "no_conference": (
        "Das ist keine echte Videokonferenz: Es gibt hier weder Ton noch Bild.",
        "This is no real video conference: there is neither sound nor picture here.",
        "هذا ليس مؤتمرا مرئيا حقيقيا: لا صوت هنا ولا صورة.",
    ),
    "skip": ("Zum Inhalt", "Skip to content", "إلى المحتوى"),
    "you_are": ("Sie sind hier als {name}.", "You are here as {name}.", "أنت هنا باسم {name}."),
    "role": ("Rolle: {role}", "Role: {role}", "الدور: {role}"),
    "language": ("Sprache: Deutsch", "Language: English", "اللغة: العربية"),
    "MODERATOR": ("Moderation", "moderator", "مدير الجلسة"),
    "VIEWER": ("Teilnahme", "participant", "مشارك"),
    "guest": ("Gast", "guest", "ضيف"),
    "you": ("Sie", "you", "أنت"),
    "hand_is_up": ("Hand gehoben", "hand raised", "يد مرفوعة"),
    "mic_is_on": ("Mikrofon an", "microphone on", "الميكروفون مفتوح"),
    "recording_on": (
        "Die Sitzung wird jetzt aufgezeichnet.",
        "The session is being recorded now.",
        "يجري الآن تسجيل الجلسة.",
    ),
    "recording_off": ("Es wird nicht aufgezeichnet.", "Nothing is being recorded.", "لا يجري أي تسجيل."),
    "people": ("Anwesend: {count}", "People present: {count}", "الحاضرون: {count}"),
    "chat": ("Chat", "Chat", "المحادثة"),
    "message": ("Ihre Nachricht", "Your message", "رسالتك"),
    "send": ("Senden", "Send", "إرسال"),
    "take_part": ("Mitmachen", "Take part", "المشاركة"),
    "raise": ("Hand heben", "Raise hand", "رفع اليد"),
    "lower": ("Hand senken", "Lower hand", "خفض اليد"),
    "mic_on": ("Mikrofon einschalten (nur zum Schein)", "Microphone on (pretended)", "تشغيل الميكروفون (صوريا فقط)"),
    "mic_off": ("Mikrofon ausschalten", "Microphone off", "إيقاف الميكروفون"),
    "leave": ("Sitzung verlassen", "Leave the session", "مغادرة الجلسة"),
    "poll": ("Umfrage", "Poll", "استطلاع"),
    "no_poll": ("Gerade läuft keine Umfrage.", "There is no poll at the moment.", "لا يوجد استطلاع الآن."),
    "vote": ("Abstimmen", "Vote", "تصويت"),
    "voted": ("Ihre Antwort ist gezählt.", "Your answer has been counted.", "تم احتساب إجابتك."),
    "question": ("Frage", "Question", "السؤال"),
    "answers": ("Antworten", "Answers", "الإجابات"),
    "yes_no": ("Ja / Nein", "Yes / No", "نعم / لا"),
    "yes": ("Ja", "Yes", "نعم"),
    "no": ("Nein", "No", "لا"),
    "start_poll": ("Umfrage beginnen", "Start poll", "بدء الاستطلاع"),
    "stop_poll": ("Umfrage beenden", "End poll", "إنهاء الاستطلاع"),
    "slides": ("Folien", "Slides", "الشرائح"),
    "no_slides": ("Keine Folien.", "No slides.", "لا توجد شرائح."),
    "waiting": ("wird geladen", "is being loaded", "قيد التحميل"),
    "ready": ("angekommen", "has arrived", "وصلت"),
    "failed": ("konnte nicht geladen werden", "could not be loaded", "تعذر تحميلها"),
    "lead": ("Leiten", "Moderate", "إدارة الجلسة"),
    "record_start": ("Aufzeichnung starten", "Start recording", "بدء التسجيل"),
    "record_stop": ("Aufzeichnung anhalten", "Stop recording", "إيقاف التسجيل"),
    "end_all": ("Sitzung für alle beenden …", "End the session for everyone …", "إنهاء الجلسة للجميع …"),
    "end_now": ("Ja, jetzt für alle beenden", "Yes, end it for everyone now", "نعم، أنه الجلسة الآن للجميع"),
    "guests_wait": ("Gäste, die warten", "Guests who wait", "ضيوف في الانتظار"),
    "admit": ("{name} einlassen", "Let {name} in", "السماح بدخول {name}"),
    "refuse": ("{name} abweisen", "Turn {name} away", "رفض دخول {name}"),
    "wait_title": ("Bitte warten", "Please wait", "يرجى الانتظار"),
    "wait_text": (
        "Die Moderation lässt Sie gleich ein. Diese Seite fragt von selbst nach.",
        "A moderator will let you in. This page asks by itself.",
        "سيسمح لك مدير الجلسة بالدخول. هذه الصفحة تتحقق تلقائيا.",
    ),
    "denied_title": ("Kein Zutritt", "Not admitted", "لم يسمح بالدخول"),
    "denied_text": (
        "Die Moderation hat Sie nicht eingelassen.",
        "The moderator did not let you in.",
        "لم يسمح لك مدير الجلسة بالدخول.",
    ),
    "ended_title": ("Die Sitzung ist zu Ende", "The session has ended", "انتهت الجلسة"),
    "ended_text": ("Alle haben den Raum verlassen.", "Everybody has left the room.", "غادر الجميع الغرفة."),
    "left_title": ("Sie haben die Sitzung verlassen", "You have left the session", "لقد غادرت الجلسة"),
    "left_text": (
        "Zum Wiederkommen treten Sie dort neu bei, wo Sie hergekommen sind.",
        "To come back, join again where you came from.",
        "للعودة، انضم من جديد من حيث أتيت.",
    ),
    "lost_title": ("Der Raum ist weg", "The room is gone", "لم تعد الغرفة موجودة"),
    "lost_text": (
        "Der Server wurde neu gestartet oder die Adresse gilt nicht mehr. Treten Sie bitte neu bei.",
        "The server was restarted, or the address is no longer valid. Please join again.",
        "أعيد تشغيل الخادم أو لم يعد العنوان صالحا. يرجى الانضمام من جديد.",
    ),
    "back": ("Zurück", "Back", "رجوع"),
    "reload": ("Neu laden", "Reload", "إعادة التحميل"),
    "no_script": (
        "Ohne JavaScript bleibt die Seite stehen. Laden Sie sie jede Minute neu, sonst gelten Sie als gegangen.",
        "Without JavaScript this page stands still. Reload it every minute, or you count as gone.",
        "تبقى الصفحة ثابتة دون جافاسكريبت. أعد تحميلها كل دقيقة وإلا عددت مغادرا.",
    ),
    "no_line": (
        "Keine Verbindung. Die Seite versucht es weiter.",
        "No connection. The page keeps trying.",
        "لا يوجد اتصال. تواصل الصفحة المحاولة.",
    ),
    "recording_of": ("Aufzeichnung: {name}", "Recording: {name}", "تسجيل: {name}"),
    "clip": (
        "Statt der Sitzung hören Sie ein paar Töne, die ein Programm gemacht hat.",
        "Instead of the session you hear a few tones that a program has made.",
        "بدلا من الجلسة تسمع بعض النغمات التي أنشأها برنامج.",
    ),
    "closed_title": (
        "Diese Adresse gilt nicht mehr",
        "This address is no longer valid",
        "لم يعد هذا العنوان صالحا",
    ),
    "closed_text": (
        "Sie gilt einmal und nur in einem Browser. Öffnen Sie die Aufzeichnung noch einmal in Ihrem Kurs.",
        "It is good for one time and one browser. Please open the recording again in your course.",
        "يصلح لمرة واحدة وفي متصفح واحد فقط. افتح التسجيل مرة أخرى من دورتك.",
    ),
    "transcript": ("Text zum Ton", "Text of the sound", "نص الصوت"),
    "home_title": (
        "Hier läuft ein BigBlueButton-Platzhalter",
        "This is a BigBlueButton stand-in",
        "هنا يعمل بديل تجريبي عن BigBlueButton",
    ),
    "refused": ("Der Beitritt ging nicht: {reason}", "You could not join: {reason}", "تعذر الانضمام: {reason}"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        return WORDS[key][LANGUAGES.index(self.language)].format(**values)

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "ar" else "ltr"


def choose(wanted: str, accepted: str = "") -> Words:
    """Return the words in the language a join asked for, else one the browser takes, else English."""
    for offer in (wanted, *(part.split(";", 1)[0] for part in accepted.split(","))):
        language = offer.strip().lower().replace("_", "-").split("-", 1)[0]
        if language in LANGUAGES:
            return Words(language)
    return Words(FALLBACK)
