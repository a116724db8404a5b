"""
Questionnaires to begin with: learning, impression and transfer (T0, T1, T2), and the climate of an organisation.

Own wording after the levels of Kirkpatrick and after three dimensions of a diversity climate: equal treatment,
appreciation, leadership. A provider gets a copy of its own and changes it as it likes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from surveys.models import Part, QuestionKind, Round

ALWAYS = frozenset({Round.BEFORE, Round.END, Round.LATER})
AT_END, LATER = frozenset({Round.END}), frozenset({Round.LATER})
BEFORE_AND_LATER = frozenset({Round.BEFORE, Round.LATER})


class Starter(StrEnum):
    """What there is to begin with."""

    TRAINING = "training"
    CLIMATE = "climate"


@dataclass(frozen=True, slots=True)
class StarterQuestion:
    """A question in German, English and Arabic, and when it is asked."""

    part: Part
    rounds: frozenset[Round]
    de: str
    en: str
    ar: str
    kind: QuestionKind = QuestionKind.AGREEMENT


TITLES: dict[Starter, str] = {
    Starter.TRAINING: "Diversity-Training: vorher, am Ende, später",
    Starter.CLIMATE: "Klima der Vielfalt in der Organisation",
}


def _learning(de: str, en: str, ar: str) -> StarterQuestion:
    return StarterQuestion(Part.LEARNING, ALWAYS, de, en, ar)


def _reaction(de: str, en: str, ar: str) -> StarterQuestion:
    return StarterQuestion(Part.REACTION, AT_END, de, en, ar)


def _transfer(de: str, en: str, ar: str) -> StarterQuestion:
    return StarterQuestion(Part.TRANSFER, LATER, de, en, ar)


def _climate(de: str, en: str, ar: str) -> StarterQuestion:
    return StarterQuestion(Part.CLIMATE, BEFORE_AND_LATER, de, en, ar)


QUESTIONS: dict[Starter, tuple[StarterQuestion, ...]] = {
    Starter.TRAINING: (
        _learning(
            "Ich kann drei Diskriminierungsmerkmale des AGG nennen.",
            "I can name three grounds of discrimination of the AGG, the Equal Treatment Act.",
            "أستطيع ذكر ثلاثة من أسباب التمييز الواردة في القانون العام للمساواة في المعاملة (AGG).",
        ),
        _learning(
            "Ich erkenne, wenn ich vorschnell auf eine Gruppe schließe.",
            "I notice when I jump to conclusions about a group.",
            "أنتبه عندما أتسرع في الحكم على مجموعة من الناس.",
        ),
        _learning(
            "Ich weiß, an wen Beschäftigte sich bei Benachteiligung wenden können.",
            "I know whom employees can turn to when they are disadvantaged.",
            "أعرف إلى من يمكن للعاملين أن يتوجهوا عند التعرض للتمييز.",
        ),
        _learning(
            "Ich spreche abwertende Bemerkungen im Team an.",
            "I speak up when somebody in my team makes a derogatory remark.",
            "أتحدث عن الملاحظات المهينة في الفريق ولا أتجاهلها.",
        ),
        _learning(
            "Ich kann Absprachen so formulieren, dass alle sie verstehen.",
            "I can word agreements so that everybody understands them.",
            "أستطيع صياغة الاتفاقات بحيث يفهمها الجميع.",
        ),
        _learning(
            "Ich plane Besprechungen so, dass alle zu Wort kommen.",
            "I plan meetings so that everybody gets a chance to speak.",
            "أخطط للاجتماعات بحيث يتاح للجميع أن يتكلموا.",
        ),
        _reaction(
            "Das Training passt zu meiner Arbeit.",
            "The training fits my work.",
            "التدريب مناسب لعملي.",
        ),
        _reaction(
            "Die Übungen haben mir geholfen, etwas Neues zu sehen.",
            "The exercises helped me to see something new.",
            "ساعدتني التمارين على رؤية أشياء جديدة.",
        ),
        _reaction(
            "Ich konnte offen sprechen.",
            "I was able to speak openly.",
            "استطعت أن أتكلم بصراحة.",
        ),
        _reaction(
            "Ich weiß, was ich als Nächstes anders mache.",
            "I know what I will do differently next.",
            "أعرف ما الذي سأفعله بطريقة مختلفة في المرة القادمة.",
        ),
        StarterQuestion(
            Part.REACTION,
            AT_END,
            "Was hat Ihnen gefehlt? Bitte nennen Sie keine Namen.",
            "What did you miss? Please name nobody.",
            "ما الذي كان ينقصكم؟ يرجى عدم ذكر أسماء.",
            QuestionKind.TEXT,
        ),
        _transfer(
            "Ich habe meine Transferaufgabe umgesetzt.",
            "I have put my transfer task into practice.",
            "لقد طبقت مهمتي العملية في مكان العمل.",
        ),
        _transfer(
            "Meine Führungskraft unterstützt die Umsetzung.",
            "My manager supports putting it into practice.",
            "يدعم مديري أو مديرتي التطبيق.",
        ),
        _transfer(
            "Im Team hat sich etwas geändert.",
            "Something has changed in the team.",
            "لقد تغير شيء ما في الفريق.",
        ),
        StarterQuestion(
            Part.TRANSFER,
            LATER,
            "Was hat gehindert? Bitte nennen Sie keine Namen.",
            "What got in the way? Please name nobody.",
            "ما الذي أعاق التطبيق؟ يرجى عدم ذكر أسماء.",
            QuestionKind.TEXT,
        ),
    ),
    Starter.CLIMATE: (
        _climate(
            "In meiner Organisation werden Beförderungen unabhängig von der Herkunft entschieden.",
            "In my organisation promotions are decided regardless of origin.",
            "في مؤسستي تُتخذ قرارات الترقية بغض النظر عن الأصل.",
        ),
        _climate(
            "Bei uns gelten dieselben Regeln für alle.",
            "Here the same rules apply to everybody.",
            "تسري لدينا القواعد نفسها على الجميع.",
        ),
        _climate(
            "Wer sich über eine Benachteiligung beschwert, wird ernst genommen.",
            "Whoever complains about being disadvantaged is taken seriously.",
            "من يشتكي من التمييز يؤخذ كلامه على محمل الجد.",
        ),
        _climate(
            "Unterschiedliche Sichtweisen sind bei uns willkommen.",
            "Different points of view are welcome here.",
            "وجهات النظر المختلفة مرحب بها لدينا.",
        ),
        _climate(
            "Sprachen und Erfahrungen aus anderen Ländern werden bei uns genutzt.",
            "Languages and experience from other countries are put to use here.",
            "يُستفاد لدينا من اللغات والخبرات القادمة من بلدان أخرى.",
        ),
        _climate(
            "Ich kann bei der Arbeit zeigen, wer ich bin.",
            "At work I can show who I am.",
            "أستطيع في العمل أن أظهر كما أنا.",
        ),
        _climate(
            "Unsere Leitung spricht sich klar gegen Diskriminierung aus.",
            "Our management speaks out clearly against discrimination.",
            "تعلن إدارتنا بوضوح رفضها للتمييز.",
        ),
        _climate(
            "Neue Beschäftigte werden gut eingearbeitet, auch wenn sie noch Deutsch lernen.",
            "New colleagues are introduced well, also while they are still learning German.",
            "يتم تدريب الموظفين الجدد جيداً حتى وهم ما زالوا يتعلمون الألمانية.",
        ),
        _climate(
            "In Entscheidungen kommen bei uns verschiedene Gruppen zu Wort.",
            "Different groups are heard when we make decisions.",
            "تُسمع لدينا آراء مجموعات مختلفة عند اتخاذ القرارات.",
        ),
    ),
}
