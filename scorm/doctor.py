# messages: back office
"""The findings about a package in order: what must be done, what is good to know, what was mended, each with advice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scorm import foreign, report
from scorm.models import PackageVersion, ScoKind
from scorm.report import ERROR, WARNING, Finding

INFO = "info"
MENDED = frozenset(
    {
        "nested_folder", "backslashes", "names_decoded", "manifest_name_case", "manifest_repaired", "standard_guessed",
        "default_organization_missing", "default_organization_unknown", "organization_missing", "href_case",
        "bad_number",
    }
)  # fmt: skip
LARGE_START = 5 * 1024**2  # bytes; at 4 Mbit/s, as on a train, ten seconds
LARGE_PACKAGE = 100 * 1024**2  # bytes; a tenth of a cheap month of mobile data
LOADING = frozenset({"script", "style", "frame", "media"})
VIDEOS = ("youtube.com", "youtube-nocookie.com", "youtu.be", "vimeo.com", "vimeocdn.com", "wistia.com", "wistia.net")
FONTS = ("fonts.googleapis.com", "fonts.gstatic.com", "typekit.net", "fonts.com", "fontawesome.com")


@dataclass(frozen=True, slots=True)
class Host:
    """Somebody else's computer that the package knows."""

    name: str
    use: str  # what it is there for, in the reader's language
    is_tracker: bool
    file: str  # where it was first seen


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is opened first."""

    title: str  # of the item in the table of contents
    path: str
    language: str  # "" = not said
    page_title: str  # "" = not said


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the doctor says about one version; sizes in bytes, None where it was uploaded before we looked."""

    refused: tuple[Finding, ...]
    to_do: tuple[Finding, ...]
    to_know: tuple[Finding, ...]
    mended: tuple[Finding, ...]
    is_examined: bool
    tool: str  # "" = unknown
    item_count: int  # that can be opened
    sco_count: int  # of these, those that report
    first_bytes: int | None
    first_files: int | None
    media_bytes: int | None
    hosts: tuple[Host, ...]
    pages: tuple[Page, ...]


def diagnosis(version: PackageVersion) -> Diagnosis:
    """Return what is known about a version, in the active language. One statement."""
    facts: Mapping[str, Any] = version.manifest.get("facts") or {}
    items = [sco for sco in version.scos.all() if sco.kind != ScoKind.CLUSTER]
    stored = [report.finding(line) for line in version.report]
    found = [*(one for one in stored if one.code not in MENDED), *_findings(facts, version.unzipped_bytes or 0)]
    return Diagnosis(
        refused=_of(found, ERROR),
        to_do=_of(found, WARNING),
        to_know=_of(found, INFO),
        mended=tuple(one for one in stored if one.code in MENDED),
        is_examined=bool(facts),
        tool=facts.get("tool", ""),
        item_count=len(items),
        sco_count=sum(item.kind == ScoKind.SCO for item in items),
        first_bytes=facts.get("first_bytes"),
        first_files=facts.get("first_files"),
        media_bytes=facts.get("media_bytes"),
        hosts=tuple(_hosts(facts)),
        pages=tuple(_pages(facts, {item.file_path: item.title for item in reversed(items)})),
    )


def _of(found: Iterable[Finding], level: str) -> tuple[Finding, ...]:
    return tuple(one for one in found if one.level == level)


def _hosts(facts: Mapping[str, Any]) -> list[Host]:
    """Return trackers first, then what is loaded, then what is only linked or named."""
    known = facts.get("hosts", [])
    order = sorted(known, key=lambda one: (not foreign.is_tracker(one["host"]), not LOADING & set(one["kinds"])))
    return [Host(one["host"], _use(one["kinds"]), foreign.is_tracker(one["host"]), one["file"]) for one in order]


def _use(kinds: Iterable[str]) -> str:
    words = {
        "script": _("Programm"),
        "style": _("Schrift oder Gestaltung"),
        "frame": _("eingebettete Seite"),
        "media": _("Bild, Ton oder Film"),
        "link": _("Link"),
        "code": _("in einem Programm genannt"),
    }
    return ", ".join(words[kind] for kind in words if kind in kinds)


