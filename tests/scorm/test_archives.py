"""Archives as foreign tools and hostile people make them: what is read, under which names, and what is refused."""

import errno
import io
import random
import struct
import tracemalloc
import unicodedata
import zipfile
import zlib

import pytest
from django.utils.translation import override

from scorm import archive, contents, report
from scorm.archive import ArchiveRefused
from scorm.manifest import ManifestUnreadable
from tests.factories.scorm import ITEM, RESOURCE, manifest, zipped

HELLO = "<p>Hallo</p>"
MIB = 1024**2


def files(**extra):
    return {"imsmanifest.xml": manifest(), "index.html": HELLO, **extra}


def read(content):
    """Read a package whole, as the check does."""
    found = archive.inspect(io.BytesIO(content))
    package = contents.read(found)
    for _, entry in package.files:
        for _piece in archive.Reading(found.zip, entry).pieces():
            pass
    return package


def refusal(content):
    """Return code and sentence of a refusal."""
    with pytest.raises((ArchiveRefused, ManifestUnreadable)) as refused:
        read(content)
    with override("de"):
        found = report.finding(report.entry(refused.value.code, refused.value.params))
    assert found.level == "error"
    assert found.text.endswith(".")
    assert found.advice.endswith((".", "!"))
    assert "%(" not in found.text + found.advice
    return refused.value.code


def names(package):
    return [path for path, _ in package.files]


def codes(package):
    return [code for code, _ in package.notes]


def declaring(name):
    """A manifest whose resource declares one more file."""
    return manifest(resources=RESOURCE.replace("</resource>", f'<file href="{name}"/></resource>'))


def end_record(entries, size, offset, comment=b""):
    return struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, entries, entries, size, offset, len(comment)) + comment


def wide_end_record(entries, size, offset, place):
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, size, offset)
    return record + struct.pack("<4sLQL", b"PK\x06\x07", 0, place, 1)


def parted(content):
    """Return the entries and the table of a plain zip."""
    size, offset = struct.unpack_from("<2L", content, len(content) - 10)
    return content[:offset], content[offset : offset + size]


# Bombs


def test_many_files_that_are_each_harmless_are_a_bomb_together():
    zeros = {f"{n}.bin": b"\x00" * (MIB - 1) for n in range(11)}
    assert refusal(zipped(files(**zeros))) == "suspicious_ratio"


def test_an_archive_within_a_package_stays_packed():
    bomb = zipped({"zeros": b"\x00" * (20 * MIB)})
    package = read(zipped(files(**{"bomb.zip": bomb})))
    assert [entry.info.file_size for path, entry in package.files if path == "bomb.zip"] == [len(bomb)]


def test_entries_that_share_their_bytes_are_refused():
    body, table = parted(zipped(files(**{"a.txt": "Text " * 100})))
    last = table.rindex(b"PK\x01\x02")
    again = table[last:].replace(b"a.txt", b"b.txt")
    content = body + table + again + end_record(4, len(table) + len(again), len(body))
    assert refusal(content) == "overlapping"


def test_an_entry_that_reaches_into_the_table_is_refused():
    body, table = parted(zipped(files()))
    last = table.rindex(b"PK\x01\x02")
    size = struct.unpack_from("<L", table, last + 20)[0]
    table = table[: last + 20] + struct.pack("<L", size + 200) + table[last + 24 :]
    assert refusal(body + table + end_record(2, len(table), len(body))) == "overlapping"


@pytest.mark.parametrize(("field", "code"), [(20, "damaged_file"), (24, "damaged_file")], ids=["packed", "unpacked"])
def test_sizes_that_are_announced_too_small_are_found_out(field, code):
    body, table = parted(zipped(files(**{"big.txt": "Ein Satz. " * 700})))
    last = table.rindex(b"PK\x01\x02")
    table = table[: last + field] + struct.pack("<L", 5) + table[last + field + 4 :]
    assert refusal(body + table + end_record(3, len(table), len(body))) == code


def test_a_wrong_checksum_is_found_out():
    body, table = parted(zipped(files()))
    last = table.rindex(b"PK\x01\x02")
    table = table[: last + 16] + b"abcd" + table[last + 20 :]
    assert refusal(body + table + end_record(2, len(table), len(body))) == "damaged_file"


