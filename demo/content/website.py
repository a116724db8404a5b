"""Pages and news of the demo's website, in our own words."""

from __future__ import annotations

from dataclasses import dataclass, field

from demo.content.organisations import ProviderText


@dataclass(frozen=True, slots=True)
class PageText:
    """A page; `body` is in the form of demo.content.lessons, `translations` holds title, intro and body by language."""

    slug: str
    title: str
    intro: str
    body: str
    translations: dict[str, tuple[str, str, str]] = field(default_factory=dict)
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
            """
The competent authority decides on your recognition, for example a chamber or an office of your federal state. This
platform does not decide. It helps you to learn what is still missing.

## Five steps
1. **Get advice:** A counselling centre finds out with you which German profession fits and who is competent.
2. **Apply:** You hand in certificates, translations and proofs.
3. **Read the notice:** It says what is equivalent and which substantial differences there are.
4. **Close the gaps:** You attend modules that fit, work in a company, or take an examination.
5. **Apply again:** With your proofs the competent authority decides once more.

## Two kinds of professions
- **Regulated:** Without a licence you may not work or use the title, for example in nursing.
- **Not regulated:** You may work. Recognition helps with applications and pay.

= der Bescheid: A letter of an authority with a decision. | Im Bescheid steht, welche Fächer fehlen.
! Time limits stand in your notice. Ask a counselling centre before one runs out.
""",
        ),
        "ar": (
            "كيف يتم الاعتراف بالمهنة",
            "هل تعلّمت مهنتك في الخارج؟ اقرأ هنا من يقرّر، وأين تساعدك دورة تدريبية.",
            """
تقرّر الجهة المختصة في طلب الاعتراف، مثل غرفة مهنية أو هيئة تابعة للولاية. هذه المنصة لا تقرّر، بل تساعدك على تعلّم
ما ينقصك.

## خمس خطوات
1. **الاستشارة:** يبحث معك مركز استشارة عن المهنة الألمانية المناسبة وعن الجهة المختصة.
2. **تقديم الطلب:** تقدّم الشهادات والترجمات والإثباتات.
3. **قراءة القرار:** يذكر القرار ما هو متكافئ وما هي الفروق الجوهرية.
4. **سدّ الفروق:** تحضر وحدات مناسبة أو تعمل في شركة أو تؤدّي امتحانًا.
5. **تقديم طلب لاحق:** تقرّر الجهة المختصة مرة أخرى بناءً على إثباتاتك.

## نوعان من المهن
- **مهن منظَّمة:** لا يُسمح لك بالعمل أو بحمل اللقب دون ترخيص، كما في التمريض.
- **مهن غير منظَّمة:** يُسمح لك بالعمل، ويساعدك الاعتراف عند التقدّم لوظيفة وفي الأجر.

= der Bescheid: رسالة من جهة رسمية فيها قرار. | Im Bescheid steht, welche Fächer fehlen.
! المهل مذكورة في القرار. اسأل مركز استشارة قبل أن تنتهي المهلة.
""",
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
            "en": (
                "Speaking partners for nurses wanted",
                "Two short talks a week help nurses learn German.",
                """
In the course “Fachsprache Pflege B2” learners meet online every week with somebody who speaks German in daily life.
You need no special knowledge. The Fachsprachzentrum Harzblick gives you material and role cards.

~ The talks take place in the virtual classroom. A smartphone is enough.
""",
            ),
            "ar": (
                "مطلوب شركاء محادثة للتمريض",
                "محادثتان قصيرتان في الأسبوع تساعدان الممرضين على تعلّم الألمانية.",
                """
في دورة „Fachsprache Pflege B2“ يلتقي المتعلّمون كل أسبوع عبر الإنترنت بشخص يتحدث الألمانية في حياته اليومية. لا تحتاج
إلى معرفة متخصصة. يقدّم مركز Fachsprachzentrum Harzblick المواد وبطاقات الأدوار.

~ تُعقد المحادثات في الفصل الافتراضي. يكفي هاتف ذكي.
""",
            ),
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
            "en": (
                "New course for electricians",
                "Theory online, in the evening and every second Saturday.",
                """
Six modules from the five safety rules to information security: 120 teaching units in all. The practical parts are
learnt in the company.

## For whom?
For people with a notice of the Handwerkskammer and German B1. The course is free of charge.
""",
            ),
            "ar": (
                "دورة جديدة لفنيي الكهرباء",
                "الجزء النظري عبر الإنترنت، مساءً وكل يوم سبت ثانٍ.",
                """
ست وحدات، من قواعد السلامة الخمس إلى أمن المعلومات: مجموعها 120 وحدة تعليمية. أما الأجزاء العملية فيتعلّمها المشاركون
في شركاتهم.

## لمن هذه الدورة؟
لمن لديه قرار من غرفة الحرف ومستوى B1 في اللغة الألمانية. المشاركة مجانية.
""",
            ),
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
            "en": (
                "A metalworks learns diversity",
                "Fourteen people attend the basic training.",
                """
Two mornings in the virtual classroom, two short exercises on the screen and a task of one's own at work: that is the
training “Vielfalt verstehen”. The company learns that people were trained, but no results of anybody.

> “Now we ask at the end of each meeting: what have we agreed on?”
""",
            ),
            "ar": (
                "شركة معادن تتعلّم التنوّع",
                "أربعة عشر عاملًا يشاركون في التدريب الأساسي.",
                """
صباحان في الفصل الافتراضي، وتمرينان قصيران على الشاشة، ومهمة خاصة في مكان العمل: هكذا يجري تدريب „Vielfalt verstehen“.
تعرف الشركة أن التدريب قد تمّ، ولا تعرف نتائج أي شخص.

> „الآن نسأل في نهاية كل اجتماع: على ماذا اتفقنا؟“
""",
            ),
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