def _pages(facts: Mapping[str, Any], titles: Mapping[str, str]) -> list[Page]:
    return [
        Page(titles.get(one["path"], ""), one["path"], one["language"], one["title"]) for one in facts.get("pages", [])
    ]


def _findings(facts: Mapping[str, Any], unzipped_bytes: int) -> list[Finding]:
    if not facts:
        return []
    return [
        *_about_reporting(facts),
        *_about_hosts(facts),
        *_about_size(facts, unzipped_bytes),
        *_about_access(facts),
        *_about_files(facts),
    ]


def _about_reporting(facts: Mapping[str, Any]) -> list[Finding]:
    if not facts.get("is_told_to_be_silent"):
        return []
    text = _("Das Paket wird nie etwas melden: In Adapt ist die Erweiterung „Spoor“ ausgeschaltet.")
    advice = _(
        "So kann niemand das Paket abschließen. Schalten Sie in Adapt in den Einstellungen des Projekts „Spoor“ ein, "
        "exportieren Sie das Paket neu und laden Sie es als neue Version hoch."
    )
    return [Finding(WARNING, "told_to_be_silent", text, advice)]


def _about_hosts(facts: Mapping[str, Any]) -> list[Finding]:
    hosts = {one["host"]: set(one["kinds"]) for one in facts.get("hosts", [])}
    trackers = [host for host in hosts if foreign.is_tracker(host)]
    videos = [host for host in hosts if foreign.is_of(host, VIDEOS)]
    fonts = [host for host in hosts if foreign.is_of(host, FONTS)]
    scripts = [one for one in facts.get("scripts", []) if _host(one["address"]) not in {*trackers, *videos}]
    told = {*trackers, *videos, *fonts, *(_host(one["address"]) for one in scripts)}
    loaded = [host for host, kinds in hosts.items() if kinds & LOADING and host not in told]
    found = _about_scripts(scripts)
    if trackers:
        text = _("Das Paket kennt Dienste, die Besuche zählen oder verfolgen: %(names)s.") % {"names": _names(trackers)}
        advice = _(
            "Schalten Sie in Ihrem Autorenwerkzeug das Auswerten (Analytics) aus und exportieren Sie neu. Programme "
            "von fremden Rechnern und Meldungen dorthin lässt die Lernseite ohnehin nicht zu."
        )
        found.append(Finding(WARNING, "trackers", text, advice))
    if videos:
        text = _("Das Paket zeigt Filme von %(names)s.") % {"names": _names(videos)}
        advice = _(
            "Der Anbieter erfährt dabei die Internetadresse der Lernenden. Nehmen Sie den Film in das Paket auf oder "
            "verlinken Sie ihn nur."
        )
        found.append(Finding(WARNING, "foreign_videos", text, advice))
    if fonts:
        text = _("Das Paket lädt Schriften von %(names)s.") % {"names": _names(fonts)}
        advice = _(
            "Der Anbieter erfährt dabei die Internetadresse der Lernenden. Wählen Sie eine Schrift, die das "
            "Autorenwerkzeug in das Paket legt."
        )
        found.append(Finding(WARNING, "foreign_fonts", text, advice))
    if loaded:
        text = _("Das Paket lädt Teile von fremden Rechnern: %(names)s.") % {"names": _names(loaded)}
        advice = _(
            "Legen Sie diese Teile in das Paket, sonst fehlen sie, sobald der fremde Rechner nicht antwortet. Fremde "
            "Programme lädt die Lernseite nie. Prüfen Sie das Paket in der Vorschau."
        )
        found.append(Finding(WARNING, "foreign_hosts", text, advice))
    return found