def test_too_many_files_are_refused_before_each_becomes_an_object(settings):
    settings.SCORM_MAX_ENTRIES = 1000
    content = zipped({f"{n}": "" for n in range(1001)})
    assert refusal(content) == "too_many_files"
    body, table = parted(content)
    count = 40_000
    one = table[: table.index(b"PK\x01\x02", 4)]
    huge = body + one * count + end_record(1, len(one) * count, len(body))
    tracemalloc.start()
    assert refusal(huge) == "too_many_files"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(huge) + 2 * len(one) * count + MIB  # the bytes, not 40 000 objects


@pytest.mark.parametrize(
    ("kind", "code"), [("plain", "too_many_files"), ("wide", "too_many_files"), ("hidden", "damaged")]
)
def test_a_table_is_not_loaded_wherever_a_hostile_archive_says_it_is(monkeypatch, kind, code):
    monkeypatch.setattr(archive, "MAX_DIRECTORY_BYTES", 10_000)
    body, table = parted(zipped(files()))
    bulk = table + b"\x00" * 20_000
    start = len(body)
    if kind == "plain":
        content = body + bulk + end_record(2, len(bulk), start)
    elif kind == "wide":  # the narrow record is harmless; the wide one counts
        content = body + bulk + wide_end_record(2, len(bulk), start, start + len(bulk))
        content += end_record(2, len(table), start)
    else:  # the size itself spells the mark that end records are looked for by
        content = body + bulk + end_record(2, int.from_bytes(b"PK\x05\x06", "little"), start)
    assert refusal(content) == code


def test_twenty_thousand_files_are_taken_and_one_more_is_not():
    package = read(zipped(files(**{f"b/{n}.txt": "x" for n in range(19_998)}), level=zipfile.ZIP_STORED))
    assert len(package.files) == 20_000
    assert refusal(zipped({f"{n}": "" for n in range(20_001)})) == "too_many_files"


# Kinds of zip


class Faltering(io.BytesIO):
    """A file whose storage fails at one reading, and then goes on as if nothing had been."""

    def __init__(self, content, failing):
        super().__init__(content)
        self.left = failing

    def read(self, *args):
        self.left -= 1
        if self.left == 0:
            raise OSError(errno.EIO, "the disk does not answer")
        return super().read(*args)


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_storage_that_fails_while_the_table_is_read_says_nothing_about_the_archive(failing):
    with pytest.raises(OSError, match="does not answer"):
        archive.inspect(Faltering(zipped(files()), failing))


def test_a_zip64_is_read():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in files().items():
            with packed.open(name, "w", force_zip64=True) as entry:
                entry.write(content.encode())
    body, table = parted(target.getvalue())
    record = wide_end_record(2, len(table), len(body), len(body) + len(table))
    content = body + table + record + end_record(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    assert names(read(content)) == ["imsmanifest.xml", "index.html"]


def test_a_zip_behind_other_bytes_and_with_a_comment_is_read():
    body, table = parted(zipped(files()))
    content = b"MZ" * 50 + body + table + end_record(2, len(table), len(body), b"Unser Kurs")
    assert names(read(content)) == ["imsmanifest.xml", "index.html"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression_is_refused_by_name(method):
    assert refusal(zipped(files(), level=method)) == "odd_compression"


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06", b"Rar!\x1a\x07\x00", b"7z\xbc\xaf\x27\x1c"])
def test_what_is_no_whole_zip_is_refused_in_plain_words(content):
    assert refusal(content) == ("damaged" if content.startswith(b"PK") else "not_a_zip")


# Names


def with_raw_name(raw, *, extra=b"", declared=""):
    """A package with one file whose name is these bytes, without the flag that they are UTF-8."""
    target, plain = io.BytesIO(), zipfile.ZipInfo("a" * len(raw))
    plain.extra = extra
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("imsmanifest.xml", declaring(declared) if declared else manifest())
        packed.writestr("index.html", HELLO)
        packed.writestr(plain, "x")
    return target.getvalue().replace(b"a" * len(raw), raw)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp437", "Übung/Bild größer.png"),
        ("cp850", "Århus/élève.png"),
        ("cp866", "курс/начало.html"),
        ("cp1251", "курс/вступ.html"),
        ("cp1250", "Łódź/żółć.html"),
        ("cp1252", "Übung/€ und „Wort“.html"),
        ("gbk", "课程/开始.html"),
        ("gbk", "誠/開始.html"),
        ("big5", "課程/開始.html"),
        ("shift_jis", "表/ソ.html"),
        ("euc_kr", "과정/시작.html"),
    ],
)
def test_names_of_an_old_code_page_are_what_the_manifest_calls_them(encoding, name):
    package = read(with_raw_name(name.encode(encoding), declared=name))
    assert names(package)[2] == name
    assert codes(package) == ["names_decoded"]


