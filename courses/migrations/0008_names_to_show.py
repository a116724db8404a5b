"""How the eight occupations are called on pages in languages that have no official name for them."""

from django.db import migrations

SHOWN = {
    "pflege": {
        "ar": "ممرض / ممرضة",
        "uk": "медична сестра / медичний брат",
        "ru": "медсестра / медбрат",
        "tr": "hemşire",
        "fa": "پرستار",
        "fr": "infirmier / infirmière",
        "ro": "asistent medical / asistentă medicală",
        "pl": "pielęgniarz / pielęgniarka",
    },
    "medizin": {
        "ar": "طبيب / طبيبة",
        "uk": "лікар / лікарка",
        "ru": "врач",
        "tr": "doktor",
        "fa": "پزشک",
        "fr": "médecin",
        "ro": "medic",
        "pl": "lekarz / lekarka",
    },
    "physiotherapie": {
        "ar": "معالج فيزيائي / معالجة فيزيائية",
        "uk": "фізіотерапевт / фізіотерапевтка",
        "ru": "физиотерапевт",
        "tr": "fizyoterapist",
        "fa": "فیزیوتراپیست",
        "fr": "kinésithérapeute",
        "ro": "fizioterapeut / fizioterapeută",
        "pl": "fizjoterapeuta / fizjoterapeutka",
    },
    "elektronik": {
        "ar": "كهربائي / كهربائية",
        "uk": "електрик / електрикиня",
        "ru": "электрик",
        "tr": "elektrikçi",
        "fa": "برقکار",
        "fr": "électricien / électricienne",
        "ro": "electrician / electriciană",
        "pl": "elektryk",
    },
    "ingenieurwesen": {
        "ar": "مهندس / مهندسة",
        "uk": "інженер / інженерка",
        "ru": "инженер",
        "tr": "mühendis",
        "fa": "مهندس",
        "fr": "ingénieur / ingénieure",
        "ro": "inginer / ingineră",
        "pl": "inżynier / inżynierka",
    },
    "bueromanagement": {
        "ar": "موظف مكتب / موظفة مكتب",
        "uk": "офісний працівник / офісна працівниця",
        "ru": "офисный работник / офисная работница",
        "tr": "büro elemanı",
        "fa": "کارمند دفتری",
        "fr": "employé / employée de bureau",
        "ro": "funcționar / funcționară de birou",
        "pl": "pracownik biurowy / pracowniczka biurowa",
    },
    "lehramt": {
        "ar": "معلم / معلمة",
        "uk": "вчитель / вчителька",
        "ru": "учитель / учительница",
        "tr": "öğretmen",
        "fa": "معلم",
        "fr": "enseignant / enseignante",
        "ro": "profesor / profesoară",
        "pl": "nauczyciel / nauczycielka",
    },
    "architektur": {
        "ar": "مهندس معماري / مهندسة معمارية",
        "uk": "архітектор / архітекторка",
        "ru": "архитектор",
        "tr": "mimar",
        "fa": "معمار",
        "fr": "architecte",
        "ro": "arhitect / arhitectă",
        "pl": "architekt / architektka",
    },
}
MORE_GERMAN = {"pflege": ["Pflegekraft", "Pflegeberufe"], "medizin": ["Ärzte"], "lehramt": ["Lehrberufe"]}


def fill(apps, schema_editor):
    occupation, name = apps.get_model("courses", "Occupation"), apps.get_model("courses", "OccupationName")
    keys = dict(occupation.objects.values_list("key", "pk"))
    for key, by_language in SHOWN.items():
        for language, text in by_language.items():
            name.objects.update_or_create(
                occupation_id=keys[key], language=language, name=text, defaults={"is_shown": True}
            )
    for key, texts in MORE_GERMAN.items():
        for text in texts:
            name.objects.get_or_create(occupation_id=keys[key], language="de", name=text)


class Migration(migrations.Migration):
    dependencies = [("courses", "0007_shown_occupation_names")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
