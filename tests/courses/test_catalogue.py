"""The catalogue finds courses as people spell what they look for, best first, and says why."""

import pytest
from wagtail.models import Locale

from accounts.models import Network
from courses.actions import publishing, translating
from courses.models import Course, Occupation, OccupationName
from courses.queries.catalogue import Search, related, search
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.courses import live_course, live_unit

pytestmark = pytest.mark.django_db


def find(at, text="", language="de", **chosen):
    return search(Search(text=text, order="fit", **chosen), at=at, language=language)


def slugs(at, text="", **chosen):
    return [hit.slug for hit in find(at, text, **chosen).hits]


def nursing(**values):
    plain = {
        "title": "Fachsprache in der Klinik",
        "slug": "klinik",
        "occupation": Occupation.objects.get(key="pflege"),
        "summary": "Wir üben die Übergabe.",
    }
    return live_course(**{**plain, **values})


@pytest.fixture
def office():
    return live_course(title="Büro und Straßenverkehr", slug="buero", number="K-4711")


NURSES = (
    "медсестра", "медсестры", "ممرضة", "الممرضات", "hemşire", "hemsire", "پرستار", "nurses", "infirmière", "infirmier",
    "pielęgniarka", "asistenta medicala", "медична сестра", "Krankenschwester", "Pflegekräfte", "pflege",
)  # fmt: skip


@pytest.mark.parametrize("text", NURSES)
def test_nursing_is_found_by_its_names_in_ten_languages(at, office, text):
    nursing()
    assert slugs(at, text) == ["klinik"]


def test_each_occupation_is_named_in_ten_languages_and_shown_in_eight_without_official_name():
    for occupation in Occupation.objects.all():
        names = OccupationName.objects.filter(occupation=occupation)
        assert len(set(names.values_list("language", flat=True))) == 10
        assert names.filter(is_shown=True).count() == 8


@pytest.mark.parametrize("text", ["buro", "buero", "BÜRO", "strassenverkehr", "Strassen", "verkehr", "k-4711"])
def test_a_title_is_found_in_any_spelling_by_its_beginning_and_by_its_parts(at, office, text):
    nursing()
    assert slugs(at, text)[0] == "buero"


@pytest.mark.parametrize(
    ("typed", "meant"), [("plfege", "pflege"), ("Strasenverkehr", "Straßenverkehr"), ("Krankenschwestr", None)]
)
def test_a_typing_error_is_forgiven_and_the_right_word_is_offered(at, office, typed, meant):
    nursing()
    found = find(at, typed)
    assert found.total == 1
    if meant:
        assert found.did_you_mean.casefold() == meant.casefold()


def test_what_is_written_right_is_not_corrected(at, office):
    assert find(at, "Büro").did_you_mean is None


def test_a_compound_that_nobody_has_written_is_found_by_its_parts(at, office):
    nursing()
    assert slugs(at, "Klinikfachsprachtraining") == ["klinik"]


def test_what_only_holds_a_part_of_the_word_does_not_claim_the_word(at, office):
    nursing()
    [hit] = find(at, "Klinikfachsprachtraining").hits
    assert hit.reasons == ["ähnlich wie „Klinikfachsprachtraining“"]


def test_a_made_up_word_does_not_find_what_happens_to_stand_in_it(at, office):
    nursing()
    assert slugs(at, "xqzklinikjjvvwwq") == []


def test_a_word_that_fits_nothing_finds_nothing(at, office):
    found = find(at, "Quantenchromodynamik")
    assert (found.hits, found.total, found.pages, found.is_partial) == ([], 0, 1, False)


@pytest.mark.parametrize("text", ["'; DROP TABLE", "((", "%_*", "🙂", "\u202eabc", "a" * 500, "1", "ы", '"', "\\"])
def test_whatever_is_typed_is_an_answer_and_no_error(at, office, text):
    assert find(at, text).total in (0, 1)


def test_all_words_must_fit_and_else_those_with_most_come_first(at, office):
    nursing()
    assert slugs(at, "Büro Straßenverkehr") == ["buero"]
    found = find(at, "Übergabe Klinik Büro")
    assert ([hit.slug for hit in found.hits], found.is_partial) == (["klinik", "buero"], True)


def test_a_word_in_the_title_counts_more_than_one_in_the_text(at):
    nursing(title="Fachsprache", slug="text", summary="Wir üben auch Wundversorgung.")
    nursing(title="Wundversorgung", slug="titel")
    assert slugs(at, "Wundversorgung") == ["titel", "text"]