def starting_with(name):
    """A manifest that names its start file, and lists no files."""
    return manifest(resources=RESOURCE.replace("index.html", name, 1).replace('<file href="index.html"/>', ""))


@pytest.mark.parametrize("folder", ["", "Курс/"])
def test_a_start_file_that_is_nowhere_listed_and_a_folder_around_all_have_an_old_code_page_too(folder):
    places = {}
    for path in ("imsmanifest.xml", "начало.html"):
        raw = (folder + path).encode("cp866")
        places["a" * len(raw)] = raw
    packed = zipped(dict(zip(places, [starting_with("начало.html"), HELLO], strict=True)))
    for plain, raw in places.items():
        packed = packed.replace(plain.encode(), raw)
    package = read(packed)
    assert names(package) == ["imsmanifest.xml", "начало.html"]
    assert dict(package.notes).get("nested_folder") == ({"folder": "Курс"} if folder else None)


def test_a_folder_of_an_old_code_page_around_plain_names_is_left_alone():
    packed = zipped({"aaaa/imsmanifest.xml": manifest(), "aaaa/index.html": HELLO})
    package = read(packed.replace(b"aaaa", "Übun".encode("cp437")))
    assert names(package) == ["imsmanifest.xml", "index.html"]


def test_a_backslash_after_a_letter_beyond_ascii_still_parts_folders():
    package = read(with_raw_name("Menü\\Übung.html".encode("cp437")))
    assert (names(package)[2], codes(package)) == ("Menü/Übung.html", ["backslashes", "names_decoded"])


def test_half_a_letter_hides_no_way_out():
    assert refusal(with_raw_name("ü\\..\\..\\evil".encode("cp437"))) == "unsafe_name"


def test_utf_8_names_without_their_flag_are_read_silently():
    package = read(with_raw_name("курс/żółć 漢字.html".encode()))
    assert (names(package)[2], codes(package)) == ("курс/żółć 漢字.html", [])


def test_a_name_in_utf_8_beside_the_one_of_a_code_page_counts():
    raw, name = b"_____.html", "début.html".encode()
    field = struct.pack("<BL", 1, zlib.crc32(raw)) + name
    extra = struct.pack("<HH", archive.UNICODE_PATH, len(field)) + field
    assert names(read(with_raw_name(raw, extra=extra)))[2] == "début.html"
    stale = extra.replace(struct.pack("<L", zlib.crc32(raw)), b"abcd")  # it belongs to a name that was changed since
    assert names(read(with_raw_name(raw, extra=stale)))[2] == "_____.html"


def test_a_name_in_utf_8_beside_a_harmless_one_leads_nowhere_either():
    raw, name = b"harmless.html", b"../../evil.html"
    field = struct.pack("<BL", 1, zlib.crc32(raw)) + name
    extra = struct.pack("<HH", archive.UNICODE_PATH, len(field)) + field
    assert refusal(with_raw_name(raw, extra=extra)) == "unsafe_name"


def test_decomposed_names_of_a_mac_are_found_by_their_usual_form():
    name = "Übung.html"
    package = read(zipped({**files(), unicodedata.normalize("NFD", name): HELLO, "imsmanifest.xml": declaring(name)}))
    assert (names(package)[2], codes(package)) == (name, [])


