"""
`make adl ADL_CASES=path`: the ADL SCORM 2004 4th Edition cases through the player's own modules.

`path` is the archive of the cases or the folder that holds it. Every case that fails is named with its cause; the
command fails when a failure is new, or when one of tools/adl/expected.txt has come right and still stands there.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings.test")

from tools.adl import cases
from tools.lighthouse import node
from tools.plain import ROOT, say, stop

ARCHIVE = "adl-2004-4th-testcases.zip"
EXPECTED = Path(__file__).with_name("expected.txt")
KINDS = ("calls", "order", "interface")
PLAYER = ROOT / "scorm" / "static" / "scorm"

Wrong = dict[tuple[str, str], str]


def main() -> int:
    archive = _archive(sys.argv[1] if len(sys.argv) > 1 else "")
    usable, left_out = cases.read(archive)
    results = replay(usable)
    wrong, expected = failures(results), known()
    for name, reason in left_out.items():
        say(f"left out  {name}: {reason}")
    for key, first in wrong.items():
        say(f"{'expected' if key in expected else 'NEW     '}  {key[0]} {key[1]}: {first}")
        if key in expected:
            say(f"          cause: {expected[key]}")
    healed = sorted(set(expected) - set(wrong))
    for name, kind in healed:
        say(f"HEALED    {name} {kind}: take its line out of {EXPECTED.relative_to(ROOT)}")
    say(summary(results))
    return 1 if healed or set(wrong) - set(expected) else 0


def _archive(path: str) -> Path:
    given = Path(path or ".")
    found = given / ARCHIVE if given.is_dir() else given
    if not found.is_file():
        stop(f"There are no cases at {found}. Say where they are: make adl ADL_CASES=path/to/{ARCHIVE}")
    return found


def replay(usable: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run the cases in Node.js and return, for each, lists of what went wrong."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for module in PLAYER.glob("*.js"):
            shutil.copy(module, folder)
        (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
        (folder / "cases.json").write_text(json.dumps(usable), encoding="utf-8")
        script = str(Path(__file__).with_name("replay.mjs"))
        command = [node(), script, name, str(folder / "cases.json")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        stop(f"The replay stopped: {done.stderr.strip()[-600:]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def failures(results: list[dict[str, Any]]) -> Wrong:
    """Return the first thing wrong of each case and kind."""
    return {(each["name"], kind): each[kind][0] for each in results for kind in KINDS if each[kind]}


def known() -> Wrong:
    """Return the causes of the failures that are expected."""
    lines = (line for line in EXPECTED.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    parts = (line.split(None, 2) for line in lines)
    return {(name, kind): cause for name, kind, cause in parts}


def summary(results: list[dict[str, Any]]) -> str:
    """Return the last line of the command."""
    shares = (f"{kind} {sum(not each[kind] for each in results)}/{len(results)}" for kind in KINDS)
    return "adl: " + ", ".join(shares)


if __name__ == "__main__":
    sys.exit(main())
