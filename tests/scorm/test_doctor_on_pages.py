"""What the doctor says about pages as different tools write them: what they load, what they lack, what they say."""

import io

import pytest

from scorm import archive, contents, examination
from scorm.examination import Examination
from tests.factories.scorm import RESOURCE, manifest, zipped

HEAD = '<!doctype html><html lang="de"><title>Vielfalt</title>'
STORYLINE = b"<!-- Created using Storyline 360 -->"


def examined(files, start="index.html"):
    resources = RESOURCE.replace("index.html", start)
    opened = archive.inspect(io.BytesIO(zipped({"imsmanifest.xml": manifest(resources=resources), **files})))
    found = contents.read(opened)
    seen = Examination(found)
    for path, entry in found.files:
        list(seen.watch(path, archive.Reading(opened.zip, entry).pieces()))
    return seen.facts(opened, found)


def loaded(page, **files):
    """Return how many bytes beside the page the first start loads, and what it lacks."""
    facts = examined({"index.html": page, **{name.replace("__", "."): text for name, text in files.items()}})
    return facts["first_bytes"] - len(page.encode()), facts["missing_links"]


# What the first start loads


@pytest.mark.parametrize(
    "names",
    [
        "<link rel=stylesheet href=a.css><script type=module src=a.js></script>",
        '<link href="a.css" rel="stylesheet"><script src="a.js">',
        '<style>@import url("a.css");</style><img src=a.js>',
        "<style>@import url( a.css ); p{background:url(a.js)}</style>",
        '<link rel="alternate stylesheet" href="./a.css"><link rel=modulepreload href="x/../a.js">',
        '<!--[if !IE]><!--><link rel="stylesheet" href="a.css"><!--<![endif]--><script src="a.js"></script>',
        '<script>var x = "<" + "!--";</script><link rel="stylesheet" href="a.css"><script src="a.js?v=1&amp;w=2">',
    ],
)
def test_however_a_page_writes_it_what_it_loads_counts(names):
    assert loaded(HEAD + names, a__css="1" * 100, a__js="1" * 30) == (130, [])


@pytest.mark.parametrize(
    "names",
    [
        '<!--[if lt IE 9]><script src="html5shiv.js"></script><![endif]-->',
        '<!-- <img src="alt.png"> -->',
        "<script>document.body.innerHTML = '<img src=' + file.name + '>' + \"<img src='bild.png'>\"</script>",
        '<img src="bilder/{{name}}.png">',
        '<link rel="next" href="zwei.html"><link rel="canonical" href="kurs.html">',
        '<img src="">',
    ],
)
def test_what_no_browser_loads_is_not_missed(names):
    assert loaded(HEAD + names) == (0, [])


def test_what_a_page_names_is_looked_for_from_its_own_folder_whatever_signs_that_has():
    for folder in ("Modul #1 (100%)", "Wie geht's? Teil 1"):
        files = {f"{folder}/index.html": f'{HEAD}<script src="a b.js"></script><img src="../weg%20da.png">'}
        start = f"{folder}/index.html".replace("%", "%25").replace("#", "%23").replace("?", "%3F")
        facts = examined({**files, f"{folder}/a b.js": "12345"}, start)
        assert (facts["first_files"], facts["missing_links"]) == (2, ["weg da.png"])


# What pages say of themselves


@pytest.mark.parametrize(
    ("title", "read"),
    [
        (b"&Uuml;bung &amp;\n Recht", "Übung & Recht"),
        ("Übung für alle".encode("cp1252"), "Übung für alle"),
        ("درس".encode(), "درس"),
        (("a" + "语" * 76).encode(), "a" + "语" * 66),  # cut in the midst of a letter
    ],
)
def test_a_title_is_read_as_a_person_reads_it(title, read):
    (page,) = examined({"index.html": b"<html><head><title>" + title + b"</title></head></html>"})["pages"]
    assert page["title"] == read


def test_pieces_that_a_program_puts_into_pages_need_no_language_of_their_own():
    pieces = {f"vorlagen/{number}.html": "<div ng-repeat='x'>{{x}}</div>" for number in range(5)}
    silent = {"zwei.html": "<BODY><p>Zwei</p></BODY>"}
    facts = examined({"index.html": HEAD, **pieces, **silent})
    assert (facts["page_count"], facts["pages_without_language"]) == (2, 1)


def test_the_page_that_is_launched_is_a_page_whatever_it_is_made_of():
    facts = examined({"index.html": "<p>Hallo</p>"})
    assert (facts["page_count"], facts["pages_without_language"]) == (1, 1)


# Who made it


def test_a_tool_that_names_itself_near_the_top_is_known_however_many_texts_of_libraries_come_before():
    libraries = {f"lib/{number}/a.js": "x" for number in range(examination.MOST_BEGUN + 50)}
    late = b" " * (examination.BEGUN_BYTES + 1) + STORYLINE
    assert examined({**libraries, "index.html": HEAD, "lib/player.js": late})["tool"] == "Articulate Storyline"


@pytest.mark.parametrize(("number", "tool"), [(298, "Articulate Storyline"), (299, "")])
def test_a_tool_that_names_itself_at_the_beginning_of_one_of_many_texts_is_known(number, tool):
    texts = {f"lib/a/{count}.js": "x" for count in range(examination.MOST_BEGUN)}
    texts[f"lib/a/{number}.js"] = STORYLINE
    assert examined({**texts, "index.html": HEAD})["tool"] == tool