@pytest.mark.parametrize(
    ("first", "second"),
    [("Straße.html", "STRASSE.HTML"), ("é.html", "e\u0301.html"), ("ǅ.html", "ǆ.html"), ("a/b.html", "A/B.html")],
)
def test_names_that_differ_only_in_case_or_form_are_refused(first, second):
    assert refusal(zipped(files(**{first: "x", second: "y"}))) == "duplicate_names"


@pytest.mark.parametrize(
    "name",
    ["a/../../b", "./../a", "./c:/a", ".//a", ".", "\\\\server\\teil\\a", "c:\\a", "a\\..\\..\\b", "/a", "a//b"],
)
def test_names_that_lead_elsewhere_are_refused(name):
    assert refusal(zipped(files(**{name: "x"}))) == "unsafe_name"


@pytest.mark.parametrize("name", ["./a.html", "././a.html", ".\\a.html"])
def test_a_name_that_begins_where_it_stands_is_its_plain_name(name):
    packed = {f"./{path}": content for path, content in files().items() if path != "a.html"}
    assert "a.html" in names(read(zipped({**packed, name: HELLO})))


def test_a_detour_within_a_name_is_left_out():
    assert "teil/a.html" in names(read(zipped(files(**{"teil/./a.html": HELLO}))))


def test_the_same_place_named_twice_is_one_name():
    assert refusal(zipped(files(**{"a.html": HELLO, "./a.html": HELLO}))) == "duplicate_names"


@pytest.mark.parametrize("name", ["a", "ab"])
def test_two_files_of_one_name_are_refused_however_short_it_is(name):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for path, content in files().items():
            made.writestr(zipfile.ZipInfo(path), content)
        made.writestr(zipfile.ZipInfo(name), "1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr(zipfile.ZipInfo(name), "2")
    assert refusal(target.getvalue()) == "duplicate_names"


def test_a_file_without_a_name_is_refused():
    packed = zipped(files(x="1"), level=zipfile.ZIP_STORED)
    assert refusal(packed.replace(b"x1PK", b"\x001PK").replace(b"xPK\x05\x06", b"\x00PK\x05\x06")) == "unsafe_name"


@pytest.mark.parametrize(
    "name", ["CON", "aux.js", "nul.", "bild.html:strom", "a\u202egpj.exe", "a\x01\nb", "\u200b.html"]
)
def test_names_that_trick_other_systems_or_eyes_are_harmless_here(name):
    """Nothing is written under a name of the package, and what is shown of one hides no sign."""
    assert names(read(zipped(files(**{name: "x"}))))[-1] == name
    assert all(sign.isprintable() for sign in archive.shown(name))


def test_an_entry_before_the_beginning_of_the_archive_is_refused():
    packed = bytearray(zipped())
    end = packed.rindex(b"PK\x05\x06")
    # The table says it begins 64 bytes later than it does, so all it names would lie that much earlier.
    struct.pack_into("<I", packed, end + 16, struct.unpack_from("<I", packed, end + 16)[0] + 64)
    assert refusal(bytes(packed)) == "damaged"


def test_a_header_whose_name_is_no_utf_8_is_a_damaged_file():
    packed = bytearray(zipped(files(**{"ä.html": "x"})))
    place = packed.index("ä.html".encode())
    packed[place : place + 2] = b"\xff\xff"
    assert refusal(bytes(packed)) == "damaged_file"


@pytest.mark.parametrize("depth", [300, 4_900, 50_000])
@pytest.mark.parametrize("version", ["1.2", "2004 4th Edition"])
def test_a_contents_list_without_a_bottom_is_refused(depth, version):
    opening = "".join(f'<item identifier="i{number}"><title>t</title>' for number in range(depth))
    deep = manifest(version, items=f"{opening}{ITEM}{'</item>' * depth}")
    assert refusal(zipped(files(**{"imsmanifest.xml": deep}))) == "manifest_too_deep"


def test_sequencing_without_a_bottom_is_refused():
    deep = "<imsss:sequencing>" * 900 + "</imsss:sequencing>" * 900
    content = manifest("2004 4th Edition", items=ITEM.replace("</item>", f"{deep}</item>"))
    assert refusal(zipped(files(**{"imsmanifest.xml": content}))) == "manifest_too_deep"


def outcome(content):
    """Return "read", or the code of a refusal."""
    try:
        read(content)
    except (ArchiveRefused, ManifestUnreadable) as refused:
        return refused.code
    return "read"


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_wrong_in_an_archive_has_a_sentence(seed):
    """Bytes near the headers are changed at random: read, or refused, and never anything else."""
    dice, outcomes = random.Random(seed), set()  # noqa: S311  damage that comes out the same each time
    sound = zipped(files(**{"ä.html": "y" * 50, "style.css": "p {}"}))
    marks = [place for place in range(len(sound)) if sound[place : place + 2] == b"PK"]
    for _ in range(150):
        packed = bytearray(sound)
        for _ in range(dice.randint(1, 3)):
            place = min(dice.choice(marks) + dice.randint(0, 50), len(packed) - 1)
            packed[place] = dice.choice([0, 1, 128, 255, packed[place] ^ (1 << dice.randrange(8))])
        outcomes.add(outcome(bytes(packed)))
    assert {"read", "damaged", "damaged_file"} <= outcomes
    assert outcomes - {"read"} <= report.SENTENCES.keys()


# Relatives of SCORM


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("is_aicc", {"K.AU": "", "K.CRS": "", "K.CST": "", "K.DES": ""}),
        ("is_aicc", {"kurs/k.au": "", "kurs/k.crs": "", "kurs/k.cst": "", "kurs/k.des": ""}),
        ("is_xapi", {"kurs/tincan.xml": "<tincan/>", "kurs/index.html": HELLO}),
        ("is_cmi5", {"kurs/cmi5.xml": "<courseStructure/>", "kurs/index.html": HELLO}),
        ("is_h5p", {"h5p.json": "{}", "content/content.json": "{}"}),
        ("zip_in_zip", {"scorm12.zip": "PK", "scorm2004.zip": "PK"}),
        ("zip_in_zip", {"Kurs/Kurs_SCORM.zip": "PK", "Anleitung.pdf": "x"}),
        ("no_manifest", {"index.html": HELLO, "material.zip": "PK"}),
        ("no_manifest", {"index.html": HELLO}),
        ("no_manifest", {}),
    ],
)
def test_relatives_of_scorm_are_refused_by_name(code, content):
    assert refusal(zipped(content)) == code