def test_the_titles_of_modules_and_units_are_searched(at, office):
    provider = ProviderFactory(complaint_path="an die Leitung")
    nursing(provider=provider, units=[live_unit(provider, title="Notfallmedikation")])
    assert slugs(at, "Notfallmedikation") == ["klinik"]


def test_provider_place_network_and_kind_of_offer_are_searched(at, office):
    network = Network.objects.create(programme=office.provider.network.programme, code="XY", name="Netzwerk Emsland")
    provider = ProviderFactory(name="Bildungswerk Leer", city="Nordhorn", network=network, complaint_path="Leitung")
    nursing(provider=provider, offer_kind=Course.OfferKind.LANGUAGE_COURSE)
    for text in ("Leer", "Nordhorn", "Emsland", "Fachsprachkurs", "language course", "B1"):
        assert "klinik" in slugs(at, text), text
    assert slugs(at, "Nordhorn") == ["klinik"]


@pytest.fixture
def arabic(office, at):
    """The office course with a published description in Arabic."""
    locale = Locale.objects.get(language_code="ar")
    copy = translating.start_translation(source=office, locale=locale, by=UserFactory(), at=at)
    copy.title, copy.summary = "إدارة المكاتب", "نتعلم كتابة الرسائل"
    copy.save_revision()
    return publishing.publish_course(course=copy, by=None)


def test_the_text_of_a_published_translation_is_searched_and_leads_to_the_source(at, office, arabic):
    assert slugs(at, "الرسائل") == ["buero"]
    assert slugs(at, "اداره المكاتب") == ["buero"]


def test_a_reason_says_in_the_visitors_language_that_the_description_is_there(at, office, arabic):
    assert find(at, language="ar").hits[0].reasons == ["الوصف باللغة العربيّة"]
    assert find(at, language="en").hits[0].reasons == []


def test_the_reason_for_a_foreign_name_is_the_occupation_in_both_languages(at):
    nursing()
    assert find(at, "медсестра", "de").hits[0].reasons == ["Beruf: Pflegefachfrau / Pflegefachmann"]
    assert find(at, "медсестра", "en").hits[0].reasons == ["Occupation: Nurse"]
    (reason,) = find(at, "ممرضة", "ar").hits[0].reasons
    # The German name stands isolated, or the sentence around it would lose its order.
    assert reason == "المهنة: ممرض / ممرضة · \u2068Pflegefachfrau / Pflegefachmann\u2069"


def test_reasons_name_where_each_word_stands_and_each_choice_that_fits(at):
    nursing(target_groups=["refugees"])
    hit = find(at, "Klinik Übergabe", levels=("B2",), target_groups=("refugees", "staff")).hits[0]
    assert hit.reasons == ["„Klinik“ im Titel", "„Übergabe“ in der Beschreibung", "Deutsch ab B1", "Für: Geflüchtete"]


def test_a_hit_knows_its_hours_and_address(at):
    nursing()
    hit = find(at).hits[0]
    assert (hit.slug, hit.total_teaching_units) == ("klinik", 2)


def test_pages_divide_what_was_found_and_a_page_too_far_is_the_last(at):
    for number in range(3):
        live_course(title=f"Kurs {number}")
    by_title = Search()
    pages = [search(by_title, at=at, language="de", page=page, per_page=2) for page in (1, 2, 9)]
    assert [(len(page.hits), page.page, page.pages, page.total) for page in pages] == [
        (2, 1, 2, 3),
        (1, 2, 2, 3),
        (1, 2, 2, 3),
    ]
    assert {hit.slug for page in pages[:2] for hit in page.hits} == set(Course.objects.values_list("slug", flat=True))


def test_related_offers_are_of_the_same_occupation_first_and_never_the_course_itself(at, office):
    own = nursing()
    nursing(title="Anderes zur Pflege", slug="nah")
    live_course(title="Ganz anderes", slug="fern", offer_kind="online_seminar", occupation=None, cefr_entry="")
    assert [hit.slug for hit in related(own, at=at)] == ["nah", "buero"]


def test_a_course_that_is_not_public_has_nothing_related(at):
    assert related(Course(), at=at) == []


def test_a_search_costs_one_statement_however_many_courses_there_are(at, django_assert_num_queries):
    for _ in range(3):
        nursing(slug="")
    find(at)
    with django_assert_num_queries(1):
        assert find(at, "медсестра", levels=("B1",)).total == 3
