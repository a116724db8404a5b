"""
Reading the lessons: text files that somebody without Python can write.

One file is one module. `Modul:` names it, `# ` begins a unit, `UE:`, `Fach:`, `Sprache:` and `Paket:` describe the
unit; of a transfer task `Abgabe: either 28 annehmen` says what it takes, after how many days, and that it has to be
accepted, and `Muster:` gives an example; `Runde:` says when a survey asks. Then follow paragraphs, `## ` headings,
lists with `- ` or `1. `, and single lines that begin with `! ` (important), `~ ` (tip), `> ` (example) or `= ` (a word
of the trade: meaning | sentence). `**` makes bold. A line of its own with `[Film: …]` or `[Blatt: …]` puts a film or a
handout there, by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

from demo.content.shape import Delivery, ModuleText, UnitText

FOLDER = Path(__file__).parent / "lessons"
AT_DATES = "termin"  # unlike „live“, where a text stands for what is taught
DELIVERIES: dict[str, Delivery] = {
    "selbst": "self_study",
    "live": "virtual_classroom",
    "praxis": "practice",
    "vorort": "on_site",
    AT_DATES: "virtual_classroom",
    "aufgabe": "practice",
    "befragung": "self_study",
}
BOXES = {"! ": "important", "~ ": "tip", "> ": "example"}
FILES = {"Film": "film", "Blatt": "document"}
PLACED = re.compile(r"\[(Film|Blatt): (\w+)\]")
DESCRIBED = re.compile(r"(UE|Fach|Sprache|Paket|Abgabe|Muster|Runde): (.+)")


def modules(folder: str) -> tuple[ModuleText, ...]:
    """Return the modules of a course in order. Raises FileNotFoundError for an unknown folder."""
    files = sorted((FOLDER / folder).glob("m*.md"))
    if not files:
        raise FileNotFoundError(folder)
    return tuple(module(path.read_text(encoding="utf-8")) for path in files)


def module(text: str) -> ModuleText:
    """Return one module from its text. Raises ValueError where a unit has no length."""
    head, *units = re.split(r"^# ", text, flags=re.MULTILINE)
    return ModuleText(title=head.strip().removeprefix("Modul: "), units=tuple(unit(one) for one in units))


def unit(text: str) -> UnitText:
    """Return one unit from its text, the line of its title first."""
    title, *lines = text.splitlines()
    said: dict[str, str] = {}
    while lines and (match := DESCRIBED.fullmatch(lines[0])):
        said[match[1]] = match[2]
        lines.pop(0)
    length, _, how = said.get("UE", "").partition(" ")
    if how not in DELIVERIES:
        raise ValueError(f"{title}: needs a length and a delivery form, such as „UE: 4 live“")
    takes, _, terms = said.get("Abgabe", "").partition(" ")
    days, _, must = terms.partition(" ")
    return UnitText(
        title=title.strip(),
        teaching_units=Decimal(length),
        delivery=DELIVERIES[how],
        body=tuple(_blocks(lines)),
        package=said.get("Paket", ""),
        subject_goal=said.get("Fach", ""),
        language_goal=said.get("Sprache", ""),
        is_at_dates=how == AT_DATES,
        takes=takes,
        due_days=int(days) if days else None,
        needs_acceptance=must == "annehmen",
        sample=said.get("Muster", ""),
        survey_round=said.get("Runde", ""),
    )


def blocks(text: str) -> list[tuple[str, Any]]:
    """Return a text without a unit's head as blocks, for pages of the website."""
    return list(_blocks(text.strip().splitlines()))


def _blocks(lines: list[str]) -> Iterator[tuple[str, Any]]:
    prose: list[str] = []
    for line in [*lines, "## "]:
        special = line[:2] if line[:2] in {*BOXES, "= ", "##"} else ""
        placed = PLACED.fullmatch(line.strip())
        if not special and not placed:
            prose.append(line)
            continue
        if html := _html(prose):
            yield "text", html
        prose = []
        if placed:
            yield FILES[placed[1]], placed[2]
        elif special == "##" and line.strip() != "##":
            yield "heading", line[3:].strip()
        elif special in BOXES:
            yield "callout", {"kind": BOXES[special], "text": f"<p>{_inline(line[2:])}</p>"}
        elif special == "= ":
            yield "term", _term(line[2:])


def _term(line: str) -> dict[str, str]:
    word, _, rest = line.partition(": ")
    meaning, _, example = rest.partition(" | ")
    return {"term": word.strip(), "meaning": meaning.strip(), "example": example.strip()}


def _html(lines: list[str]) -> str:
    """Return paragraphs and lists as the rich text of the editor."""
    parts = []
    for group in re.split(r"\n\s*\n", "\n".join(lines).strip()):
        rows = group.splitlines()
        while rows:
            tag = _list_tag(rows[0])
            count = next((n for n, row in enumerate(rows) if _list_tag(row) != tag), len(rows))
            parts.append(_element(tag, rows[:count]))
            rows = rows[count:]
    return "".join(parts)


def _list_tag(row: str) -> str:
    if row.startswith("- "):
        return "ul"
    return "ol" if re.match(r"\d+\. ", row) else "p"


def _element(tag: str, rows: list[str]) -> str:
    if tag == "p":
        return f"<p>{_inline(' '.join(rows))}</p>"
    items = (_inline(re.sub(r"^(- |\d+\. )", "", row)) for row in rows)
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def _inline(text: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text.strip(), quote=False))
