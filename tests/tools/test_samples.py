"""`make scorm-samples`: what is expected of real packages, and what the command says without any."""

import subprocess
import sys

from tests.architecture.house import ROOT
from tools.samples import __main__ as samples


def test_without_a_folder_the_command_says_how_to_name_one():
    command = [sys.executable, "-m", "tools.samples", "/nowhere/at/all"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert said.returncode == 1
    assert said.stderr.strip() == (
        "There is no folder /nowhere/at/all. Say where the packages are: make scorm-samples SAMPLES=path/to/folder"
    )


def test_nothing_that_is_expected_is_a_failure_of_the_player():
    expected = samples.known()
    assert {way for _, way in expected} == {*samples.WAYS, "file", "upload", "again"}
    assert [key for key, text in expected.items() if "stuck" in text] == []
    refused = [name for (name, way), text in expected.items() if text.startswith("refused")]
    assert len(refused) == len([way for _, way in expected if way == "upload"])


def test_courses_with_sequencing_are_passed_by_who_answers_rightly():
    sequenced = {key: text for key, text in samples.known().items() if key[0].startswith("Sequencing")}
    reached = {name: text.split(";")[0].split()[:2] for (name, way), text in sequenced.items() if way == "right"}
    stopped = reached.pop("SequencingPostTestRollup4thEd_SCORM20044thEdition")
    assert stopped == ["unknown", "unknown"]  # its scripts come from another host
    assert (
        "SequencingPostTestRollup4thEd_SCORM20044thEdition-programs-inside" in reached
    )  # with them inside, it goes on
    assert len(reached) == 6
    assert set(map(tuple, reached.values())) == {("completed", "passed")}


def test_who_fails_a_quiz_is_led_back_to_what_it_asked_and_to_nothing_else():
    way = samples.known()["SequencingSimpleRemediation_SCORM20043rdEdition", "wrong first"].rpartition("; ")[2]
    assert way.split(" > ")[8:] == ["Playing the Game", "Playing Quiz", "Having Fun Quiz"]


def test_one_export_is_told_from_another_under_the_same_name():
    expected = samples.known()
    files = {name: text for (name, way), text in expected.items() if way == "file"}
    assert set(files) == {name for name, _ in expected}
    assert len(set(files.values())) == len(files)


def test_who_goes_on_in_another_browser_finds_the_page_that_they_left():
    again = {name: text.split("; ")[-1] for (name, way), text in samples.known().items() if way == "again"}
    assert set(again.values()) <= {"at the same page", "no second page was reached", "at the first page"}
    first = [name for name, text in again.items() if text == "at the first page"]
    # The first stores no place to go on at; the other never leaves its first page.
    assert first == ["Adapt-SolarPV", "SequencingPostTestRollup4thEd_SCORM20044thEdition"]
