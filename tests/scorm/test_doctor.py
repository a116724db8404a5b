"""What the doctor learns from a package while it is unpacked, and what it advises."""

import io
import random
import time
import zipfile

import pytest
from django.utils.translation import override

from scorm import archive, authoring, contents, doctor, examination, foreign
from scorm.examination import TEXT_BYTES, Examination
from tests.factories.scorm import PackageVersionFactory, ScoFactory, manifest, zipped

PAGE = '<html lang="de"><head><title>Vielfalt</title></head><body></body></html>'
FACTS = {
    "tool": "",
    "hosts": [],
    "pages": [],
    "page_count": 0,
    "pages_without_language": 0,
    "media_bytes": 0,
    "is_cut": False,
    "first_bytes": 10,
    "first_files": 1,
    "missing_links": [],
    "missing_link_count": 0,
}


def examined_zip(files):
    packed = files if "index.html" in files else {"index.html": PAGE, **files}
    opened = archive.inspect(io.BytesIO(zipped({"imsmanifest.xml": manifest(), **packed})))
    found = contents.read(opened)
    seen = Examination(found)
    for path, entry in found.files:
        for _ in seen.watch(path, archive.Reading(opened.zip, entry).pieces()):
            pass
    return seen.facts(opened, found)


def codes(**facts):
    version = PackageVersionFactory.build(manifest={"facts": {**FACTS, **facts}})
    return [one.code for one in doctor._findings(version.manifest["facts"], 2_000)]


TOOL_FILES = [
    ("story_content/user.js", "Articulate Storyline"),
    ("story.html", "Articulate Storyline"),
    ("scormcontent/lib/main.bundle.js", "Articulate Rise"),
    ("assets/js/CPM.js", "Adobe Captivate"),
    ("contentv3.xml", "eXeLearning"),
    ("adapt/js/adapt.min.js", "Adapt"),
    ("trivantis-cookie.js", "Lectora"),
    ("common_html5/js/xenith.js", "Xerte"),
    ("h5p.json", "H5P"),
    ("viewer/DMC-S1000DBIKE-AAA-D00-00-00-00AA-041A-A_007-00_EN-US.xml", "S1000D"),
]


@pytest.mark.parametrize(("path", "tool"), TOOL_FILES)
def test_a_tool_is_known_by_its_files(path, tool):
    assert examined_zip({path: ""})["tool"] == tool


TOOL_WORDS = [
    ("<!-- Created using Storyline 360 - http://www.articulate.com  -->", "Articulate Storyline"),
    ('<meta name="generator" content="iSpring Suite 11">', "iSpring"),
    ('<meta name="generator" content="eXeLearning 2.9">', "eXeLearning"),
    ("<script>/* TechSmith Smart Player */</script>", "Camtasia"),
    ("<body data-elucidat-project='1'>", "Elucidat"),
    ("<!-- Created with iSpring --><!--version 11.11.9.27008 -->", "iSpring"),
    ('<organizations default="articulate_rise">', "Articulate Rise"),
    ("<script>H5PIntegration = {}</script>", "H5P"),
]


@pytest.mark.parametrize(("text", "tool"), TOOL_WORDS)
def test_a_tool_is_known_by_its_words(text, tool):
    assert examined_zip({"index.html": text})["tool"] == tool


def test_a_tool_that_names_itself_only_in_the_page_that_is_launched_is_known_however_many_texts_come_before_it():
    texts = {f"assets/{number}.js": "x" for number in range(examination.MOST_NAMED + 1)}
    assert examined_zip(texts | {"index.html": TOOL_WORDS[0][0]})["tool"] == TOOL_WORDS[0][1]


def test_a_tool_that_nobody_knows_has_no_name():
    assert examined_zip({})["tool"] == ""


def test_the_engine_inside_another_tool_is_not_the_tool():
    assert authoring.by_paths(["story_content/x.js", "lib/h5p-standalone.js"]) == "Articulate Storyline"