def test_a_package_that_speaks_scorm_and_xapi_is_taken_as_scorm():
    assert codes(read(zipped(files(**{"tincan.xml": "<tincan/>", "cmi5.xml": "<courseStructure/>"})))) == []


# Manifests


@pytest.mark.parametrize(
    ("packed", "found"),
    [
        ({"IMSMANIFEST.XML": manifest(), "index.html": HELLO}, ["manifest_name_case"]),
        ({"Kurs/ImsManifest.xml": manifest(), "Kurs/index.html": HELLO}, ["nested_folder"]),
        ({"imsmanifest.xml": "\ufeff" + manifest(), "index.html": HELLO}, []),
        ({"imsmanifest.xml": manifest(None), "index.html": HELLO}, ["standard_guessed"]),
        (files(**{"imsmanifest.xml": manifest(items=ITEM.replace("<item ", '<item x:y="1" '))}), ["manifest_repaired"]),
        (files(**{"imsmanifest.xml": manifest(default='default="scocli"')}), ["default_organization_unknown"]),
        (
            {
                "imsmanifest.xml": manifest(resources=RESOURCE.replace("index.html", "a\\index.html")),
                "a/index.html": HELLO,
            },
            [],
        ),
        ({"imsmanifest.xml": manifest(), "Index.HTML": HELLO}, ["href_case"]),
        (files(**{"imsmanifest.xml": declaring("fehlt.png")}), ["files_missing"]),
        (files(**{"unterkurs/imsmanifest.xml": manifest()}), []),
    ],
)
def test_what_tools_get_wrong_in_a_manifest_is_repaired_with_a_word(packed, found):
    package = read(zipped(packed))
    assert codes(package) == found
    assert [item.kind for item in package.items] == ["sco"]
