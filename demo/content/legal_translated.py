"""The sample legal texts in English and Arabic: shorter than the German ones, which are binding, and say so first."""

# In each text `{…}` is filled in as in demo.content.legal.
SAMPLE = {
    "en": "! Sample for the demo, no legal advice. This translation helps you to understand; binding is the German "
    "text, which you find under the language Deutsch.",
    "ar": "! نموذج للعرض التجريبي وليس استشارة قانونية. هذه الترجمة تساعدك على الفهم، أما النص الملزم فهو النص "
    "الألماني، وتجده عند اختيار اللغة Deutsch.",
}

IMPRINT = {
    "en": """
## Who is responsible
{name} (demo), {street}, {postcode} {city}, Germany

Represented by: {signatory}

## Contact
Telephone: 0511 000000 (invented)

E-mail: kontakt@{slug}.example

## Register
Amtsgericht (local court) {city}, VR 00000 (invented). VAT number: DE000000000 (invented).

## Disputes
We do not take part in proceedings before a consumer arbitration board and do not have to.
""",
    "ar": """
## الجهة المسؤولة
الاسم: {name} (عرض تجريبي)

العنوان: {street}، {postcode} {city}، ألمانيا

يمثّلها: {signatory}

## التواصل
الهاتف: 0511 000000 (رقم غير حقيقي)

البريد الإلكتروني: kontakt@{slug}.example

## السجل
محكمة {city}، رقم السجل VR 00000 (رقم غير حقيقي). الرقم الضريبي: DE000000000 (رقم غير حقيقي).

## النزاعات
لا نشارك في إجراءات أمام هيئة تحكيم للمستهلكين، ولسنا ملزمين بذلك.
""",
}

STORED = {
    "en": """
## What is kept in your browser
We only set cookies without which the platform does not work. That is why we do not ask for your consent.

{cookies}

Interactive units keep your progress on your device until it has reached us, so nothing is lost when the network fails.
It holds no name.
What you write in a transfer task stays on your device until you hand it in or close the page.

We load nothing from other servers: no advertising, no counting of visits, no fonts, no maps.
""",
    "ar": """
## ما يُحفظ في متصفحك
نستخدم فقط ملفات تعريف الارتباط (cookies) التي لا تعمل المنصّة بدونها. لذلك لا نطلب موافقتك.

{cookies}

تحفظ الوحدات التفاعلية تقدّمك على جهازك حتى يصل إلينا، فلا يضيع شيء إذا انقطع الإنترنت. ولا تحتوي على اسمك.
وما تكتبه في مهمة تطبيقية يبقى على جهازك حتى تسلّمه أو تغلق الصفحة.

لا نحمّل شيئًا من خوادم أخرى: لا إعلانات، ولا عدّ للزيارات، ولا خطوط، ولا خرائط.
""",
}

PLATFORM_PRIVACY = {
    "en": """
## Who is responsible
{name} (demo), {street}, {postcode} {city}, e-mail: kontakt@{slug}.example

Data protection officer: datenschutz@{slug}.example

For the courses we are responsible together with the provider of your course. The page of the course names it.

## If you only look at the pages
Our server sees your IP address, the address of the page and the time. We need that to send the page and to fend off
attacks. After 7 days we delete these records.
"""
    + STORED["en"]
    + """
## If you have an account
We keep your name, your user name, your language and, if you have one, your e-mail address. We need them for the
contract about your participation. We delete an account that nobody uses for a long time, and write to you before.

## If you learn
We keep which course you take, which units you have done, your learning time and your certificates. You see that, and so
do the people who accompany your course. Employers see no learning results.

## How long
- Progress: until you delete your account, at most as long as the provider has to account for it to the funders
- Certificates: 10 years, so that authorities can check them
- Letters by e-mail: 90 days

## Your rights
In your account, under "My data", you can take with you everything that we know about you, and delete your account. You
can demand information, correction and restriction, and object. You can complain to the data protection authority.
""",
    "ar": """
## الجهة المسؤولة
الاسم: {name} (عرض تجريبي)

العنوان: {street}، {postcode} {city}

البريد الإلكتروني: kontakt@{slug}.example

مسؤول حماية البيانات: datenschutz@{slug}.example

نتحمّل المسؤولية عن الدورات بالاشتراك مع الجهة المنظِّمة لدورتك. اسمها مذكور في صفحة الدورة.

## إذا كنت تتصفّح الصفحات فقط
يرى خادمنا عنوان IP الخاص بك وعنوان الصفحة والوقت. نحتاج إلى ذلك لإرسال الصفحة وصدّ الهجمات. ونحذف هذه السجلات
بعد 7 أيام.
"""
    + STORED["ar"]
    + """
## إذا كان لديك حساب
نحفظ اسمك واسم المستخدم ولغتك، وبريدك الإلكتروني إن وُجد. نحتاج إلى ذلك لعقد المشاركة. ونحذف الحساب الذي لا
يستخدمه أحد مدة طويلة، ونكتب إليك قبل ذلك.

## إذا كنت تتعلّم
نحفظ الدورة التي تشارك فيها والوحدات التي أنجزتها ووقت تعلّمك وشهاداتك. ترى ذلك أنت ومن يرافقون دورتك. ولا يرى
أصحاب العمل نتائج تعلّمك.

## مدة الحفظ
- تقدّم التعلّم: حتى تحذف حسابك، وعلى الأكثر ما دامت الجهة المنظِّمة ملزمة بإثباته أمام المموّلين
- الشهادات: 10 سنوات، كي تستطيع الجهات الرسمية التحقق منها
- الرسائل عبر البريد الإلكتروني: 90 يومًا

## حقوقك
يمكنك في حسابك تحت «بياناتي» أن تأخذ معك كل ما نعرفه عنك وأن تحذف حسابك. ويمكنك طلب معرفة بياناتك وتصحيحها
وتقييد استخدامها والاعتراض عليه. ويمكنك تقديم شكوى إلى هيئة حماية البيانات.
""",
}

