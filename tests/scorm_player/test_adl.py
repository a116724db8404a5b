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


DONE = {"name": "SM-01", "calls": [], "order": [], "interface": []}
FAILED = DONE | {"order": ["item_2 instead of item_1"]}


@pytest.mark.parametrize(
    ("played", "listed", "order", "ends_with"),
    [
        (DONE, "", "1/1", 0),
        (FAILED, "", "0/1", 1),
        (FAILED, "SM-01 order SN 4.5", "0/1", 0),
        (DONE, "SM-01 order SN 4.5", "1/1", 1),
    ],
    ids=["right", "a new failure", "a listed failure", "a listed failure that has come right"],
)
def test_the_list_may_only_shrink_and_the_last_line_gives_the_shares(
    monkeypatch, capsys, tmp_path, played, listed, order, ends_with
):
    (tmp_path / adl.ARCHIVE).touch()
    (adl_list := tmp_path / "expected.txt").write_text(listed, encoding="utf-8")
    monkeypatch.setattr(adl, "ROOT", tmp_path)
    monkeypatch.setattr(adl, "EXPECTED", adl_list)
    monkeypatch.setattr(adl.cases, "read", lambda archive: ([], {}))
    monkeypatch.setattr(adl, "replay", lambda usable: [played])
    monkeypatch.setattr(adl.sys, "argv", ["adl", str(tmp_path)])
    assert adl.main() == ends_with
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == f"adl: calls 1/1, order {order}, interface 1/1"
    assert ("          cause: SN 4.5" in lines) == (played is FAILED and bool(listed))
