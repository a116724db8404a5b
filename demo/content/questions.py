"""What the demo's trainings ask before, at the end and 8 to 12 weeks later (DOMAIN 5b), in three languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

When = Literal["before", "end", "later"]
ALWAYS: tuple[When, ...] = ("before", "end", "later")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in German, English and Arabic, and when it is asked; `part` is a key of surveys.Part."""

    part: str
    rounds: tuple[When, ...]
    de: str
    en: str
    ar: str
    is_text: bool = False


TITLE = "Diversity-Training: Lernen, Eindruck, Umsetzung"

QUESTIONS = (
    Asked(
        "learning",
        ALWAYS,
        "Ich kann drei Diskriminierungsmerkmale des AGG nennen.",
        "I can name three grounds of discrimination of the German equal treatment act (AGG).",
        "أستطيع ذكر ثلاث سمات يحميها قانون المساواة الألماني (AGG) من التمييز.",
    ),
    Asked(
        "learning",
        ALWAYS,
        "Ich erkenne, wenn ich vorschnell auf eine Gruppe schließe.",
        "I notice when I jump to conclusions about a group.",
        "ألاحظ متى أتسرّع في الحكم على مجموعة من الناس.",
    ),
    Asked(
        "learning",
        ALWAYS,
        "Ich weiß, an wen Beschäftigte sich bei Benachteiligung wenden können.",
        "I know whom employees can turn to when they are treated unfairly.",
        "أعرف إلى من يتوجه الموظفون عند التعرّض للتمييز.",
    ),
    Asked(
        "learning",
        ALWAYS,
        "Ich spreche abwertende Bemerkungen im Team an.",
        "I speak up about derogatory remarks in the team.",
        "أتحدث عن الملاحظات المسيئة في الفريق.",
    ),
    Asked(
        "learning",
        ALWAYS,
        "Ich kann Absprachen so formulieren, dass alle sie verstehen.",
        "I can word agreements so that everybody understands them.",
        "أستطيع صياغة الاتفاقات بحيث يفهمها الجميع.",
    ),
    Asked(
        "learning",
        ALWAYS,
        "Ich plane Besprechungen so, dass alle zu Wort kommen.",
        "I plan meetings so that everybody gets to speak.",
        "أخطط للاجتماعات بحيث يأخذ الجميع الكلمة.",
    ),
    Asked(
        "reaction",
        ("end",),
        "Die Beispiele passten zu meiner Arbeit.",
        "The examples fitted my work.",
        "كانت الأمثلة مناسبة لعملي.",
    ),
    Asked("reaction", ("end",), "Ich konnte offen sprechen.", "I could speak openly.", "استطعت أن أتحدث بصراحة."),
    Asked(
        "reaction",
        ("end",),
        "Das Tempo war für mich richtig.",
        "The pace was right for me.",
        "كانت السرعة مناسبة لي.",
    ),
    Asked(
        "reaction",
        ("end",),
        "Ich weiß, was ich als Nächstes tue.",
        "I know what I will do next.",
        "أعرف ما سأفعله بعد ذلك.",
    ),
    Asked(
        "reaction",
        ("end",),
        "Ich empfehle das Training weiter.",
        "I recommend the training to others.",
        "أوصي الآخرين بهذا التدريب.",
    ),
    Asked(
        "transfer",
        ("later",),
        "Ich habe meine Transferaufgabe umgesetzt.",
        "I have put my transfer task into practice.",
        "نفّذت مهمتي التطبيقية.",
    ),
    Asked(
        "transfer",
        ("later",),
        "Meine Führungskraft unterstützt die Umsetzung.",
        "My manager supports putting it into practice.",
        "يدعم مديري التنفيذ.",
    ),
    Asked(
        "transfer",
        ("later",),
        "Im Team hat sich etwas geändert.",
        "Something has changed in the team.",
        "تغيّر شيء في الفريق.",
    ),
    Asked(
        "transfer",
        ("later",),
        "Was hat gehindert?",
        "What got in the way?",
        "ما الذي أعاق التنفيذ؟",
        is_text=True,
    ),
)
