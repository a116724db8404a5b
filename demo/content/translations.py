"""What is read of a course before enrolling, in English and Arabic; the lessons stay German."""

from demo.content.shape import Translation

PHYSIOTHERAPY = {
    "en": Translation(
        title="Adaptation Period Physiotherapy: Virtual Theory Part",
        summary="320 teaching units of theory on screen and four weeks of practice: make up for what your notice "
        "lists.",
        goals=(
            "You explain rights, duties and the borders between health professions.",
            "You link findings and clinical pictures.",
            "You take structured findings and document them.",
            "You give reasons for treatment goals and plans.",
            "You name contraindications of massage, electrotherapy and hydrotherapy.",
            "You take a history and write a report at level B2.",
            "You present a case orally.",
        ),
        target_group="Physiotherapists with a foreign degree and a notice that lists substantial differences. Also as "
        "preparation for the knowledge test.",
        prerequisites="Notice of the competent authority with substantial differences, German B2, a practice "
        "placement. The authority decides on length and content.",
        methods="Evenings in the virtual classroom, films and texts to learn alone, case conferences, four weeks "
        "of practice (120 UE) in a recognised institution. Techniques on people on site only.",
        assessment="Tasks on findings, a case report and a mock exam. We certify the theory part; the certificate "
        "of the adaptation period is issued by the institution.",
        equipment="Computer or tablet with a camera, internet. A smartphone is enough for texts and exercises.",
    ),
    "ar": Translation(
        title="دورة تكييف في العلاج الطبيعي – الجزء النظري (عبر الإنترنت)",
        summary="320 وحدة نظرية على الشاشة وأربعة أسابيع تدريب عملي: أكمِل ما ورد في قرار الاعتراف الخاص بك.",
        goals=(
            "تشرح الحقوق والواجبات والحدود بين المهن الصحية.",
            "تربط بين الفحص والصورة المرضية.",
            "تجري فحصًا منظمًا وتوثّقه.",
            "تعلّل أهداف العلاج وخطته.",
            "تذكر موانع التدليك والعلاج الكهربائي والمائي.",
            "تجري مقابلة أولى وتكتب تقريرًا بمستوى B2.",
            "تعرض حالة شفهيًا.",
        ),
        target_group="أخصائيو وأخصائيات العلاج الطبيعي بشهادة أجنبية وقرار يذكر فروقًا جوهرية. وأيضًا للتحضير لاختبار "
        "المعارف.",
        prerequisites="قرار الجهة المختصة الذي يذكر فروقًا جوهرية، اللغة الألمانية B2، ومكان للتدريب العملي. "
        "الجهة المختصة تحدد المدة والمحتوى.",
        methods="أمسيات في الصف الافتراضي، أفلام ونصوص للتعلّم الذاتي، مناقشة حالات، وأربعة أسابيع تدريب عملي (120 "
        "UE) في مؤسسة معترف بها. التقنيات على الإنسان حضوريًا فقط.",
        assessment="مهام فحص وتقرير حالة ومحاكاة امتحان. نشهد على الجزء النظري؛ أما شهادة دورة التكييف فتصدرها "
        "المؤسسة.",
        equipment="حاسوب أو جهاز لوحي مع كاميرا واتصال بالإنترنت. الهاتف الذكي يكفي للنصوص والتمارين.",
    ),
}

