"""Pages and news of the demo's website, in our own words."""

from __future__ import annotations

from dataclasses import dataclass, field

from demo.content.organisations import ProviderText


@dataclass(frozen=True, slots=True)
class PageText:
    """A page; `body` is in the form of demo.content.lessons, `translations` holds title and intro per language."""

    slug: str
    title: str
    intro: str
    body: str
    translations: dict[str, tuple[str, str]] = field(default_factory=dict)
    days_ago: int = 0  # of a piece of news


RECOGNITION = PageText(
    slug="anerkennung",
    title="So läuft die Anerkennung",
    intro="Sie haben Ihren Beruf im Ausland gelernt? Hier lesen Sie, wer entscheidet und wo ein Kurs hilft.",
    body="""
Über Ihre Anerkennung entscheidet die zuständige Stelle, zum Beispiel eine Kammer oder ein Landesamt. Diese Plattform
entscheidet nicht. Sie hilft Ihnen, das zu lernen, was noch fehlt.

## Fünf Schritte
1. **Beraten lassen:** Eine Beratungsstelle prüft mit Ihnen, welcher deutsche Beruf passt und wer zuständig ist.
2. **Antrag stellen:** Sie reichen Zeugnisse, Übersetzungen und Nachweise ein.
3. **Bescheid lesen:** Er sagt, was gleichwertig ist und welche wesentlichen Unterschiede es gibt.
4. **Ausgleichen:** Sie besuchen passende Module, arbeiten in einem Betrieb oder legen eine Prüfung ab.
5. **Folgeantrag stellen:** Mit den Nachweisen entscheidet die zuständige Stelle noch einmal.

## Zwei Arten von Berufen
- **Reglementiert:** Ohne Erlaubnis dürfen Sie nicht arbeiten oder den Titel nicht führen, zum Beispiel in der Pflege.
- **Nicht reglementiert:** Sie dürfen arbeiten. Die Anerkennung hilft bei Bewerbung und Gehalt.

= der Bescheid: Ein Brief der Behörde mit einer Entscheidung. | Im Bescheid steht, welche Fächer fehlen.
! Fristen stehen in Ihrem Bescheid. Fragen Sie eine Beratungsstelle, bevor eine Frist abläuft.
""",
    translations={
        "en": (
            "How recognition works",
            "Did you learn your profession abroad? Read who decides, and where a course helps.",
        ),
        "ar": (
            "كيف يتم الاعتراف بالمهنة",
            "هل تعلّمت مهنتك في الخارج؟ اقرأ هنا من يقرّر، وأين تساعدك دورة تدريبية.",
        ),
    },
)

NEWS = (
    PageText(
        slug="sprechtandems-gesucht",
        title="Sprechtandems für die Pflege gesucht",
        intro="Wer zweimal in der Woche eine Dreiviertelstunde Zeit hat, kann Pflegefachpersonen beim Deutschlernen "
        "begleiten.",
        body="""
Im Kurs „Fachsprache Pflege B2“ treffen sich Lernende jede Woche online mit einer Person, die Deutsch im Alltag
spricht. Fachwissen ist nicht nötig. Das Fachsprachzentrum Harzblick stellt Material und Rollenkarten.

~ Die Gespräche finden im virtuellen Klassenzimmer statt. Ein Smartphone genügt.
""",
        translations={
            "en": ("Speaking partners for nurses wanted", "Two short talks a week help nurses learn German."),
            "ar": ("مطلوب شركاء محادثة للتمريض", "محادثتان قصيرتان في الأسبوع تساعدان الممرضين على تعلّم الألمانية."),
        },
        days_ago=3,
    ),
    PageText(
        slug="neuer-kurs-elektro",
        title="Neuer Kurs für Elektrofachkräfte",
        intro="Die Werkstatt Rheinufer unterrichtet die Theorie jetzt online, am Abend und jeden zweiten Samstag.",
        body="""
Sechs Module von den fünf Sicherheitsregeln bis zur Informationssicherheit: zusammen 120 Unterrichtseinheiten. Die
praktischen Teile lernen die Teilnehmenden in ihrem Betrieb.

## Für wen?
Für Menschen mit einem Bescheid der Handwerkskammer und Deutsch B1. Die Teilnahme ist kostenfrei.
""",
        translations={
            "en": ("New course for electricians", "Theory online, in the evening and every second Saturday."),
            "ar": ("دورة جديدة لفنيي الكهرباء", "الجزء النظري عبر الإنترنت، مساءً وكل يوم سبت ثانٍ."),
        },
        days_ago=12,
    ),
    PageText(
        slug="diversity-training-im-metallbau",
        title="Ein Metallbaubetrieb lernt Vielfalt",
        intro="Vierzehn Beschäftigte besuchen das Basistraining. Was sie ändern, entscheiden sie selbst.",
        body="""
Zwei Vormittage im virtuellen Klassenzimmer, zwei kurze Übungen am Bildschirm und eine eigene Aufgabe am Arbeitsplatz:
So läuft das Training „Vielfalt verstehen“. Der Betrieb erfährt, dass geschult wurde, aber keine Ergebnisse einzelner
Personen.

> „Jetzt fragen wir am Ende jeder Besprechung: Was haben wir vereinbart?“
""",
        translations={
            "en": ("A metalworks learns diversity", "Fourteen people attend the basic training."),
            "ar": ("شركة معادن تتعلّم التنوّع", "أربعة عشر عاملًا يشاركون في التدريب الأساسي."),
        },
        days_ago=30,
    ),
)

PLATFORM = ProviderText(
    "lernbruecke",
    "Lernbrücke",
    "",
    "",
    "Brückenstraße 1",
    "12345",
    "Beispielstadt",
    "Erika Beispiel",
    "Redaktion",
    "",
)
