"""Uploads: what is taken in, what is refused, and that a refusal leaves nothing behind."""

import contextlib
import io
import stat
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from scorm import report, storage
from scorm.actions import checks, packages
from scorm.models import PackageFile, PackageVersion, VersionState
from tests.factories.accounts import ProviderFactory
from tests.factories.scorm import CONTRACT, RESOURCE, SPEAKING, manifest, trainer_of, uploaded, zipped

pytestmark = pytest.mark.django_db
HELLO = SPEAKING


def stored():
    root = Path(storage.storage().location)
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.exists() else []


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "scorm": {**settings.STORAGES["scorm"], "OPTIONS": {"location": str(tmp_path / "scorm"), "base_url": None}},
    }


@pytest.fixture
def provider():
    return ProviderFactory()


@pytest.fixture
def take_in(provider, at, run_jobs):
    trainer = trainer_of(provider)

    def _take_in(content=None, package=None):
        version = packages.receive_upload(
            owner=provider, title="Vielfalt", upload=uploaded(content), by=trainer, at=at, package=package
        )
        run_jobs(at)
        version.refresh_from_db()
        return version

    return _take_in


def codes(version):
    return [line["code"] for line in version.report]


def files(**extra):
    return {"imsmanifest.xml": manifest(), "index.html": HELLO, **extra}


def test_a_package_is_unpacked_and_ready(take_in):
    version = take_in()
    assert (version.state, version.standard, version.report) == ("ready", "1.2", [])
    assert sorted(version.files.values_list("path", flat=True)) == ["imsmanifest.xml", "index.html"]
    with storage.storage().open(version.files.get(path="index.html").storage_key) as page:
        assert page.read() == HELLO.encode()
    assert version.scos.get().href == "index.html"


def test_a_package_of_several_items_is_ready(take_in):
    version = take_in(zipped(files(**{"imsmanifest.xml": manifest(items=SEVERAL)})))
    assert (version.state, version.report) == ("ready", [])
    assert list(version.scos.values_list("identifier", "position")) == [("I0", 0), ("I1", 1), ("I2", 2)]


def test_keys_hold_no_file_name(take_in, provider):
    key = take_in().files.get(path="index.html").storage_key
    owner, kind, _ = key.split("/")
    assert (owner, kind, "index" in key) == (provider.public_id, "scorm-file", False)


def test_a_stranger_may_not_upload(provider, at):
    with pytest.raises(PermissionDenied):
        packages.receive_upload(owner=provider, title="x", upload=uploaded(), by=trainer_of(ProviderFactory()), at=at)
    assert stored() == []


def test_the_next_version_counts_on_and_the_same_file_is_refused_politely(take_in):
    first = take_in()
    second = take_in(zipped(files(b="neu")), package=first.package)
    assert second.number == 2
    with pytest.raises(packages.UploadRefused) as refused:
        take_in(zipped(files(b="neu")), package=first.package)
    with override("de"):
        assert "schon da, als Version 2" in refused.value.sentence


def test_the_same_file_in_another_package_of_the_owner_is_named(take_in):
    first = take_in()
    second = take_in()
    assert first.report == []
    with override("de"):
        (found,) = report.findings(second.report)
    assert (found.level, found.text) == ("warning", "Diese Datei ist schon da, als Version 1 von „Vielfalt“.")


def test_the_same_file_of_another_provider_is_never_named_and_shares_nothing_with_it(take_in, at, run_jobs):
    mine, other = take_in(), ProviderFactory()
    theirs = packages.receive_upload(owner=other, title="Anderes", upload=uploaded(), by=trainer_of(other), at=at)
    run_jobs(at)
    theirs.refresh_from_db()
    assert (theirs.zip_sha256, theirs.state, theirs.number, theirs.report) == (mine.zip_sha256, "ready", 1, [])
    keys = [{version.zip_key, *version.files.values_list("storage_key", flat=True)} for version in (mine, theirs)]
    assert [len(each) for each in keys] == [3, 3]
    assert keys[0] & keys[1] == set()
    assert {key.partition("/")[0] for key in keys[1]} == {str(other.public_id)}


def test_a_refused_upload_may_be_sent_again(take_in):
    first = take_in(b"PK nonsense")
    again = take_in(b"PK nonsense", package=first.package)
    assert (first.state, again.state, again.number) == ("failed", "failed", 2)