OFFICE_MANAGEMENT = {
    "en": Translation(
        title="Adaptation Course Office Management",
        summary="Make up for the differences in your notice: from home, alongside work, free of charge.",
        goals=(
            "You write business letters and calculations by German standards.",
            "You organise appointments, filing and meetings.",
            "You handle orders from offer to invoice.",
            "You compare offers and recognise problems in purchasing.",
            "You keep a personnel file and read a payslip.",
            "You post vouchers and read a financial report.",
            "You explain collective agreements, co-determination and social insurance.",
        ),
        target_group="People with a commercial degree from abroad whose notice states partial equivalence, or who were "
        "advised to take this course.",
        prerequisites="Notice of IHK FOSA or an IHK, or a recommendation of your counselling centre. German B1.",
        methods="Two evenings a week in the virtual classroom (80 UE), texts and exercises on screen (64 UE), "
        "practical tasks (16 UE). You attend all modules or only those that your notice names.",
        assessment="After each exercise you see what was right, and you get feedback on each practical task. The "
        "certificate is no notice of recognition; the competent authority decides on equivalence.",
    ),
    "ar": Translation(
        title="تأهيل تكميلي: إدارة المكاتب",
        summary="عوِّض الفروق المذكورة في قرارك: من البيت، إلى جانب العمل، ومجانًا.",
        goals=(
            "تكتب رسائل تجارية وتحسب الأسعار وفق المعايير الألمانية.",
            "تنظّم المواعيد والملفات والاجتماعات.",
            "تعالج الطلبات من العرض حتى الفاتورة.",
            "تقارن العروض وتتعرّف على مشكلات الشراء.",
            "تدير ملف الموظف وتقرأ كشف الراتب.",
            "تسجّل المستندات محاسبيًا وتقرأ التقارير.",
            "تشرح الاتفاق الجماعي والمشاركة في القرار والتأمين الاجتماعي.",
        ),
        target_group="أشخاص لديهم شهادة تجارية من الخارج ونصّ قرارهم على معادلة جزئية، "
        "أو أوصتهم جهة استشارية بهذه الدورة.",
        prerequisites="قرار من IHK FOSA أو من غرفة الصناعة والتجارة، أو توصية من مركز الاستشارة. اللغة الألمانية B1.",
        methods="أمسيتان في الأسبوع في الصف الافتراضي (80 UE)، نصوص وتمارين على الشاشة (64 UE)، ومهام عملية (16 "
        "UE). تحضر جميع الوحدات أو ما ورد في قرارك فقط.",
        assessment="ترى بعد كل تمرين ما هو الصحيح، وتحصل على ملاحظات على كل مهمة عملية. الشهادة ليست قرار اعتراف؛ "
        "الجهة المختصة هي التي تقرّر المعادلة.",
    ),
}

NURSING_GERMAN = {
    "en": Translation(
        title="Nursing German B2",
        summary="25 weeks of German for nursing: speaking, writing, handing over, with tandem and exam training.",
        goals=(
            "You conduct and note an admission interview.",
            "You write nursing reports and care plans.",
            "You hand over in a structured way within three minutes.",
            "You explain difficult news in plain words.",
            "You ask back about orders and telephone with confidence.",
            "You explain confidentiality and the patient's will.",
        ),
        target_group="Nurses with a foreign degree who want to reach B2 for nursing or pass the professional language "
        "exam.",
        prerequisites="Certificate B1 and a placement test; training or a degree in nursing.",
        methods="Each week six UE in the virtual classroom with a teacher of nursing and a teacher of German, four "
        "UE of learning alone and two UE of speaking in tandem.",
        assessment="Three simulated parts of the exam with feedback. We certify attendance with B2 as the goal; "
        "only an external exam proves the level itself. The course does not replace a special vocational language "
        "course of the Federation.",
    ),
    "ar": Translation(
        title="اللغة الألمانية للتمريض B2",
        summary="25 أسبوعًا من الألمانية للتمريض: التحدّث والكتابة وتسليم المناوبة، مع شريك محادثة وتدريب على الامتحان.",
        goals=(
            "تجري مقابلة استقبال المريض وتدوّنها.",
            "تكتب تقرير التمريض وخطة الإجراءات.",
            "تسلّم المناوبة بشكل منظم في ثلاث دقائق.",
            "تشرح الأخبار الصعبة بكلمات مفهومة.",
            "تستفسر عن التعليمات وتتحدث بالهاتف بثقة.",
            "تشرح السرّية المهنية وإرادة المريض.",
        ),
        target_group="ممرضون وممرضات بشهادة أجنبية يريدون الوصول إلى مستوى B2 في التمريض "
        "أو اجتياز امتحان اللغة المهنية.",
        prerequisites="شهادة B1 واختبار تحديد مستوى؛ تدريب مهني أو دراسة في التمريض.",
        methods="كل أسبوع ست وحدات UE في الصف الافتراضي مع معلّم تمريض ومعلّم لغة ألمانية، وأربع وحدات تعلّم ذاتي، "
        "ووحدتا محادثة مع شريك.",
        assessment="ثلاثة أجزاء امتحان تجريبية مع ملاحظات. نشهد على الحضور مع المستوى المستهدف B2؛ أما المستوى "
        "نفسه فلا يثبته إلا امتحان خارجي. لا تحلّ الدورة محلّ دورات اللغة المهنية الخاصة التي تنظّمها الدولة "
        "الاتحادية.",
    ),
}