HOSTS = [
    ('<script src="https://cdn.example.net/a.js"></script>', [("cdn.example.net", "script")]),
    ("<link rel=stylesheet href=//fonts.googleapis.com/css>", [("fonts.googleapis.com", "style")]),
    ('<iframe class="a"\n src="https://player.vimeo.com/1"></iframe>', [("player.vimeo.com", "frame")]),
    ('<img alt="" SRC="http://Pictures.Example.net/1.png">', [("pictures.example.net", "media")]),
    ('<a href="https://www.bmas.de/">Ministerium</a>', [("www.bmas.de", "link")]),
    ("<style>a{background:url( 'https://cdn.example.net/a.png')}</style>", [("cdn.example.net", "style")]),
    ('<script>go("https://www.google-analytics.com/g")</script>', [("www.google-analytics.com", "code")]),
    (
        "<script>if (a<b.length && i<5) { go('https://www.google-analytics.com/g') }</script>",
        [("www.google-analytics.com", "code")],
    ),
    ('<script>var n=a<c; u="//cdn.example.net/g"</script>', [("cdn.example.net", "code")]),
    ("<script>new WebSocket('wss://chat.example.net/a')</script>", [("chat.example.net", "code")]),
    (r"""<script>x = {"film": "https:\/\/www.youtube.com\/embed\/1"}</script>""", [("www.youtube.com", "code")]),
    ('<!-- saved from url=(0014)"https://www.bmas.de/" -->', []),
    ("<p>Mehr auf https://www.bmas.de/ lesen</p>", []),
    ('<svg xmlns="http://www.w3.org/2000/svg"></svg>', []),
    ("<script>// see https://jquery.com/x\nvar a = 'https://jquery.com/x'</script>", []),
]


@pytest.mark.parametrize(("text", "found"), HOSTS)
def test_a_page_names_foreign_hosts_by_what_they_are_there_for(text, found):
    assert list(foreign.hosts(text.encode(), "html")) == found


def test_a_style_sheet_names_what_it_loads():
    text = b'@import "https://fonts.bunny.net/a.css"; a{background:url(//cdn.example.net/a.png)}'
    assert list(foreign.hosts(text, "css")) == [("fonts.bunny.net", "style"), ("cdn.example.net", "style")]


