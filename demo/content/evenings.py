"""What the live sessions of the demo are called, and the consent to be recorded in further languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Title:
    """What a session is called, in German and by language."""

    de: str
    others: dict[str, str]


NOW = Title(
    "Offener Übungsraum",
    {"en": "Open practice room", "ar": "غرفة التدريب المفتوحة"},
)
EVENING = Title("Sprechstunde am Abend", {"en": "Evening questions and answers", "ar": "ساعة الأسئلة المسائية"})
PAST = Title("Das Fachgespräch", {"en": "The talk with experts", "ar": "المحادثة المهنية"})
REPEAT = Title("Wiederholung in kleiner Runde", {"en": "Practice in a small group", "ar": "مراجعة في مجموعة صغيرة"})

EVENING_BEGINS, EVENING_ENDS = time(19), time(20, 30)
PAST_BEGINS, PAST_ENDS = time(18, 30), time(20)

# Of the text that the platform begins with (live_sessions.consent_words); the German one counts.
CONSENT = {
    "en": """\
Live sessions may be recorded. That is why we ask you first. Your answer is voluntary. Saying no has no \
disadvantage for you.

You decide what your answer is for: one session only, or all sessions of this course run, until you withdraw it. It \
does not count for other courses or course runs.

What is recorded: sound, camera pictures, shared screens, the slides, the public chat and the names of those present. \
Small group rooms are not recorded.

What for: people who learn in the same course run can watch the session again, or catch up on one they missed. The \
recording is used for nothing else. It does not serve to assess you.

Who sees it: the participants and trainers of this course run and the provider's course planning, and they too only \
once it has been released, or in order to check it.

Where and how long: on the conference server on which the provider offers the session. It is deleted no later than \
28 days after the end of the course run.

The provider of your course is responsible.

You can withdraw your consent at any time, also after the session, for one session or for all. What was recorded with \
you is then hidden at once, and the provider decides whether to delete it or to remove you from it. What happened \
until then remains lawful.
""",
    "ar": """\
قد تُسجَّل الجلسات المباشرة. لذلك نسألك قبل أن تبدأ. جوابك طوعي. إذا قلت لا فلن يلحقك أي ضرر.

أنت تحدد على ماذا يسري جوابك: على موعد واحد فقط، أو على جميع مواعيد هذه الدورة إلى أن تسحب موافقتك. وهو لا \
يسري على دورات أخرى.

ما الذي يُسجَّل: الصوت وصور الكاميرا والشاشات المشتركة والشرائح والدردشة العامة وأسماء الحاضرين. لا \
تُسجَّل الغرف الجانبية للمجموعات الصغيرة.

لأي غرض: من يتعلم في الدورة نفسها يستطيع أن يشاهد الجلسة مرة أخرى أو أن يعوّض جلسة فاتته. لا يُستخدم \
التسجيل لأي غرض آخر. وهو ليس لتقييمك.

من يراه: المشاركون والمدرّسون في هذه الدورة وقسم تخطيط الدورات لدى الجهة المنظِّمة، وهؤلاء أيضًا لا \
يرونه إلا بعد الموافقة على عرضه أو لفحصه.

أين وإلى متى: على خادم المؤتمرات الذي تقدّم الجهة المنظِّمة الجلسة عبره. يُحذف في موعد أقصاه 28 \
يومًا بعد نهاية الدورة.

المسؤول هو الجهة المنظِّمة لدورتك.

يمكنك أن تسحب موافقتك في أي وقت، حتى بعد الجلسة، لموعد واحد أو لجميع المواعيد. عندئذ يُخفى فورًا ما سُجِّل \
معك، وتقرر الجهة المنظِّمة إن كانت ستحذفه أو تزيلك منه. وما حدث حتى ذلك الوقت يبقى قانونيًا.
""",
}
