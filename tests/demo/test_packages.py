"""The packages that the demo builds itself."""

from __future__ import annotations

import io
import wave
import zipfile
from xml.etree import ElementTree

import pytest

from demo import packages
from scorm import manifest

STANDARDS = ["1.2", "2004-3", "2004-4"]


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


ALL = sorted([*packages.MODULES, *packages.COURSES])


@pytest.mark.parametrize("name", ALL)
def test_a_package_has_the_same_bytes_each_time(name: str):
    assert packages.build_named(name) == packages.build_named(name)


@pytest.mark.parametrize("standard", STANDARDS)
@pytest.mark.parametrize("name", sorted(packages.MODULES))
def test_the_manifest_names_exactly_the_files_of_the_package(name: str, standard: str):
    archive = opened(packages.build(standard, name))
    manifest = ElementTree.fromstring(archive.read("imsmanifest.xml"))  # noqa: S314 -- our own file
    named = {element.get("href") for element in manifest.iter() if element.tag.endswith("}file")}
    assert named == set(archive.namelist()) - {"imsmanifest.xml"}


@pytest.mark.parametrize(
    ("standard", "version"), [("1.2", "1.2"), ("2004-3", "2004 3rd Edition"), ("2004-4", "2004 4th Edition")]
)
def test_the_manifest_says_its_standard(standard: str, version: str):
    manifest = ElementTree.fromstring(opened(packages.build(standard)).read("imsmanifest.xml"))  # noqa: S314
    assert [element.text for element in manifest.iter() if element.tag.endswith("}schemaversion")] == [version]


def test_the_basics_module_asks_the_five_questions_on_the_last_of_eight_pages():
    page = opened(packages.build("1.2")).read("index.html").decode()
    assert page.count("<section>") == 8
    assert page.count("data-correct=") == 5
    assert page.index("data-quiz") > page.rindex("<section>")


@pytest.mark.parametrize("name", sorted(packages.COURSES))
def test_the_manifest_of_a_course_names_its_parts_with_their_titles_and_all_its_files(name: str):
    archive, course = opened(packages.build_named(name)), packages.COURSES[name]
    read = manifest.parse(archive.read("imsmanifest.xml"))
    assert (read.title, {item.identifier: item.title for item in read.launchable}) == (course.title, course.parts)
    assert [item.href for item in read.launchable] == [f"{part}.html" for part in course.parts]
    tree = ElementTree.fromstring(archive.read("imsmanifest.xml"))  # noqa: S314 -- our own file
    named = {element.get("href") for element in tree.iter() if element.tag.endswith("}file")}
    assert named == set(archive.namelist()) - {"imsmanifest.xml"}


@pytest.mark.parametrize("name", ALL)
def test_a_module_needs_nothing_from_elsewhere(name: str):
    archive = opened(packages.build_named(name))
    for path in set(archive.namelist()) - {"imsmanifest.xml"}:
        assert b"://" not in archive.read(path)


def test_a_module_that_does_not_exist_is_an_error():
    with pytest.raises(KeyError):
        packages.build_named("unknown")


def test_the_package_with_sounds_is_heavy_and_still_quickly_made():
    archive = opened(packages.build_named("listening"))
    sounds = [entry for entry in archive.infolist() if entry.filename.endswith(".wav")]
    assert len(sounds) == 9
    assert 10_000_000 < sum(entry.file_size for entry in sounds) < 12_000_000
    with wave.open(io.BytesIO(archive.read("giemen.wav"))) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 1, 44_100)
        assert sound.getnframes() == 28 * 44_100
