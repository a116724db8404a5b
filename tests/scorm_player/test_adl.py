"""The ADL SCORM 2004 4th Edition cases through the player's own modules, where the cases and Node.js are at hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.factories.scorm import CONTRACT
from tools.adl import __main__ as adl
from tools.adl import cases

ARCHIVE = (CONTRACT or Path("not-here")) / adl.ARCHIVE


@pytest.mark.skipif(not ARCHIVE.is_file() or shutil.which("node") is None, reason="no cases or no Node.js here")
def test_the_player_does_what_the_adl_suite_says_but_for_the_failures_that_are_listed():
    usable, left_out = cases.read(ARCHIVE)
    assert (len(usable), list(left_out)) == (187, ["DDM"])
    assert set(adl.failures(adl.replay(usable))) == set(adl.known())


def test_no_failure_is_expected():
    assert adl.known() == {}