def test_too_large_and_empty_uploads_are_refused_at_once(take_in, settings):
    settings.SCORM_UPLOAD_MAX_BYTES = 100
    for content, code in [(b"x" * 101, "too_large"), (b"", "empty")]:
        with pytest.raises(packages.UploadRefused) as refused:
            take_in(content)
        assert refused.value.code == code
    assert (stored(), PackageVersion.objects.count()) == ([], 0)


def symlink():
    info = zipfile.ZipInfo("link")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return {info: "/etc/passwd"}


def encrypted():
    """A zip whose headers say that its entries are encrypted."""
    content = bytearray(zipped())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := content.find(mark, place + 1)) >= 0:
            content[place + offset] |= 1
    return bytes(content)


def lying():
    """A zip whose table announces fewer bytes than really come out."""
    content = zipped(files(**{"big.txt": "a" * 5000}))
    real, false = (5000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    return content.replace(real, false)


def overlapping_bomb():
    return zipped(files(**{"bomb.txt": b"\x00" * (30 * 1024**2)}))


SEVERAL = "".join(f'<item identifier="I{n}" identifierref="R"><title>{n}</title></item>' for n in range(3))
LONG = "I" * 255  # as much as a row holds of an identifier
ALIKE = SEVERAL.replace('identifier="I', f'identifier="{LONG}')
XXE = '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + manifest().partition("?>")[2]
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    + manifest(title="&b;").partition("?>")[2]
)
HOSTILE = [
    ("not_a_zip", lambda: b"Guten Tag"),
    ("damaged", lambda: zipped()[: len(zipped()) // 2]),
    ("damaged", lambda: b"PK\x03\x04nonsense"),
    ("encrypted", encrypted),
    ("symlink", lambda: zipped({**files(), **symlink()})),
    ("suspicious_ratio", overlapping_bomb),
    ("damaged_file", lying),
    ("unsafe_name", lambda: zipped(files(**{"../../evil.txt": "x"}))),
    ("unsafe_name", lambda: zipped(files(**{"/etc/evil.txt": "x"}))),
    ("unsafe_name", lambda: zipped(files(**{"..\\evil.txt": "x"}))),
    ("unsafe_name", lambda: zipped(files(**{"C:\\evil.txt": "x"}))),
    ("unsafe_name", lambda: zipped(files(**{"a//b.txt": "x"}))),
    ("name_too_long", lambda: zipped(files(**{"x" * 181: "x"}))),
    ("duplicate_names", lambda: zipped(files(**{"INDEX.html": "x"}))),
    ("duplicate_names", lambda: zipped(files(**{"\u00e9.txt": "x", "e\u0301.txt": "y"}))),
    ("no_manifest", lambda: zipped({"index.html": HELLO})),
    ("several_manifests", lambda: zipped({"a/imsmanifest.xml": manifest(), "b/imsmanifest.xml": manifest()})),
    ("zip_in_zip", lambda: zipped({"paket.zip": zipped()})),
    ("is_xapi", lambda: zipped({"tincan.xml": "<tincan/>", "index.html": HELLO})),
    ("is_cmi5", lambda: zipped({"cmi5.xml": "<courseStructure/>", "index.html": HELLO})),
    ("is_aicc", lambda: zipped({"k.au": "", "k.crs": "", "k.cst": "", "k.des": ""})),
    ("is_h5p", lambda: zipped({"h5p.json": "{}"})),
    ("manifest_hostile", lambda: zipped(files(**{"imsmanifest.xml": XXE}))),
    ("manifest_hostile", lambda: zipped(files(**{"imsmanifest.xml": LAUGHS}))),
    ("manifest_broken", lambda: zipped(files(**{"imsmanifest.xml": "<manifest><a></manifest>"}))),
    ("not_scorm", lambda: zipped(files(**{"imsmanifest.xml": "<html/>"}))),
    ("no_items", lambda: zipped(files(**{"imsmanifest.xml": manifest(items="", resources="")}))),
    ("duplicate_item", lambda: zipped(files(**{"imsmanifest.xml": manifest(items=ALIKE)}))),
    ("resource_missing", lambda: zipped(files(**{"imsmanifest.xml": manifest(resources="")}))),
    ("start_file_missing", lambda: zipped({"imsmanifest.xml": manifest(), "other.html": HELLO})),
    ("start_file_moved", lambda: zipped({"imsmanifest.xml": manifest(), "kurs/Index.html": HELLO})),
    (
        "external_start",
        lambda: zipped(
            files(
                **{
                    "imsmanifest.xml": manifest(
                        resources=RESOURCE.replace('href="index', 'href="https://x.example/i', 1)
                    )
                }
            )
        ),
    ),
]


@pytest.mark.parametrize(("code", "content"), HOSTILE, ids=[f"{n}-{code}" for n, (code, _) in enumerate(HOSTILE)])
def test_a_bad_upload_is_refused_with_one_sentence_and_leaves_nothing(take_in, code, content):
    version = take_in(content())
    assert (version.state, codes(version)) == ("failed", [code])
    assert (stored(), PackageFile.objects.count(), version.scos.count(), version.zip_key) == ([], 0, 0, "")
    with override("de"):
        (found,) = report.findings(version.report)
    assert found.level == "error"
    assert found.text.endswith(".")
    assert "%" not in found.text


@pytest.mark.skipif(CONTRACT is None, reason="packages of the contract are not here")
@pytest.mark.parametrize(
    ("name", "state", "found"),
    [
        ("s01-nested-folder", "ready", ["nested_folder"]),
        ("s03-backslash-paths", "ready", ["backslashes"]),
        ("s04-nonascii-utf8", "ready", []),
        ("s06-utf16-manifest", "ready", []),
        ("s08-href-query-fragment", "ready", []),
        ("s09-xmlbase", "ready", []),
        ("s12-zipslip", "failed", ["unsafe_name"]),
        ("s13-symlink", "failed", ["symlink"]),
        ("s16-xxe", "failed", ["manifest_hostile"]),
        ("s19-truncated", "failed", ["damaged"]),
        ("s22-two-orgs-no-default", "ready", ["default_organization_missing"]),
        ("s23-assets-only", "ready", ["no_sco"]),
        ("s25-suspend60k-2004-4", "ready", []),
        ("s26-commitstorm-12", "ready", []),
    ],
)
def test_the_contract_packages_get_their_verdicts(take_in, name, state, found):
    version = take_in((CONTRACT / f"{name}.zip").read_bytes())
    assert (version.state, codes(version)) == (state, found)
    assert (len(stored()) == 0) == (state == "failed")


@pytest.mark.skipif(CONTRACT is None, reason="packages of the contract are not here")
@pytest.mark.parametrize(
    ("name", "identifier", "href", "title"),
    [
        ("s04-nonascii-utf8", "I", "%D0%BA%D1%83%D1%80%D1%81/%D0%BD%D0%B0%D1%87%D0%B0%D0%BB%D0%BE.html",
         "Курс адаптации — Żółć — دورة"),
        ("s08-href-query-fragment", "I", "index.html?lang=en&x=1&a=1&b=2#s2", "Synthetic"),
        ("s09-xmlbase", "I", "sco/index.html", "Synthetic"),
        ("s22-two-orgs-no-default", "I1", "index.html", "English"),
    ],
)  # fmt: skip
def test_the_contract_packages_are_launched_as_their_manifests_say(take_in, name, identifier, href, title):
    sco = take_in((CONTRACT / f"{name}.zip").read_bytes()).scos.get()
    assert (sco.identifier, sco.href, sco.title) == (identifier, href, title)


@pytest.mark.skipif(CONTRACT is None, reason="packages of the contract are not here")
def test_nothing_of_a_hostile_archive_is_written_beside_the_storage(take_in, tmp_path):
    take_in((CONTRACT / "s12-zipslip.zip").read_bytes())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_junk_of_operating_systems_is_left_out(take_in):
    version = take_in(zipped(files(**{"__MACOSX/index.html": "x", ".DS_Store": "x", "a/Thumbs.db": "x"})))
    assert sorted(version.files.values_list("path", flat=True)) == ["imsmanifest.xml", "index.html"]


def test_names_in_an_old_code_page_are_read_by_what_the_manifest_declares(take_in):
    info = zipfile.ZipInfo("x")
    target = io.BytesIO()
    declared = RESOURCE.replace("</resource>", '<file href="Übung.html"/></resource>')
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("imsmanifest.xml", manifest(resources=declared))
        archive.writestr("index.html", HELLO)
        info.filename = "Xbung.html"
        archive.writestr(info, "<p>Übung</p>")
    version = take_in(target.getvalue().replace(b"Xbung", "Übung".encode("cp1252")))
    assert "Übung.html" in version.files.values_list("path", flat=True)
    assert codes(version) == ["names_decoded"]


def test_rows_and_progress_come_while_files_are_unpacked(provider, at, monkeypatch):
    monkeypatch.setattr(checks, "ROWS_AT_ONCE", 10)
    content = zipped(files(**{f"{n}.txt": "x" * 1000 for n in range(48)}))
    upload = uploaded(content)
    version = packages.receive_upload(owner=provider, title="x", upload=upload, by=trainer_of(provider), at=at)
    seen = []

    def progress(percent):
        version.refresh_from_db()
        seen.append((percent, version.state, version.files.count(), version.file_count))

    checks.check(version_id=version.pk, at=at, progress=progress)
    assert [percent for percent, *_ in seen] == sorted(percent for percent, *_ in seen)
    assert {(state, total) for _, state, _, total in seen} == {("checking", 50)}
    assert [count for _, _, count, _ in seen if count][:1] == [10]
    assert version.files.count() == 50


class Killed(BaseException):
    """What kill -9 looks like from inside: nothing catches it."""


@pytest.mark.parametrize("content", [None, zipped(files(**{"zz.bin": "x"})).replace(b"zz.bin", b"../bin"), b"PK"])
@pytest.mark.parametrize("death", range(12))
def test_a_check_killed_at_any_step_ends_the_same_when_run_again(provider, at, monkeypatch, content, death):
    version = packages.receive_upload(
        owner=provider, title="x", upload=uploaded(content), by=trainer_of(provider), at=at
    )
    steps = iter(range(100))

    def dying(real):
        def call(*args, **kwargs):
            if next(steps) == death:
                raise Killed
            return real(*args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        for place, name in [(storage, "put"), (checks, "_accept"), (checks, "_clear_away"), (checks, "_unpack")]:
            patch.setattr(place, name, dying(getattr(place, name)))
        backend = type(storage.storage())
        for name in ("delete", "save"):
            patch.setattr(backend, name, dying(getattr(backend, name)))
        with contextlib.suppress(Killed):
            checks.check(version_id=version.pk, at=at, progress=lambda percent: None)
    checks.check(version_id=version.pk, at=at, progress=lambda percent: None)
    version.refresh_from_db()
    expected = ("ready", 3, 2) if content is None else ("failed", 0, 0)
    assert (version.state, len(stored()), version.files.count()) == expected


def test_a_version_is_retired_and_a_package_archived_and_restored(take_in, at):
    version = take_in()
    trainer = version.created_by
    packages.retire(version=version, by=trainer, at=at)
    version.refresh_from_db()
    assert version.state == VersionState.RETIRED
    with pytest.raises(packages.NotReady):
        packages.retire(version=version, by=trainer, at=at)
    packages.archive(package=version.package, by=trainer, at=at)
    assert type(version.package).objects.on_stage().count() == 0
    packages.restore(package=version.package, by=trainer, at=at)
    assert type(version.package).objects.on_stage().count() == 1


@pytest.mark.parametrize(
    ("extra", "kind"),
    [
        ({"index.html": "<p>Hallo</p>", "bild.png": "x"}, "asset"),
        ({"index.html": "<p>Hallo</p>", "lib/wrapper.js": "w.API_1484_11 || w.API"}, "sco"),
        ({"index.html": "<p>Hallo</p>", "player.swf": "x"}, "sco"),
        ({"index.html": '<script src="https://lms.example/x.js"></script>'}, "sco"),
    ],
)
def test_an_item_that_is_declared_to_report_but_never_can_counts_once_it_was_opened(take_in, extra, kind):
    version = take_in(zipped(files(**extra)))
    assert (version.scos.get().kind, codes(version)) == (kind, ["no_sco"] if kind == "asset" else [])


@pytest.mark.parametrize(
    ("controls", "waits"),
    [
        ("", False),
        ('completionSetByContent="false"', False),
        ('completionSetByContent="true"', True),
        ('tracked="false"', True),
    ],
)
def test_an_item_of_2004_may_ask_that_only_its_own_word_counts(take_in, controls, waits):
    own = f"<imsss:sequencing><imsss:deliveryControls {controls}/></imsss:sequencing>"
    items = f'<item identifier="I" identifierref="R"><title>Lektion</title>{own}</item>'
    version = take_in(zipped(files(**{"imsmanifest.xml": manifest("2004 4th Edition", items=items)})))
    assert version.scos.get().waits_for_word is waits
