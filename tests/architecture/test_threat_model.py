"""The threat model names a test for each measure; a name that leads nowhere would be a measure nobody proves."""

import re

from tests.architecture.house import ROOT

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "threats.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| ---", "| **", "| Threat"))
]


def test_every_threat_has_a_measure_or_is_an_accepted_rest():
    assert len(ROWS) > 20
    assert [threat for threat, measure, shown in ROWS if not (measure and shown)] == []


def test_every_test_that_the_threat_model_names_exists():
    named = {name for _threat, _measure, shown in ROWS for name in re.findall(r"`([^`]+)`", shown)}
    assert {name for name in named if not (ROOT / "tests" / f"{name}.py").is_file()} == set()
