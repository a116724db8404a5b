"""Reading manifests: what authoring tools really write, and what they get wrong."""

import zipfile
from collections import Counter

import pytest

from scorm import manifest as manifests
from scorm.activity_tree import activity_tree
from scorm.manifest import ManifestUnreadable
from tests.factories.scorm import CONTRACT, ITEM, RESOURCE, manifest


def parse(text, encoding="utf-8"):
    return manifests.parse(text.encode(encoding))


def codes(parsed):
    return [code for code, _ in parsed.notes]


@pytest.mark.parametrize(
    ("version", "standard"),
    [
        ("1.2", "1.2"),
        ("1.1", "1.2"),
        ("SCORM 1.2", "1.2"),
        ("CAM 1.3", "2004-2"),
        ("2004 2nd Edition", "2004-2"),
        ("2004 3rd Edition", "2004-3"),
        ("2004 4th Edition", "2004-4"),
    ],
)
def test_editions_are_told_apart(version, standard):
    assert parse(manifest(version)).standard == standard


def test_a_missing_edition_is_guessed_by_namespace_with_a_warning():
    parsed = parse(manifest(None))
    assert (parsed.standard, codes(parsed)) == ("1.2", ["standard_guessed"])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_and_utf_16_are_read(encoding):
    text = manifest(title="Żółć دورة").replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-16"?>')
    text = text if encoding == "utf-16" else manifest(title="Żółć دورة")
    assert parse(text, encoding).title == "Żółć دورة"


@pytest.mark.parametrize(
    "broken",
    [
        manifest().replace("<item ", '<item foo:bar="1" '),
        "\n\n" + manifest(),
        manifest(title="Hund & Katze"),
        manifest(title="a\x0bb"),
        manifest(title="Recht&nbsp;heute"),
    ],
    ids=["undeclared prefix", "blank lines first", "bare ampersand", "control character", "name of HTML"],
)
def test_small_faults_are_repaired_with_a_warning(broken):
    assert codes(parse(broken)) == ["manifest_repaired"]


def test_a_wrong_encoding_in_the_declaration_is_survived():
    text = manifest(title="Übung").replace('version="1.0"?', 'version="1.0" encoding="utf-8"?', 1)
    assert parse(text, "cp1252").title == "Übung"


@pytest.mark.parametrize(
    ("written", "read"), [("&Uuml;bung &lt; 5&euro;", "Übung < 5€"), ("&nichts;", "&nichts;"), ("&LT;b&GT;", "<b>")]
)
def test_names_of_signs_that_only_html_knows_are_what_html_says(written, read):
    assert parse(manifest(title=written)).title == read


def test_an_entity_of_a_manifests_own_is_refused_also_where_it_bears_a_name_of_html():
    own = manifest(title="&nbsp;").replace("?>", '?><!DOCTYPE m [<!ENTITY nbsp "&copy;">]>', 1)
    for text in (own, f" {own}"):  # the second is repaired first
        with pytest.raises(ManifestUnreadable) as refused:
            parse(text)
        assert refused.value.code == "manifest_hostile"


@pytest.mark.parametrize(
    ("declared", "encoding", "title"),
    [
        ("gb2312", "gb2312", "课程"),
        ("GBK", "gb18030", "誠"),
        ("Big5", "big5", "課程"),
        ("Shift_JIS", "cp932", "表紙①"),
        ("EUC-JP", "euc_jp", "表紙"),
        ("EUC-KR", "cp949", "똠방"),
        ("gb2312", "utf-8", "课程"),
        ("windows-1251", "cp1251", "курс"),
    ],
)
def test_a_manifest_in_an_encoding_of_its_country_is_read_silently(declared, encoding, title):
    text = manifest(title=title).replace('version="1.0"?', f'version="1.0" encoding="{declared}"?', 1)
    parsed = parse(text, encoding)
    assert (parsed.title, codes(parsed)) == (title, [])


def test_where_the_fault_is_stands_in_the_refusal():
    with pytest.raises(ManifestUnreadable) as refused:
        parse("<manifest>\n<a>\n</manifest>")
    assert (refused.value.code, refused.value.params) == ("manifest_broken", {"line": 3})


def test_what_1_2_says_about_judging_is_kept():
    extras = (
        "<title>L</title><adlcp:prerequisites type='aicc_script'>A&amp;B</adlcp:prerequisites>"
        "<adlcp:maxtimeallowed>00:30:00</adlcp:maxtimeallowed><adlcp:timelimitaction>exit,message</adlcp:timelimitaction>"
        "<adlcp:datafromlms>a\n b</adlcp:datafromlms><adlcp:masteryscore>80</adlcp:masteryscore>"
    )
    (item,) = parse(manifest(items=ITEM.replace("<title>Lektion</title>", extras))).items
    assert (item.mastery_score, item.max_time_allowed, item.time_limit_action) == ("80", "00:30:00", "exit,message")
    assert (item.prerequisites, item.launch_data, item.kind) == ("A&B", "a\n b", "sco")


def test_what_2004_says_about_judging_is_kept():
    extras = (
        "<title>L</title><adlcp:completionThreshold completedByMeasure='true' minProgressMeasure='0.75'/>"
        "<imsss:sequencing><imsss:limitConditions attemptAbsoluteDurationLimit='PT30M'/><imsss:objectives>"
        "<imsss:primaryObjective objectiveID='p' satisfiedByMeasure='true'><imsss:minNormalizedMeasure>0.8"
        "</imsss:minNormalizedMeasure></imsss:primaryObjective></imsss:objectives></imsss:sequencing>"
    )
    items = ITEM.replace("<title>Lektion</title>", extras)
    (item,) = parse(manifest("2004 4th Edition", items=items)).items
    assert (item.scaled_passing_score, item.completion_threshold) == ("0.8", "0.75")
    assert item.max_time_allowed == "PT30M"
    assert item.sequencing["tree"]["children"][0]["tag"] == "limitConditions"


