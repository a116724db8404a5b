"""Somebody who is new here finds counselling: near, in her language, on a phone, without script or account."""

import re

import pytest
from django.urls import reverse

from accounts.models import Language, PostcodeArea
from cms.counselling_form import FinderForm
from cms.templatetags.counselling import tel
from tests.factories.accounts import CentreFactory, NetworkFactory

pytestmark = pytest.mark.django_db
FINDER = "/de/beratung/"


def found(name, areas=(), languages=(), **values):
    centre = CentreFactory(name=name, **values)
    PostcodeArea.objects.bulk_create(PostcodeArea(centre=centre, prefix=prefix) for prefix in areas)
    centre.languages.set(Language.objects.filter(code__in=languages))
    return centre


@pytest.fixture
def hannover():
    return found("Stelle Hannover", ["30", "31"], ["ar", "de"], is_by_phone=True)


@pytest.fixture
def leer():
    return found(
        "Stelle Leer", ["26789", "26"], ["ru", "uk"], postcode="26789", city="Leer", is_by_video=True, is_on_site=False
    )


def named(page) -> list[str]:
    """Return the names of the centres on the page, in their order."""
    return re.findall(r'<bdi lang="de">(Stelle \w+)</bdi>', page.content.decode())


def test_before_anything_is_asked_all_centres_stand_there(client, hannover, leer):
    assert named(client.get(FINDER)) == ["Stelle Hannover", "Stelle Leer"]


def test_a_postcode_finds_the_centre_that_serves_it(client, hannover, leer):
    page = client.get(FINDER, {"plz": "31134"})
    assert named(page) == ["Stelle Hannover"]
    assert "1 Stelle für 31134" in page.content.decode()


@pytest.mark.parametrize("typed", ["30159", " 30159 ", "30 159", "D-30159", "de 30159", "٣٠١٥٩", "۳۰۱۵۹"])
def test_a_postcode_may_be_typed_as_people_type_it(client, hannover, leer, typed):
    assert named(client.get(FINDER, {"plz": typed})) == ["Stelle Hannover"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("3015", "Eine Postleitzahl hat 5 Ziffern. Sie haben 4 geschrieben."),
        ("301599", "Eine Postleitzahl hat 5 Ziffern. Sie haben 6 geschrieben."),
        ("Hannover", "Bitte schreiben Sie nur Ziffern, zum Beispiel 30159."),
        ("<b>", "Bitte schreiben Sie nur Ziffern, zum Beispiel 30159."),
    ],
)
def test_a_wrong_postcode_gets_a_kind_sentence_at_the_field_and_stays_there(client, hannover, typed, sentence):
    page = client.get(FINDER, {"plz": typed, "sprache": "ar"})
    text = page.content.decode()
    assert page.context["form"].errors == {"plz": [sentence]}
    assert 'aria-invalid="true"' in text
    assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in text
    assert re.search(r'<option value="ar" selected>', text)


def test_an_arabic_reader_sees_first_who_speaks_arabic(client, hannover):
    found("Stelle Aachen", languages=["de"], city="Aachen")
    assert named(client.get("/ar/beratung/")) == ["Stelle Hannover", "Stelle Aachen"]
    assert named(client.get(FINDER)) == ["Stelle Aachen", "Stelle Hannover"]


def test_language_and_mode_narrow_the_answer(client, hannover, leer):
    assert named(client.get(FINDER, {"sprache": "uk"})) == ["Stelle Leer"]
    assert named(client.get(FINDER, {"art": "phone"})) == ["Stelle Hannover"]
    assert named(client.get(FINDER, {"plz": "30159", "sprache": "ar", "art": "phone"})) == ["Stelle Hannover"]


def test_who_serves_the_place_otherwise_comes_before_who_helps_from_afar(client, hannover, leer):
    page = client.get(FINDER, {"plz": "30159", "sprache": "uk"})
    assert named(page) == ["Stelle Hannover", "Stelle Leer"]
    assert "aber nicht genau so" in page.content.decode()


