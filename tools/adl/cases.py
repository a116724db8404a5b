"""Cases of the ADL SCORM 2004 4th Edition test suite: manifests through our reader, `.properties` as visits."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

from scorm import manifest
from scorm.activity_tree import activity_tree

EXCLUDED = {"DDM": "spans two packages (DDMa, DDMb) that share data across courses, which one attempt cannot show"}
VISIT = re.compile(r"Act(\d+)[a-z]?V\d+\.(commands\.\d+|UIQ|UIA|CUI)=(.*)", re.S)


def read(path: Path) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return usable cases in the order of their names, and those left out with the reason; `path` is the archive."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        cases, left_out = [], {}
        for name in sorted(names):
            if not name.endswith(".properties"):
                continue
            case = Path(name).stem
            if case in EXCLUDED:
                left_out[case] = EXCLUDED[case]
                continue
            course = next((n for n in names if n.endswith(f"LMSTestPackage_{case}/imsmanifest.xml")), None)
            if course is None:
                left_out[case] = "has no manifest"
                continue
            visits, start = _visits(archive.read(name).decode("latin-1"))
            cases.append({"name": case, "start": start, "visits": visits, **_course(archive.read(course))})
    return cases, left_out


def _course(content: bytes) -> dict[str, Any]:
    """Return what the player is told: the tree, and each item as scorm.bootstrap tells it."""
    read = manifest.parse(content)
    tree = activity_tree(read.title, read.sequencing, [(item, item.parent) for item in read.items])
    scos = [
        {
            "identifier": item.identifier,
            "title": item.title,
            "kind": item.kind,
            "href": f"c/{item.href}",
            "mastery": None,
            "max_time_allowed": item.max_time_allowed or None,
            "time_limit_action": item.time_limit_action or None,
            "launch_data": item.launch_data or None,
            "scaled_passing_score": item.scaled_passing_score or None,
            "completion_threshold": item.completion_threshold or None,
        }
        for item in read.launchable
    ]
    shares = "objectivesGlobalToSystem" not in read.sequencing.get("own", [])
    return {"tree": tree, "scos": scos, "shares": shares}


def _visits(text: str) -> tuple[list[dict[str, Any]], str]:
    """Return the visits in the order of the file, which is the order of delivery, and where the learner starts."""
    visits: list[dict[str, Any]] = []
    start, seen = ".", ""
    for line in _lines(text):
        if line.startswith("start="):
            start = line[6:].strip() or "."
        if not (found := VISIT.match(line)):
            continue
        prefix = line.partition(".")[0]
        key, value = found[2], found[3]
        is_again = key.startswith("commands") and visits and key == "commands.0" and visits[-1]["commands"]
        if prefix != seen or is_again:
            visits.append({"activity": found[1], "commands": [], "questions": [], "answers": [], "instruction": ""})
            seen = prefix
        visit = visits[-1]
        if key == "UIQ":
            visit["questions"] = value.strip().split("~")
        elif key == "UIA":
            visit["answers"] = value.strip().split("~")
        elif key == "CUI":
            visit["instruction"] = value.strip()
        else:
            visit["commands"].append(value)
    return visits, start


def _lines(text: str) -> list[str]:
    """Return logical lines as java.util.Properties reads them: continued ones joined, escapes undone."""
    lines, open_line = [], ""
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        piece = raw.lstrip(" \t") if open_line or raw[:1] in " \t" else raw
        if not open_line and piece[:1] in "#!":
            continue
        if len(piece) - len(piece.rstrip("\\")) & 1:
            open_line += piece[:-1]
            continue
        lines.append(_unescaped(open_line + piece))
        open_line = ""
    return lines


def _unescaped(line: str) -> str:
    line = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: chr(int(found[1], 16)), line)
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1]), line)
