"""What is said in the demo's film, one line a scene, and what one must see to understand it."""

from __future__ import annotations

from dataclasses import dataclass

CREDIT = "© Redaktion der Lernbrücke, für diese Demo gezeichnet"


@dataclass(frozen=True, slots=True)
class Said:
    """The film in one language: a caption for each scene, and all of it as text."""

    lines: tuple[str, ...]
    transcript: str


@dataclass(frozen=True, slots=True)
class FilmText:
    """A film; `said` holds it by language, its own first. Before it is played, the picture of a course stands there."""

    title: str
    course: str  # slug
    said: dict[str, Said]


WELCOME = FilmText(
    title="So lernen Sie hier",
    course="bueromanagement",
    said={
        "de": Said(
            lines=(
                "Dieser Kurs ist eine Brücke in Ihren Beruf.",
                "Sie lesen kurze Texte und machen Übungen, am Handy oder am Computer.",
                "Sie können jederzeit aufhören. Die Plattform merkt sich, wo Sie waren.",
                "Abends treffen Sie die anderen im virtuellen Klassenzimmer.",
                "Am Ende bekommen Sie Ihre Teilnahmebescheinigung.",
            ),
            transcript=(
                "Der Film hat keinen Ton. Alles, was er sagt, steht in den Untertiteln.\n\n"
                "Ein Mensch geht über eine Brücke, drüben wartet jemand: Dieser Kurs ist eine Brücke in Ihren "
                "Beruf.\n\n"
                "Auf einem Handy erscheinen Zeilen, am Ende ein Haken: Sie lesen kurze Texte und machen Übungen, am "
                "Handy oder am Computer.\n\n"
                "Ein Balken füllt sich auf dem Handy bis zur Hälfte und geht auf einem Computer weiter: Sie können "
                "jederzeit aufhören. Die Plattform merkt sich, wo Sie waren.\n\n"
                "Vier Menschen erscheinen auf einem Bildschirm: Abends treffen Sie die anderen im virtuellen "
                "Klassenzimmer.\n\n"
                "Ein Blatt bekommt ein Siegel: Am Ende bekommen Sie Ihre Teilnahmebescheinigung."
            ),
        ),
        "en": Said(
            lines=(
                "This course is a bridge into your profession.",
                "You read short texts and do exercises, on your phone or on a computer.",
                "You can stop at any time. The platform remembers where you were.",
                "In the evening you meet the others in the virtual classroom.",
                "At the end you receive your certificate of attendance.",
            ),
            transcript=(
                "The film has no sound. All it says stands in the captions.\n\n"
                "Somebody walks over a bridge, someone waits on the other side: This course is a bridge into your "
                "profession.\n\n"
                "Lines appear on a phone, at last a tick: You read short texts and do exercises, on your phone or on a "
                "computer.\n\n"
                "A bar fills to the middle on the phone and goes on on a computer: You can stop at any time. The "
                "platform remembers where you were.\n\n"
                "Four people appear on a screen: In the evening you meet the others in the virtual classroom.\n\n"
                "A sheet gets a seal: At the end you receive your certificate of attendance."
            ),
        ),
        "ar": Said(
            lines=(
                "هذه الدورة جسر إلى مهنتك.",
                "تقرأ نصوصًا قصيرة وتحل تمارين، على الهاتف أو على الحاسوب.",
                "يمكنك التوقف في أي وقت. المنصة تتذكر أين توقفت.",
                "في المساء تلتقي بالآخرين في الفصل الافتراضي.",
                "في النهاية تحصل على شهادة المشاركة.",
            ),
            transcript=(
                "الفيلم بلا صوت. كل ما يقوله مكتوب في الترجمة المصاحبة.\n\n"
                "شخص يعبر جسرًا، وعلى الجانب الآخر ينتظره شخص آخر: هذه الدورة جسر إلى مهنتك.\n\n"
                "تظهر سطور على هاتف، وفي النهاية علامة صح: تقرأ نصوصًا قصيرة وتحل تمارين، على الهاتف أو على الحاسوب.\n\n"
                "شريط يمتلئ حتى المنتصف على الهاتف ثم يكتمل على الحاسوب: يمكنك التوقف في أي وقت. المنصة تتذكر أين "
                "توقفت.\n\n"
                "يظهر أربعة أشخاص على شاشة: في المساء تلتقي بالآخرين في الفصل الافتراضي.\n\n"
                "ورقة تحصل على ختم: في النهاية تحصل على شهادة المشاركة."
            ),
        ),
    },
)
FILMS = {"willkommen": WELCOME}