PROVIDER_PRIVACY = {
    "en": """
## Who is responsible
{name} (demo), {street}, {postcode} {city}, e-mail: datenschutz@{slug}.example

We run the platform together with other providers. What the platform itself keeps is told in its own privacy notice.

## What we keep in our courses
- your name and, if you have one, your e-mail address
- which course you take, which units you have done and your learning time
- your certificates

We need that for the contract about your participation and as proof for the funders.

## Who sees it
Your trainer, the course coordination and our administration. Employers see no learning results. Funders get numbers
from us, no names.
"""
    + STORED["en"]
    + """
## Your rights
You can take your data with you in your account and demand their correction or deletion. You can complain to the data
protection authority.
""",
    "ar": """
## الجهة المسؤولة
الاسم: {name} (عرض تجريبي)

العنوان: {street}، {postcode} {city}

البريد الإلكتروني: datenschutz@{slug}.example

نشغّل المنصّة بالاشتراك مع جهات منظِّمة أخرى. وما تحفظه المنصّة نفسها مذكور في صفحة حماية البيانات الخاصة بها.

## ما نحفظه في دوراتنا
- اسمك، وبريدك الإلكتروني إن وُجد
- الدورة التي تشارك فيها والوحدات التي أنجزتها ووقت تعلّمك
- شهاداتك

نحتاج إلى ذلك لعقد المشاركة ولإثباتها أمام المموّلين.

## من يرى ذلك
المدرّس أو المدرّسة، وتنسيق الدورة، وإدارة مؤسستنا. ولا يرى أصحاب العمل نتائج تعلّمك. ونعطي المموّلين أرقامًا بلا أسماء.
"""
    + STORED["ar"]
    + """
## حقوقك
يمكنك أن تأخذ بياناتك معك من حسابك وأن تطلب تصحيحها أو حذفها. ويمكنك تقديم شكوى إلى هيئة حماية البيانات.
""",
}

ACCESSIBILITY = {
    "en": """
{name} wants everybody to be able to use all these pages. The measure is WCAG 2.2, level AA, and the German BITV 2.0.

## How far we are
The pages meet most of the measure. We have examined them ourselves: with programs, with the keyboard and with a screen
reader.

## What works
- everything with the keyboard and with screen readers
- enlarging the text up to 400 percent, on the phone too
- dark colours and less motion if your device asks for them
- films with captions and with their text to read

## What is still missing
- A film in German Sign Language is planned.
- Not all documents to download are accessible yet. We send you their content as text.

## Something does not work?
At the end of each page stands "Report a barrier". Or write to barrieren@{slug}.example. We answer within a
month.

## If we do not help you
You can turn to the arbitration board or the enforcement body of your federal state. It costs nothing.
""",
    "ar": """
تريد {name} أن يستطيع الجميع استخدام كل هذه الصفحات. المعيار هو WCAG 2.2 بالمستوى AA واللائحة الألمانية BITV 2.0.

## أين وصلنا
تستوفي الصفحات معظم متطلبات المعيار. فحصناها بأنفسنا: ببرامج، وبلوحة المفاتيح، وبقارئ شاشة.

## ما يعمل
- كل شيء بلوحة المفاتيح وبقارئات الشاشة
- تكبير الخط حتى 400 بالمئة، وعلى الهاتف أيضًا
- ألوان داكنة وحركة أقل إذا طلب جهازك ذلك
- أفلام مع ترجمة مكتوبة ومع نصّها للقراءة

## ما ينقص حتى الآن
- نخطّط لفيلم بلغة الإشارة الألمانية.
- ليست كل المستندات المتاحة للتنزيل سهلة الوصول بعد. نرسل إليك محتواها نصًا.

## شيء لا يعمل؟
تجد في نهاية كل صفحة «الإبلاغ عن عائق». أو اكتب إلى barrieren@{slug}.example. نجيبك خلال شهر.

## إذا لم نساعدك
يمكنك التوجّه إلى هيئة التحكيم أو هيئة الإنفاذ في ولايتك. هذا مجاني.
""",
}

# A line of Arabic begins with an Arabic word: by its first letter browsers decide where a paragraph begins.
LINE = {"en": "- **{name}** ({life}): {purpose}", "ar": "- ملف **{name}** ({life}): {purpose}"}
# How long a cookie lives; the one of the session lives longer for those who stay signed in.
DAYS = {"en": "{days} days", "ar": "{days} يومًا"}
UNTIL_CLOSED = {"en": "until you close the browser", "ar": "حتى تغلق المتصفح"}
STAYING = {
    "en": '; {days} days if you choose "Stay signed in"',
    "ar": "؛ {days} يومًا إذا اخترت «البقاء مسجَّل الدخول»",
}