DIVERSITY_BASICS = {
    "en": Translation(
        title="Understanding Diversity: Basic Training",
        summary="Basics for all staff: recognise diversity, understand disadvantage, act yourself.",
        goals=(
            "You name the core dimensions of diversity and the grounds of section 1 AGG.",
            "You keep perception, interpretation and judgement apart.",
            "You recognise forms of disadvantage in cases.",
            "You know whom to turn to at work.",
            "You plan an action of your own for daily work.",
        ),
        target_group="All staff in companies, administrations and public institutions, 8 to 16 people.",
        prerequisites="None.",
        methods="Learning alone on screen, workshops in the virtual classroom with groups of three or four, cases "
        "from work without names, a transfer task at the workplace. After eight to twelve weeks you meet once "
        "more.",
        assessment="Short tests show you what you take with you. You may repeat them as often as you like; your "
        "employer sees no results.",
    ),
    "ar": Translation(
        title="فهم التنوّع: تدريب أساسي",
        summary="أساسيات لجميع العاملين: التعرّف على التنوّع، فهم التمييز، والتصرّف بأنفسكم.",
        goals=(
            "تذكر الأبعاد الأساسية للتنوّع والصفات المحمية في المادة 1 من قانون المساواة AGG.",
            "تفرّق بين الملاحظة والتفسير والحكم.",
            "تتعرّف على أشكال التمييز في حالات عملية.",
            "تعرف جهات الاتصال في مكان العمل.",
            "تخطّط لخطوة خاصة بك في عملك اليومي.",
        ),
        target_group="جميع العاملين في الشركات والإدارات والمؤسسات العامة، من 8 إلى 16 شخصًا.",
        prerequisites="لا شيء.",
        methods="تعلّم ذاتي على الشاشة، ورش في الصف الافتراضي بمجموعات من ثلاثة أو أربعة، حالات من العمل دون "
        "أسماء، ومهمة تطبيقية في مكان العمل. وتلتقون مرة أخرى بعد ثمانية إلى اثني عشر أسبوعًا.",
        assessment="اختبارات قصيرة تُظهر لك ما تعلّمته. يمكنك إعادتها كما تشاء؛ ولا يرى صاحب العمل أي نتائج.",
    ),
}

EXPERT_TALK = {
    "en": Translation(
        title="Talking to Experts: an Evening of Practice",
        summary="Ninety minutes in the virtual classroom: practise the talk with experts, in a small group.",
        goals=(
            "You introduce yourself and your occupation in five sentences.",
            "You describe a case and answer questions about it.",
            "You ask people to repeat something and win time to think.",
        ),
        target_group="People with a vocational qualification from abroad who have an expert talk, a knowledge test or "
        "a job interview ahead.",
        prerequisites="German B1. You do not need an official notice.",
        methods="One live session in the virtual classroom, and a short text to prepare for it.",
        assessment="Feedback in conversation. Who took part in the session gets a certificate of attendance.",
    ),
    "ar": Translation(
        title="المحادثة المهنية: أمسية للتدريب",
        summary="تسعون دقيقة في الصف الافتراضي: تدرّب على الحديث مع المختصين في مجموعة صغيرة.",
        goals=(
            "تعرّف بنفسك وبمهنتك في خمس جمل.",
            "تصف حالة من عملك وتجيب عن أسئلة حولها.",
            "تطلب إعادة السؤال وتكسب وقتًا للتفكير.",
        ),
        target_group="أصحاب الشهادات المهنية الأجنبية الذين تنتظرهم محادثة مهنية أو اختبار معارف أو مقابلة عمل.",
        prerequisites="اللغة الألمانية B1. لا تحتاج إلى قرار رسمي.",
        methods="موعد مباشر واحد في الصف الافتراضي، ومعه نص قصير للتحضير.",
        assessment="ملاحظات أثناء الحديث. من شارك في الموعد يحصل على شهادة حضور.",
    ),
}

# The same for every course.
EQUIPMENT = {
    "en": "Smartphone, tablet or computer with internet. You need not install anything.",
    "ar": "هاتف ذكي أو جهاز لوحي أو حاسوب مع اتصال بالإنترنت. لا تحتاج إلى تثبيت أي شيء.",
}
CANCELLATION = {
    "en": "You may leave at any time. It costs nothing.",
    "ar": "يمكنك إلغاء تسجيلك في أي وقت. لا يترتّب على ذلك أي تكاليف.",
}
DATA_PROTECTION = {
    "en": "We store your name, progress and certificate. Your employer sees no learning results.",
    "ar": "نحفظ الاسم والتقدّم في التعلّم والشهادة. لا يرى صاحب العمل أي نتائج تعلّم.",
}