def _about_scripts(scripts: Sequence[Mapping[str, str]]) -> list[Finding]:
    """Say which file loads which program from where: that is what somebody can look for and mend."""
    if not scripts:
        return []
    text = _("Das Paket lädt Programme von fremden Rechnern: %(lines)s.") % {
        "lines": _names(
            _("„%(file)s“ lädt %(address)s") % {"file": one["file"], "address": one["address"]} for one in scripts
        )
    }
    advice = _(
        "Die Lernseite lädt sie nie, weil der fremde Rechner von den Lernenden erfahren und im Paket alles tun könnte. "
        "Ohne sie bleibt das Paket wahrscheinlich stehen. Exportieren Sie es so, dass die Programme darin liegen. Oder "
        "legen Sie die genannten Dateien selbst in das Paket, ändern Sie die Adressen und laden Sie es als neue "
        "Version hoch."
    )
    return [Finding(WARNING, "foreign_scripts", text, advice)]


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").strip(".")
    except ValueError:
        return ""


def _about_size(facts: Mapping[str, Any], unzipped_bytes: int) -> list[Finding]:
    found = []
    if facts["first_bytes"] > LARGE_START:
        text = _("Schon der erste Start lädt mindestens %(size)s.") % {"size": filesizeformat(facts["first_bytes"])}
        advice = _("Verkleinern Sie vor allem die Bilder: 1600 Bildpunkte in der Breite genügen auf jedem Gerät.")
        found.append(Finding(WARNING, "large_start", text, advice))
    if unzipped_bytes > LARGE_PACKAGE:
        text = _("Wer alles ansieht, lädt bis zu %(size)s, davon Ton und Film: %(media)s.") % {
            "size": filesizeformat(unzipped_bytes),
            "media": filesizeformat(facts["media_bytes"]),
        }
        advice = _(
            "Das kann ein mobiles Datenvolumen aufbrauchen. Verkleinern Sie Filme auf 720p, oder raten Sie zu WLAN. "
            "Die Größe steht für die Lernenden vor dem Start."
        )
        found.append(Finding(INFO, "large_package", text, advice))
    return found


def _about_access(facts: Mapping[str, Any]) -> list[Finding]:
    found = []
    if silent := facts["pages_without_language"]:
        text = ngettext(
            "%(count)s von %(total)s Seiten sagt nicht, in welcher Sprache sie ist.",
            "%(count)s von %(total)s Seiten sagen nicht, in welcher Sprache sie sind.",
            silent,
        ) % {"count": silent, "total": facts["page_count"]}
        advice = _(
            "Vorleseprogramme sprechen sie dann vielleicht falsch aus. Stellen Sie in Ihrem Autorenwerkzeug die "
            "Sprache des Kurses ein."
        )
        found.append(Finding(INFO, "no_language", text, advice))
    if untitled := sum(not page["title"] for page in facts["pages"]):
        text = ngettext(
            "%(count)s Startseite hat keinen Titel.", "%(count)s Startseiten haben keinen Titel.", untitled
        ) % {"count": untitled}
        advice = _("Geben Sie dem Kurs in Ihrem Autorenwerkzeug einen Titel. Vorleseprogramme nennen ihn zuerst.")
        found.append(Finding(INFO, "no_title", text, advice))
    return found


def _about_files(facts: Mapping[str, Any]) -> list[Finding]:
    found = []
    if count := facts["missing_link_count"]:
        text = _("Die erste Seite verlangt Dateien, die im Paket fehlen (%(count)s), zum Beispiel: %(names)s.") % {
            "count": count,
            "names": _names(facts["missing_links"]),
        }
        advice = _("Prüfen Sie in der Vorschau, ob etwas fehlt, und exportieren Sie das Paket dann neu.")
        found.append(Finding(WARNING, "links_missing", text, advice))
    if facts["is_cut"]:
        text = _("Einige Texte des Pakets sind so groß, dass wir sie nicht bis zum Ende angesehen haben.")
        advice = _("Fremde Rechner können fehlen. Fragen Sie im Zweifel, wer das Paket gemacht hat.")
        found.append(Finding(INFO, "is_cut", text, advice))
    return found


def _names(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:5]) + (" …" if len(listed) > 5 else "")
