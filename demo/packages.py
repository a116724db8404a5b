"""
The demo's own SCORM packages, built from the sources in `package_source/`.

One source makes SCORM 1.2 and 2004 packages: the course finds out at run time which platform it talks to, only the
manifest differs. Courses of several parts have a folder each, with a manifest written by hand. The bytes are always the
same for the same source, so a second furnishing finds a known package.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

from demo import breath_sounds

Standard = Literal["1.2", "2004-3", "2004-4"]

SOURCE = Path(__file__).parent / "package_source"
FILES = ("course.css", "course.js", "scorm.js")
TIMESTAMP = (2026, 1, 1, 0, 0, 0)  # zip entries carry a time; a fixed one keeps the bytes the same


@dataclass(frozen=True, slots=True)
class Module:
    """A module of a course: its source file, what stands in its header, and the standard that the demo plays."""

    source: str
    title: str
    series: str
    standard: Standard
    sounds: tuple[str, ...] = ()  # of demo.breath_sounds


MODULES = {
    "diversity_basics": Module(
        source="diversity_basics.html",
        title="Diversity-Grundlagen",
        series="Vielfalt verstehen · Module 1 und 2",
        standard="1.2",
    ),
    "equal_treatment": Module(
        source="equal_treatment.html",
        title="AGG in 45 Minuten",
        series="Vielfalt verstehen · Modul 2",
        standard="2004-4",
    ),
    "business_letter": Module(
        source="business_letter.html",
        title="Der Geschäftsbrief nach DIN 5008",
        series="Kaufleute für Büromanagement · Modul 1",
        standard="2004-3",
    ),
    "findings": Module(
        source="findings.html",
        title="Befund und Zeichen",
        series="Physiotherapie · Modul 3",
        standard="2004-4",
    ),
    "listening": Module(
        source="listening.html",
        title="Atemgeräusche hören",
        series="Physiotherapie · Modul 2",
        standard="2004-4",
        sounds=tuple(breath_sounds.SOUNDS),
    ),
    "isbar": Module(
        source="isbar.html",
        title="Übergabe mit ISBAR",
        series="Fachsprache Pflege · Modul 3",
        standard="1.2",
    ),
    "five_rules": Module(
        source="five_rules.html",
        title="Fünf Sicherheitsregeln",
        series="Elektrohandwerk · Modul 1",
        standard="2004-3",
    ),
    "leading_fairly": Module(
        source="leading_fairly.html",
        title="Führung und § 12 AGG",
        series="Vielfalt gestalten · Modul 1",
        standard="2004-3",
    ),
    "fair_selection": Module(
        source="fair_selection.html",
        title="Faire Auswahl",
        series="Vielfalt gestalten · Modul 2",
        standard="2004-4",
    ),
    "images_of_migration": Module(
        source="images_of_migration.html",
        title="Bilder prüfen",
        series="Gender und Migration · Modul 1",
        standard="1.2",
    ),
    "diversity_health": Module(
        source="diversity_health.html",
        title="Verständlich, fair, sicher",
        series="Diversity und Gesundheit · Modul 1",
        standard="2004-3",
    ),
}


@dataclass(frozen=True, slots=True)
class Course:
    """A course of several parts: `parts` gives the title of each item of its manifest, whose page is named like it."""

    title: str
    standard: Standard
    parts: Mapping[str, str]


COURSES = {
    "office_morning": Course(
        title="Ein Vormittag im Büro",
        standard="1.2",
        parts={
            "mail": "Die Post: Was ist dringend?",
            "phone": "Am Telefon verstehen und notieren",
            "appointment": "Einen Termin finden",
            "check": "Prüfen Sie sich",
        },
    ),
    "applying": Course(
        title="Sich bewerben im Büro",
        standard="2004-4",
        parts={
            "before": "Was können Sie schon?",
            "ad": "Eine Stellenanzeige lesen",
            "letter": "Anschreiben und Lebenslauf",
            "talk": "Das Gespräch",
            "after": "Abschlusstest",
        },
    ),
}

MANIFEST_12 = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="{identifier}" version="1.0" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
          xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="org">
    <organization identifier="org">
      <title>{title}</title>
      <item identifier="item_1" identifierref="res_1"><title>{title}</title></item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="res_1" type="webcontent" adlcp:scormtype="sco" href="index.html">
      {files}
    </resource>
  </resources>
</manifest>
"""

