"""What `make journeys` does with a journey that fails: it is walked once more, alone, and has failed either way."""

from __future__ import annotations

from typing import Any

import pytest

from tools import tests as suite


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Play the runs of pytest: `codes` is what they return, `seen` what they were asked."""
    played: dict[str, Any] = {"codes": [], "seen": []}

    def run(module: str, *arguments: str, **options: object) -> int:
        played["seen"].append(arguments)
        return int(played["codes"].pop(0))

    monkeypatch.setattr(suite, "run", run)
    monkeypatch.setattr(suite.prepare, "chromium", lambda: "chromium")
    return played


def test_journeys_that_pass_are_walked_once(runs: dict[str, Any]):
    runs["codes"] = [0]
    assert (suite.journeys([]), len(runs["seen"])) == (0, 1)


def test_a_journey_that_passes_alone_has_failed_all_the_same(runs: dict[str, Any], capsys: pytest.CaptureFixture[str]):
    runs["codes"] = [1, 0]
    assert suite.journeys(["-k", "login"]) == 1
    assert "--last-failed" in runs["seen"][1]
    assert runs["seen"][1][-2:] == ("-k", "login")
    assert "by a race" in capsys.readouterr().out


def test_a_journey_that_fails_alone_too_has_failed(runs: dict[str, Any]):
    runs["codes"] = [1, 1]
    assert suite.journeys([]) == 1


@pytest.mark.parametrize("code", [2, 3, 4, 5])
def test_what_is_no_failed_journey_is_not_tried_again(runs: dict[str, Any], code: int):
    runs["codes"] = [code]
    assert (suite.journeys([]), len(runs["seen"])) == (code, 1)