def test_where_nobody_serves_the_place_the_nearest_and_the_network_stand_there(client, hannover, leer):
    network = hannover.provider.network
    network.phone, network.email = "0511 777", "netz@example.org"
    network.save()
    page = client.get(FINDER, {"plz": "38100"})
    text = page.content.decode()
    assert named(page)[0] == "Stelle Hannover"
    assert "Keine Stelle für 38100 gefunden" in text
    assert 'href="tel:+49511777"' in text
    assert 'href="mailto:netz@example.org"' in text


def test_far_from_everything_all_networks_stand_there(client, hannover):
    NetworkFactory(name="Netz Ost", email="ost@example.org")
    NetworkFactory(name="Netz ohne Kontakt")
    text = client.get(FINDER, {"plz": "99999"}).content.decode()
    assert "ost@example.org" in text
    assert "Netz ohne Kontakt" not in text


def test_without_any_centre_there_is_still_somebody_to_ask(client):
    NetworkFactory(name="Netz Ost", email="ost@example.org")
    assert "ost@example.org" in client.get(FINDER).content.decode()


def test_closed_centres_and_those_of_archived_providers_are_on_no_page(client, hannover, leer, at):
    for centre, row in ((hannover, hannover), (leer, leer.provider)):
        row.archived_at = at
        row.save()
        assert client.get(reverse("cms:counselling_centre", args=[centre.public_id])).status_code == 404
    page = client.get(FINDER)
    assert named(page) == []
    assert [code for code, _label in page.context["form"].fields["sprache"].choices] == [""]


def test_the_page_of_a_centre_says_how_to_reach_it_and_how_to_begin(client, hannover):
    hannover.opening_hours = "Montag 9 bis 12 Uhr\nDienstag 14 bis 18 Uhr"
    hannover.website = "https://beratung.example"
    hannover.save()
    text = client.get(reverse("cms:counselling_centre", args=[hannover.public_id])).content.decode()
    assert 'href="tel:+49511123456"' in text
    assert "Montag 9 bis 12 Uhr<br>Dienstag 14 bis 18 Uhr" in text
    assert 'href="https://beratung.example"' in text
    assert "Ich möchte einen Termin" in text


def test_an_arabic_reader_finds_her_language_first_and_a_sentence_to_say(client, hannover):
    text = client.get(f"/ar/beratung/{hannover.public_id}/").content.decode()
    assert '<strong><bdi lang="ar" dir="rtl">العربية</bdi></strong>' in text
    assert "Ich spreche Arabisch." in text
    listed = client.get("/ar/beratung/", {"plz": "30159"}).content.decode()
    assert listed.index("العربية</bdi></strong>") < listed.index("Deutsch</bdi>")


def test_the_finder_needs_no_script_and_no_account(client, hannover):
    text = client.get(FINDER).content.decode()
    form = re.search(r'<form method="get" action="/de/beratung/".*?</form>', text, re.DOTALL).group()
    assert "csrf" not in form
    assert "<script" not in form


def test_language_options_name_each_language_in_its_own_letters(hannover):
    form = FinderForm(None, languages=list(Language.objects.filter(code="ar")))
    assert form.fields["sprache"].choices[1] == ("ar", "\u2068العربية\u2069 – Arabisch")


@pytest.mark.parametrize(
    ("number", "href"),
    [
        ("0511 / 12-34", "tel:+495111234"),
        ("+49 (0) 511 1234", "tel:+495111234"),
        ("0049 511 1234", "tel:+495111234"),
        ("115", "tel:115"),
    ],
)
def test_a_phone_number_can_be_dialled_however_it_is_written(number, href):
    assert tel(number) == href


@pytest.mark.parametrize("count", [1, 3])
def test_the_finder_costs_the_same_for_one_centre_and_three(client, count, django_assert_max_num_queries):
    for number in range(count):
        found(f"Stelle {number}", ["30"], ["ar", "de"])
    with django_assert_max_num_queries(7):  # two each for all and for those who serve, languages, funding
        client.get(FINDER, {"plz": "30159"})