MANIFEST_2004 = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="{identifier}" version="1.0" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
          xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss">
  <metadata><schema>ADL SCORM</schema><schemaversion>{edition}</schemaversion></metadata>
  <organizations default="org">
    <organization identifier="org">
      <title>{title}</title>
      <item identifier="item_1" identifierref="res_1">
        <title>{title}</title>
        <imsss:sequencing>
          <imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>
        </imsss:sequencing>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="res_1" type="webcontent" adlcp:scormType="sco" href="index.html">
      {files}
    </resource>
  </resources>
</manifest>
"""

EDITIONS = {"2004-3": "2004 3rd Edition", "2004-4": "2004 4th Edition"}


def build(standard: Standard, name: str = "diversity_basics") -> bytes:
    """Return the zip of a module in a standard. Raises KeyError for an unknown module or standard."""
    module = MODULES[name]
    texts = {"imsmanifest.xml": _manifest(name, module, standard), "index.html": _index(module)}
    return _zipped(texts, module.sounds)


def build_named(name: str) -> bytes:
    """Return the zip of a module or course in the standard that the demo shows it in. Raises KeyError."""
    if name not in COURSES:
        return build(MODULES[name].standard, name)
    texts = {"imsmanifest.xml": (SOURCE / name / "imsmanifest.xml").read_text(encoding="utf-8")}
    return _zipped(texts | {f"{part}.html": _part(name, part) for part in COURSES[name].parts})


def pages(name: str) -> str:
    """Return what is on the pages of a module, or of all parts of a course. Raises KeyError."""
    if name not in COURSES:
        return (SOURCE / MODULES[name].source).read_text(encoding="utf-8")
    return "".join(part_pages(name, part) for part in COURSES[name].parts)


def part_pages(course: str, part: str) -> str:
    """Return what is on the pages of one part of a course."""
    return (SOURCE / course / f"{part}.html").read_text(encoding="utf-8")


def _zipped(texts: Mapping[str, str], sounds: Iterable[str] = ()) -> bytes:
    contents = {path: text.encode("utf-8") for path, text in texts.items()}
    contents |= {file: (SOURCE / file).read_bytes() for file in FILES}
    contents |= {f"{sound}.wav": breath_sounds.wav(sound) for sound in sounds}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in contents.items():
            entry = zipfile.ZipInfo(path, date_time=TIMESTAMP)
            entry.compress_type = zipfile.ZIP_STORED if path.endswith(".wav") else zipfile.ZIP_DEFLATED  # noise stays
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, content)
    return buffer.getvalue()


def _manifest(name: str, module: Module, standard: Standard) -> str:
    sounds = [f"{sound}.wav" for sound in module.sounds]
    files = "\n      ".join(f'<file href="{file}"/>' for file in ("index.html", *FILES, *sounds))
    values = {"identifier": f"lernbruecke.{name}", "title": escape(module.title), "files": files}
    if standard == "1.2":
        return MANIFEST_12.format(**values)
    return MANIFEST_2004.format(edition=EDITIONS[standard], **values)


def _index(module: Module) -> str:
    pages = (SOURCE / module.source).read_text(encoding="utf-8")
    return _shell(module.title, module.series, pages, back="Zurück", next="Weiter", part="")


def _part(name: str, part: str) -> str:
    """Return a part's page. The player has buttons of its own that turn from part to part: these turn pages."""
    course = COURSES[name]
    words = {"back": "Seite zurück", "next": "Nächste Seite", "part": " data-part"}
    return _shell(course.parts[part], course.title, part_pages(name, part), **words)


def _shell(title: str, series: str, pages: str, **words: str) -> str:
    shell = (SOURCE / "shell.html").read_text(encoding="utf-8")
    return shell.format(title=escape(title), series=escape(series), pages=pages, **words)