@pytest.mark.parametrize("piece", [b"<a ", b"<html ", b"//a", b"url(", b"<img src=", b"<title> "])
def test_no_text_makes_the_search_slow(piece):
    text = piece * (TEXT_BYTES // len(piece))
    seen = Examination(contents.read(archive.inspect(io.BytesIO(zipped()))))
    before = time.process_time()
    list(seen.watch("index.html", [text]))
    assert time.process_time() - before < 8  # seconds; quadratic, it would be minutes


def test_the_first_start_loads_what_its_page_and_its_styles_name():
    page = '<html><link rel="stylesheet" href="css/a.css"><script src="a.js?v=2"></script><img src="IMG/A.PNG"></html>'
    facts = examined_zip(
        {
            "index.html": page,
            "css/a.css": "a{background:url(../img/b.png)}",
            "a.js": "12345",
            "img/a.png": "123",
            "img/b.png": "1234567",
            "later.js": "1" * 1000,
        }
    )
    sizes = len(page) + len("a{background:url(../img/b.png)}") + 5 + 3 + 7
    assert (facts["first_files"], facts["first_bytes"]) == (5, sizes)


def test_which_page_loads_which_program_from_elsewhere_is_noted():
    page = """<script src='own.js'></script><script async src="//cdn.example.net/b.js?v=1"></script>
        <script src=http://cdn.example.net/c.js></script><p>"//cdn.example.net/not.js"</p>"""
    assert examined_zip({"kurs/a.html": page})["scripts"] == [
        {"file": "kurs/a.html", "address": "https://cdn.example.net/b.js?v=1"},
        {"file": "kurs/a.html", "address": "http://cdn.example.net/c.js"},
    ]


def test_the_page_and_the_address_of_a_missing_program_are_said():
    with override("de"):
        (found,) = doctor._about_scripts(SCRIPTS)
    lines = "„kurs/start.html“ lädt https://cdn.example.net/jquery.js"
    assert found.text == f"Das Paket lädt Programme von fremden Rechnern: {lines}."


@pytest.mark.parametrize(
    ("settings", "is_silent"),
    [
        ('{"a": 1, "_spoor": {"_isEnabled": false, "_tracking": {}}}', True),
        ('{"_spoor": {"_isEnabled": true}, "_tutor": {"_isEnabled": false}}', False),
        ('{"_tutor": {"_isEnabled": false}}', False),
    ],
)
def test_adapt_may_be_told_to_report_nothing(settings, is_silent):
    assert examined_zip({"course/config.json": settings})["is_told_to_be_silent"] is is_silent


@pytest.mark.parametrize(
    ("page", "has_frames"),
    [
        ('<frameset cols="1,*"><FRAME src="a.html"><frame src="b.html"></frameset>', True),
        ('<iframe src="a.html"></iframe><iframe src="b.html"></iframe>', True),
        ('<iframe src="a.html"></iframe><p>Rahmen</p>', False),
    ],
)
def test_a_page_of_several_frames_is_known(page, has_frames):
    assert examined_zip({"index.html": page})["has_frames"] is has_frames


@pytest.mark.parametrize(
    ("path", "text", "has_frames"),
    [
        ("js/app.js", 'document.write("<FRAMESET><frame src=a.html></frameset>")', True),
        ("js/app.mjs", "host.innerHTML = `<iframe src=${page}>`", True),
        ("js/app.js", "var f = document.createElement ( 'iframe' );", True),
        ("js/app.js", 'd.createElementNS("http://www.w3.org/1999/xhtml", "iframe")', True),
        ("menu.html", "<script>document.createElement('frame')</script>", True),
        ("js/app.js", "const iframe = frames['main']; // <iframes", False),
        ("menu.html", "<script>document.createElement('div'); x('iframe')</script>", False),
        ("a.json", '{"text": "<iframe>"}', False),
    ],
)
def test_frames_that_a_script_makes_are_known(path, text, has_frames):
    assert examined_zip({"index.html": "<p>Start</p>", path: text})["has_frames"] is has_frames


def test_what_is_too_large_to_be_looked_at_may_make_frames():
    text = random.Random(1).randbytes(600_000).hex()  # noqa: S311
    assert examined_zip({"index.html": "<p>x</p>", "app.js": text})["has_frames"] is True


def test_a_film_is_counted_apart_from_the_first_start():
    facts = examined_zip({"index.html": '<video src="film.mp4"></video>', "film.mp4": "1" * 500})
    assert (facts["media_bytes"], facts["first_bytes"]) == (500, len('<video src="film.mp4"></video>'))


def test_what_the_first_page_names_and_the_package_lacks_is_listed():
    facts = examined_zip({"index.html": '<img src="weg.png"><img src="https://x.example.net/a.png"><img src="data:x">'})
    assert (facts["missing_links"], facts["missing_link_count"]) == (["weg.png"], 1)


def test_a_first_page_without_language_and_title_is_noticed():
    facts = examined_zip({"index.html": "<html><title> </title></html>", "zwei.html": PAGE})
    assert facts["pages"] == [{"path": "index.html", "language": "", "title": ""}]
    assert (facts["page_count"], facts["pages_without_language"]) == (2, 1)


def test_a_page_in_utf_16_is_read():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("imsmanifest.xml", manifest())
        packed.writestr("index.html", PAGE.encode("utf-16"))
    opened = archive.inspect(target)
    found = contents.read(opened)
    seen = Examination(found)
    for path, entry in found.files:
        list(seen.watch(path, archive.Reading(opened.zip, entry).pieces()))
    assert seen.pages == [{"path": "index.html", "language": "de", "title": "Vielfalt"}]


def test_of_a_long_text_only_the_beginning_is_kept():
    seen = Examination(contents.read(archive.inspect(io.BytesIO(zipped()))))
    passed = list(seen.watch("a.js", [b"1" * TEXT_BYTES, b"2" * TEXT_BYTES]))
    assert sum(map(len, passed)) == 2 * TEXT_BYTES
    assert (seen.read_bytes, seen.is_cut) == (TEXT_BYTES, True)


def test_hosts_beyond_the_limit_are_left_out():
    names = " ".join(f'<img src="https://h{number}.example.net/">' for number in range(examination.MOST_HOSTS + 5))
    assert len(examined_zip({"index.html": names})["hosts"]) == examination.MOST_HOSTS


def test_nothing_to_find_finds_nothing():
    assert codes() == []


SCRIPTS = [{"file": "kurs/start.html", "address": "https://cdn.example.net/jquery.js"}]
TRACKER = [{"host": "www.google-analytics.com", "kinds": ["script"], "file": "a"}]
FINDINGS = [
    ({"hosts": [{"host": "www.google-analytics.com", "kinds": ["code"], "file": "a"}]}, ["trackers"]),
    ({"hosts": [{"host": "www.youtube.com", "kinds": ["frame"], "file": "a"}]}, ["foreign_videos"]),
    ({"hosts": [{"host": "fonts.googleapis.com", "kinds": ["style"], "file": "a"}]}, ["foreign_fonts"]),
    ({"hosts": [{"host": "cdn.example.net", "kinds": ["script"], "file": "a"}]}, ["foreign_hosts"]),
    ({"hosts": [{"host": "www.bmas.de", "kinds": ["link", "code"], "file": "a"}]}, []),
    ({"first_bytes": doctor.LARGE_START + 1}, ["large_start"]),
    ({"page_count": 2, "pages_without_language": 1}, ["no_language"]),
    ({"pages": [{"path": "a", "language": "de", "title": ""}]}, ["no_title"]),
    ({"missing_links": ["a.png"], "missing_link_count": 1}, ["links_missing"]),
    ({"is_cut": True}, ["is_cut"]),
    ({"is_told_to_be_silent": True}, ["told_to_be_silent"]),
    (
        {"hosts": [{"host": "cdn.example.net", "kinds": ["script"], "file": "a"}], "scripts": SCRIPTS},
        ["foreign_scripts"],
    ),
    ({"hosts": TRACKER, "scripts": [{"file": "a", "address": "https://www.google-analytics.com/a.js"}]}, ["trackers"]),
]


@pytest.mark.parametrize(("facts", "found"), FINDINGS)
def test_a_finding_follows_from_the_facts(facts, found):
    assert codes(**facts) == found


@pytest.mark.parametrize(("facts", "found"), FINDINGS)
def test_each_finding_says_what_to_do_in_german_and_english(facts, found):
    said = {}
    for language in ("de", "en"):
        with override(language):
            said[language] = [one.advice for one in doctor._findings({**FACTS, **facts}, 2_000)]
    assert all(said["de"])
    assert len(said["de"]) == len(found)
    assert not set(said["de"]) & set(said["en"])


def test_a_large_package_says_how_much_a_learner_loads_and_what_of_it_are_films():
    films = {**FACTS, "media_bytes": 90 * 1024**2}
    assert doctor._findings(films, doctor.LARGE_PACKAGE) == []
    with override("de"):
        (found,) = doctor._findings(films, 120 * 1024**2)
    assert (found.level, found.code) == ("info", "large_package")
    assert found.text == "Wer alles ansieht, lädt bis zu 120,0\xa0MB, davon Ton und Film: 90,0\xa0MB."
    assert "Verkleinern Sie Filme auf 720p" in found.advice


@pytest.mark.django_db
def test_a_diagnosis_puts_what_was_mended_apart_from_what_is_to_do():
    version = PackageVersionFactory(
        report=[
            {"level": "warning", "code": "nested_folder", "params": {"folder": "Kurs"}},
            {"level": "warning", "code": "files_missing", "params": {"names": "a.png", "count": 1}},
        ],
        manifest={"facts": {**FACTS, "pages": [{"path": "index.html", "language": "", "title": "Vielfalt"}]}},
    )
    ScoFactory(version=version, href="index.html?a=1")
    found = doctor.diagnosis(version)
    assert [one.code for one in found.mended] == ["nested_folder"]
    assert [one.code for one in found.to_do] == ["files_missing"]
    assert [(page.title, page.path) for page in found.pages] == [("Lektion", "index.html")]
    assert (found.item_count, found.sco_count) == (1, 1)


@pytest.mark.django_db
def test_a_version_of_former_times_has_no_facts_and_says_so():
    found = doctor.diagnosis(PackageVersionFactory())
    assert (found.is_examined, found.first_bytes, found.to_do) == (False, None, ())


def test_a_control_sign_in_an_address_ends_it_because_no_database_takes_it():
    page = '<script src="//cdn.example.net/a\x00b.js"></script>'
    (found,) = examined_zip({"kurs/a.html": page})["scripts"]
    assert found["address"] == "https://cdn.example.net/a"


@pytest.mark.parametrize("address", [r"\\[bild]\a.png", r"\\[\a.png"])
def test_an_address_that_names_no_host_holds_up_no_import(address):
    facts = examined_zip({"index.html": f'<img src="{address}"><img src="a.png">', "a.png": "123"})
    assert (facts["first_files"], facts["missing_links"]) == (2, [])
