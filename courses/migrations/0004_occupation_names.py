"""The words under which people look for the eight occupations: languages of migration, official and everyday names."""

from django.db import migrations

# key -> language -> names, separated by semicolons. Forms for women and men where a language has two words; endings
# and spellings are the search's own business.
NAMES = {
    "pflege": {
        "de": "Pflege; Pflegefachkraft; Pflegefachfrau; Pflegefachmann; Pflegefachperson; Krankenschwester; Krankenpfleger; "
        "Gesundheits- und Krankenpflege; Gesundheits- und Krankenpflegerin; Altenpflege; Altenpfleger; Kinderkrankenpflege; "
        "Pflegehelfer; Schwester",
        "en": "nurse; registered nurse; nursing; nursing specialist; elderly care; geriatric nurse; caregiver",
        "ar": "ممرضة; ممرض; تمريض; مهنة التمريض; رعاية المسنين; ممرضة قانونية; رعاية صحية",
        "uk": "медсестра; медична сестра; медбрат; сестра медична; догляд; доглядальниця; сестринська справа",
        "ru": "медсестра; медицинская сестра; медбрат; медицинский брат; медсестричка; сиделка; сестринское дело; уход",
        "tr": "hemşire; hemşirelik; hasta bakıcı; yaşlı bakımı; sağlık bakımı; erkek hemşire",
        "fa": "پرستار; پرستاری; بهیار; مراقبت از سالمندان; پرستار بیمارستان",
        "fr": "infirmière; infirmier; soins infirmiers; aide-soignante; aide-soignant",
        "ro": "asistentă medicală; asistent medical; asistent medical generalist; infirmieră; infirmier; îngrijire; "
        "îngrijitoare",
        "pl": "pielęgniarka; pielęgniarz; pielęgniarstwo; opiekunka osób starszych; opieka",
    },
    "medizin": {
        "de": "Arzt; Ärztin; Mediziner; Medizinerin; Medizin; Humanmedizin; Doktor; Facharzt; Fachärztin; Assistenzarzt; "
        "Approbation; Kenntnisprüfung Medizin",
        "en": "doctor; physician; medical doctor; medicine; surgeon; general practitioner",
        "ar": "طبيب; طبيبة; دكتور; دكتورة; طب; طب بشري; جراح",
        "uk": "лікар; лікарка; медицина; доктор; хірург; терапевт",
        "ru": "врач; доктор; медицина; медик; хирург; терапевт; лекарь",
        "tr": "doktor; hekim; tabip; tıp; cerrah",
        "fa": "پزشک; دکتر; پزشکی; طبیب; داکتر; جراح",
        "fr": "médecin; docteur; docteure; médecine; chirurgien",
        "ro": "medic; doctor; doctoriță; medicină; chirurg",
        "pl": "lekarz; lekarka; doktor; medycyna; chirurg",
    },
    "physiotherapie": {
        "de": "Physiotherapeut; Physiotherapeutin; Physiotherapie; Krankengymnast; Krankengymnastin; Krankengymnastik; "
        "Physio",
        "en": "physiotherapist; physical therapist; physiotherapy; physical therapy; physio",
        "ar": "معالج فيزيائي; معالجة فيزيائية; علاج طبيعي; العلاج الفيزيائي; اخصائي علاج طبيعي; أخصائية علاج طبيعي",
        "uk": "фізіотерапевт; фізіотерапевтка; фізична терапія; фізичний терапевт; реабілітолог; фізіотерапія",
        "ru": "физиотерапевт; физиотерапия; физический терапевт; реабилитолог; лечебная физкультура; ЛФК",
        "tr": "fizyoterapist; fizyoterapi; fizik tedavi; fizik tedavi uzmanı",
        "fa": "فیزیوتراپیست; فیزیوتراپ; فیزیوتراپی",
        "fr": "kinésithérapeute; kiné; physiothérapeute; kinésithérapie; physiothérapie",
        "ro": "fizioterapeut; fizioterapeută; kinetoterapeut; kinetoterapeută; fizioterapie; kinetoterapie",
        "pl": "fizjoterapeuta; fizjoterapeutka; fizjoterapia; rehabilitant; rehabilitantka",
    },
    "elektronik": {
        "de": "Elektroniker; Elektronikerin; Elektriker; Elektrikerin; Elektroinstallateur; Elektrotechnik; Elektrohandwerk; "
        "Energietechnik; Gebäudetechnik",
        "en": "electrician; electronics technician; electrical fitter; electrical installation",
        "ar": "كهربائي; كهربائية; فني كهرباء; كهرباء; تمديدات كهربائية",
        "uk": "електрик; електромонтер; електронік; електромонтажник; електротехніка",
        "ru": "электрик; электромонтёр; электроник; электромонтажник; электротехника",
        "tr": "elektrikçi; elektrik teknisyeni; elektronikçi; elektrik tesisatçısı",
        "fa": "برقکار; برق کار; الکتریکی; تکنسین برق; برق ساختمان",
        "fr": "électricien; électricienne; électronicien; électrotechnicien",
        "ro": "electrician; electriciană; electronist; electrotehnician",
        "pl": "elektryk; elektronik; elektromonter; elektrotechnik",
    },
    "ingenieurwesen": {
        "de": "Ingenieur; Ingenieurin; Ingenieurwesen; Maschinenbau; Bauingenieur; Bauingenieurin; Maschinenbauingenieur; "
        "Elektroingenieur",
        "en": "engineer; engineering; civil engineer; mechanical engineer; electrical engineer",
        "ar": "مهندس; مهندسة; هندسة; مهندس مدني; مهندس ميكانيك; هندسة مدنية; مهندس كهرباء",
        "uk": "інженер; інженерка; інженерія; інженер-будівельник; інженер-механік",
        "ru": "инженер; инженер-строитель; инженер-механик; инженерия; инженер-электрик",
        "tr": "mühendis; mühendislik; inşaat mühendisi; makine mühendisi; elektrik mühendisi",
        "fa": "مهندس; مهندسی; مهندس عمران; مهندس مکانیک; انجنیر; انجینیر",
        "fr": "ingénieur; ingénieure; ingénierie; ingénieur civil; ingénieur mécanicien",
        "ro": "inginer; ingineră; inginerie; inginer constructor; inginer mecanic",
        "pl": "inżynier; inżynierka; inżynieria; inżynier budownictwa; inżynier mechanik",
    },
    "bueromanagement": {
        "de": "Kaufmann für Büromanagement; Kauffrau für Büromanagement; Kaufleute; Kauffrau; Kaufmann; Bürokauffrau; "
        "Bürokaufmann; Büro; Büromanagement; Sekretärin; Sekretär; Sachbearbeiter; Sachbearbeiterin; Verwaltung; "
        "Buchhaltung",
        "en": "office clerk; office manager; office management; secretary; administrative assistant; accounting clerk; "
        "clerk",
        "ar": "موظف مكتب; موظفة مكتب; سكرتيرة; سكرتير; إدارة مكاتب; محاسبة; أعمال مكتبية",
        "uk": "офіс-менеджер; офісний працівник; секретар; секретарка; діловод; бухгалтерія",
        "ru": "офис-менеджер; офисный работник; секретарь; делопроизводитель; секретарша; бухгалтерия",
        "tr": "büro elemanı; büro yönetimi; sekreter; ofis yöneticisi; ofis çalışanı; muhasebe",
        "fa": "کارمند دفتری; منشی; مدیریت دفتر; کارمند اداری; حسابداری",
        "fr": "employé de bureau; employée de bureau; secrétaire; assistante administrative; gestion de bureau; "
        "comptabilité",
        "ro": "funcționar; secretară; secretar; asistent administrativ; asistent manager; contabilitate",
        "pl": "pracownik biurowy; sekretarka; sekretarz; asystent biura; administracja biurowa; księgowość",
    },
    "lehramt": {
        "de": "Lehrkraft; Lehrer; Lehrerin; Lehramt; Pädagoge; Pädagogin; Schule; Grundschullehrer; Unterricht",
        "en": "teacher; school teacher; teaching; educator",
        "ar": "معلم; معلمة; مدرس; مدرسة; أستاذ; أستاذة; تدريس; تعليم",
        "uk": "вчитель; вчителька; учитель; учителька; викладач; педагог",
        "ru": "учитель; учительница; преподаватель; педагог; школьный учитель",
        "tr": "öğretmen; öğretmenlik; eğitmen; hoca",
        "fa": "معلم; آموزگار; دبیر; استاد; تدریس",
        "fr": "enseignant; enseignante; professeur; professeure; instituteur; institutrice",
        "ro": "profesor; profesoară; învățător; învățătoare; dascăl",
        "pl": "nauczyciel; nauczycielka; pedagog; nauczanie",
    },
    "architektur": {
        "de": "Architekt; Architektin; Architektur; Innenarchitekt; Landschaftsarchitekt; Stadtplaner; Hochbau",
        "en": "architect; architecture; interior architect; urban planner",
        "ar": "مهندس معماري; مهندسة معمارية; معماري; هندسة معمارية; عمارة",
        "uk": "архітектор; архітекторка; архітектура; містобудування",
        "ru": "архитектор; архитектура; градостроитель; проектировщик",
        "tr": "mimar; mimarlık; iç mimar; şehir plancısı",
        "fa": "معمار; معماری; مهندس معمار; مهندس معماری",
        "fr": "architecte; architecture; urbaniste; architecte d’intérieur",
        "ro": "arhitect; arhitectă; arhitectură; urbanist",
        "pl": "architekt; architektka; architektura; urbanista",
    },
}


def fill(apps, schema_editor):
    occupation, name = apps.get_model("courses", "Occupation"), apps.get_model("courses", "OccupationName")
    keys = dict(occupation.objects.values_list("key", "pk"))
    rows = [
        name(occupation_id=keys[key], language=language, name=text.strip())
        for key, by_language in NAMES.items()
        for language, texts in by_language.items()
        for text in texts.split(";")
    ]
    name.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_catalogue")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
