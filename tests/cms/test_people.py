"""People to turn to, on any page of the website."""

import pytest
from bs4 import BeautifulSoup
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.actions import tree
from cms.blocks import PersonBlock
from cms.models import FreePage
from cms.queries import pages

pytestmark = pytest.mark.django_db
PERSON = {
    "name": "Rana Beispiel",
    "role": "Netzwerkkoordination",
    "languages": "Deutsch, Arabisch",
    "phone": "0511 / 12-34",
    "email": "rana@netz.example",
}


@pytest.mark.parametrize(("language", "words"), [("de", "Anrufen"), ("en", "Call"), ("ar", "اتصل")])
def test_a_page_says_who_the_person_is_and_how_to_reach_them(client, at, language, words):
    page = FreePage(title="Menschen", slug="menschen", body=[("person", PERSON)])
    tree.add(parent=pages.home(), page=page, at=at)
    answer = client.get(f"/{language}/menschen/")
    card = BeautifulSoup(answer.content, "html.parser").select_one("main .card")
    assert [link["href"] for link in card.select("a")] == ["tel:+495111234", "mailto:rana@netz.example"]
    assert [card.text.count(PERSON[field]) for field in PERSON] == [1] * len(PERSON)
    [call] = card.select("a span")
    assert (call.text, call["lang"]) == (words, language)


@pytest.mark.parametrize("way", ["phone", "email"])
def test_one_way_is_enough_and_none_is_refused(way):
    block = PersonBlock()
    assert block.clean(block.to_python({"name": "Rana", way: PERSON[way]}))[way] == PERSON[way]
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python({"name": "Rana"}))
    assert set(refused.value.block_errors) == {"phone"}