def test_shared_sequencing_is_found_by_its_reference():
    items = ITEM.replace("<title>", '<title>L</title><imsss:sequencing IDRef="s"/><title>', 1)
    shared = (
        '<imsss:sequencingCollection><imsss:sequencing ID="s"><imsss:objectives><imsss:primaryObjective '
        'satisfiedByMeasure="true"><imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure>'
        "</imsss:primaryObjective></imsss:objectives></imsss:sequencing></imsss:sequencingCollection></manifest>"
    )
    (item,) = parse(manifest("2004 3rd Edition", items=items).replace("</manifest>", shared)).items
    assert item.scaled_passing_score == "0.6"


@pytest.mark.parametrize("name", ["adlcp:sharedDataGlobalToSystem", "adlseq:objectivesGlobalToSystem"])
@pytest.mark.parametrize(("value", "is_own"), [("false", True), ("true", False)])
def test_a_course_may_keep_to_itself_what_others_would_read(name, value, is_own):
    text = manifest("2004 4th Edition").replace("<organization ", f'<organization {name}="{value}" ')
    assert parse(text).sequencing.get("own", []) == ([name.partition(":")[2]] if is_own else [])


@pytest.mark.parametrize(
    ("href", "parameters", "expected"),
    [
        ("a.html", "", "a.html"),
        ("a.html", "?x=1", "a.html?x=1"),
        ("a.html", "x=1&amp;y=2", "a.html?x=1&y=2"),
        ("a.html?l=de", "?x=1", "a.html?l=de&x=1"),
        ("a.html?l=de#s2", "?x=1", "a.html?l=de&x=1#s2"),
        ("a.html", "#s3", "a.html#s3"),
        ("a.html#s2", "#s3", "a.html#s2"),
        ("ordner\\a.html", "", "ordner/a.html"),
    ],
)
def test_parameters_join_the_address_as_the_standard_says(href, parameters, expected):
    items = ITEM.replace("<item ", f'<item parameters="{parameters}" ')
    resources = RESOURCE.replace('href="index.html"', f'href="{href}"', 1)
    assert parse(manifest(items=items, resources=resources)).items[0].href == expected


@pytest.mark.parametrize(
    ("base", "href", "path"),
    [
        ("", "./a.html", "a.html"),
        ("", ".\\a.html", "a.html"),
        ("", "b/./../a.html?x=../y", "a.html"),
        ("", "../a.html", "a.html"),
        ("./", "a.html", "a.html"),
        ("b/../c", "./a.html", "c/a.html"),
    ],
)
def test_an_address_that_makes_detours_leads_to_its_file(base, href, path):
    resources = RESOURCE.replace("index.html", href).replace("<resource ", f'<resource xml:base="{base}" ')
    parsed = parse(manifest(resources=resources))
    assert (manifests.file_path(parsed.items[0].href), parsed.files) == (path, (path,))


def test_bases_of_manifest_resources_and_resource_add_up():
    resources = RESOURCE.replace("<resource ", '<resource xml:base="c/" ')
    text = manifest(resources=resources).replace("<resources>", '<resources xml:base="b">')
    text = text.replace("<manifest ", '<manifest xml:base="a/" ', 1)
    parsed = parse(text)
    assert (parsed.items[0].href, parsed.files) == ("a/b/c/index.html", ("a/b/c/index.html",))


def test_a_default_organization_that_does_not_exist_is_replaced_by_the_first():
    assert codes(parse(manifest(default='default="scocli"'))) == ["default_organization_unknown"]


def test_without_organization_the_sco_itself_is_offered():
    parsed = parse(manifest(items=""))
    assert ([item.kind for item in parsed.items], codes(parsed)) == (["sco"], ["organization_missing"])


def test_tree_order_and_parents_are_kept():
    items = f'<item identifier="G"><title>Gruppe</title>{ITEM}</item>' + ITEM.replace('"I"', '"J"')
    parsed = parse(manifest(items=items))
    assert [(item.identifier, item.parent, item.kind) for item in parsed.items] == [
        ("G", None, "cluster"),
        ("I", "G", "sco"),
        ("J", None, "sco"),
    ]


@pytest.mark.parametrize(("limit", "told"), [("2", 2), ("INF", None), ("nan", None), ("viele", None), ("-1", None)])
def test_a_number_that_is_none_limits_no_attempts_and_keeps_no_player_from_opening(limit, told):
    own = f'<imsss:sequencing><imsss:limitConditions attemptLimit="{limit}"/></imsss:sequencing>'
    parsed = parse(manifest("2004 4th Edition", items=ITEM.replace("</item>", f"{own}</item>")))
    tree = activity_tree(parsed.title, parsed.sequencing, [(item, item.parent) for item in parsed.items])
    assert tree["children"][0].get("attemptLimit") == told


@pytest.mark.skipif(CONTRACT is None, reason="the conformance suite's manifests are not here")
def test_every_manifest_of_the_conformance_suite_is_read():
    with zipfile.ZipFile(CONTRACT / "adl-2004-4th-testcases.zip") as archive:
        names = [name for name in archive.namelist() if name.endswith("imsmanifest.xml")]
        parsed = [manifests.parse(archive.read(name)) for name in names]
    assert len(parsed) == 189
    assert Counter(each.standard for each in parsed) == {"2004-4": 189}
    assert Counter(code for each in parsed for code in codes(each)) == {}
    assert min(len(each.launchable) for each in parsed) == 1
