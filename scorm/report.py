# messages: back office
"""The report of a check in plain sentences: what is the matter, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

ERROR, WARNING = "error", "warning"

# code: (level, sentence, advice)
SENTENCES: dict[str, tuple[str, Any, Any]] = {
    "too_large": (
        ERROR,
        _("Die Datei ist größer als %(limit)s MB."),
        _("Verkleinern Sie vor allem Videos und Bilder und exportieren Sie das Paket neu."),
    ),
    "empty": (ERROR, _("Die Datei ist leer."), _("Exportieren Sie das Paket neu und laden Sie es noch einmal hoch.")),
    "already_uploaded": (
        ERROR,
        _("Genau diese Datei ist schon da, als Version %(number)s."),
        _("Sie müssen nichts tun. Laden Sie nur hoch, was sich geändert hat."),
    ),
    "upload_lost": (
        ERROR,
        _("Die hochgeladene Datei ist nicht vollständig angekommen."),
        _("Laden Sie die Datei noch einmal hoch."),
    ),
    "no_space": (
        ERROR,
        _("Auf dem Server ist kein Platz mehr für dieses Paket."),
        _(
            "Ihre Datei ist in Ordnung. Sagen Sie der Administration Bescheid und laden Sie sie noch einmal hoch, "
            "sobald wieder Platz ist."
        ),
    ),
    "not_stored": (
        ERROR,
        _("Die Datei konnte gerade nicht gespeichert werden."),
        _("Ihre Datei ist in Ordnung. Laden Sie sie in einigen Minuten noch einmal hoch."),
    ),
    "check_gave_up": (
        ERROR,
        _("Die Prüfung der Datei ist nicht zu Ende gekommen."),
        _("Laden Sie die Datei noch einmal hoch. Bleibt der Fehler, wenden Sie sich an die Administration."),
    ),
    "not_a_zip": (
        ERROR,
        _("Die Datei ist kein ZIP-Archiv."),
        _("Ein SCORM-Paket endet auf .zip. Wählen Sie in Ihrem Autorenwerkzeug „Als SCORM exportieren“."),
    ),
    "damaged": (
        ERROR,
        _("Das ZIP-Archiv ist beschädigt oder unvollständig."),
        _("Exportieren Sie das Paket neu und laden Sie es noch einmal hoch."),
    ),
    "damaged_file": (
        ERROR,
        _("Die Datei „%(name)s“ im Archiv ist beschädigt."),
        _("Exportieren Sie das Paket neu und laden Sie es noch einmal hoch."),
    ),
    "odd_compression": (
        ERROR,
        _("Das Archiv ist mit einem unüblichen Verfahren gepackt."),
        _("Packen Sie den Inhalt noch einmal als gewöhnliches ZIP-Archiv."),
    ),
    "encrypted": (
        ERROR,
        _("Das Archiv ist mit einem Passwort geschützt."),
        _("Exportieren Sie das Paket ohne Passwort."),
    ),
    "symlink": (
        ERROR,
        _("Das Archiv enthält eine Verknüpfung statt einer Datei: „%(name)s“."),
        _("Ersetzen Sie die Verknüpfung durch die Datei selbst und packen Sie neu."),
    ),
    "special_file": (
        ERROR,
        _("Das Archiv enthält etwas, das keine gewöhnliche Datei ist: „%(name)s“."),
        _("Packen Sie nur Dateien und Ordner."),
    ),
    "too_many_files": (
        ERROR,
        _("Das Archiv enthält mehr als %(limit)s Dateien."),
        _("Teilen Sie den Inhalt auf mehrere Pakete auf."),
    ),
    "too_big_unpacked": (
        ERROR,
        _("Ausgepackt ist der Inhalt größer als %(limit)s MB."),
        _("Verkleinern Sie vor allem Videos und Bilder oder teilen Sie den Inhalt auf mehrere Pakete auf."),
    ),
    "file_too_big": (
        ERROR,
        _("Die Datei „%(name)s“ ist ausgepackt größer als %(limit)s MB."),
        _("Verkleinern Sie diese Datei und exportieren Sie das Paket neu."),
    ),
    "suspicious_ratio": (
        ERROR,
        _("Der Inhalt wird beim Auspacken unglaubwürdig groß, wie bei einer ZIP-Bombe."),
        _("Exportieren Sie das Paket neu aus Ihrem Autorenwerkzeug. Bleibt der Fehler, fragen Sie den Hersteller."),
    ),
    "overlapping": (
        ERROR,
        _("Im Archiv liegen Dateien übereinander, wie bei einer ZIP-Bombe."),
        _("Exportieren Sie das Paket neu aus Ihrem Autorenwerkzeug. Bleibt der Fehler, fragen Sie den Hersteller."),
    ),
    "unsafe_name": (
        ERROR,
        _("Der Dateiname „%(name)s“ führt aus dem Paket hinaus."),
        _("Verwenden Sie dieses Archiv nicht. Exportieren Sie das Paket neu aus Ihrem Autorenwerkzeug."),
    ),
    "name_too_long": (
        ERROR,
        _("Der Dateiname „%(name)s“ ist zu lang."),
        _("Kürzen Sie die Namen von Dateien und Ordnern und exportieren Sie das Paket neu."),
    ),
    "duplicate_names": (
        ERROR,
        _("Zwei Dateien heißen gleich: „%(name)s“. Groß- und Kleinschreibung zählt dabei nicht."),
        _("Benennen Sie eine der Dateien um und exportieren Sie das Paket neu."),
    ),
    "no_manifest": (
        ERROR,
        _("Das ist kein SCORM-Paket: Die Datei imsmanifest.xml fehlt."),
        _("Wählen Sie in Ihrem Autorenwerkzeug „Als SCORM exportieren“ und laden Sie die ZIP-Datei hoch."),
    ),
    "several_manifests": (
        ERROR,
        _("Das Archiv enthält mehrere Pakete: %(names)s."),
        _("Laden Sie jedes Paket einzeln hoch."),
    ),
    "zip_in_zip": (
        ERROR,
        _("Das Archiv enthält kein SCORM-Paket, aber weitere ZIP-Dateien."),
        _("Packen Sie das äußere Archiv aus und laden Sie die ZIP-Datei darin hoch."),
    ),
    "is_xapi": (
        ERROR,
        _("Das ist ein xAPI-Paket (Tin Can), kein SCORM-Paket."),
        _("Exportieren Sie den Inhalt als SCORM 1.2 oder SCORM 2004."),
    ),
    "is_cmi5": (
        ERROR,
        _("Das ist ein cmi5-Paket, kein SCORM-Paket."),
        _("Exportieren Sie den Inhalt als SCORM 1.2 oder SCORM 2004."),
    ),
    "is_aicc": (
        ERROR,
        _("Das ist ein AICC-Paket, kein SCORM-Paket."),
        _("Exportieren Sie den Inhalt als SCORM 1.2 oder SCORM 2004."),
    ),
    "is_h5p": (
        ERROR,
        _("Das ist ein H5P-Inhalt, kein SCORM-Paket."),
        _("Exportieren Sie den Inhalt als SCORM-Paket, zum Beispiel mit Lumi."),
    ),
    "is_common_cartridge": (
        ERROR,
        _("Das ist ein Common-Cartridge-Paket, kein SCORM-Paket."),
        _("Exportieren Sie den Inhalt als SCORM 1.2 oder SCORM 2004."),
    ),
    "manifest_too_big": (
        ERROR,
        _("Die Datei imsmanifest.xml ist größer als %(limit)s MB."),
        _("Exportieren Sie das Paket neu aus Ihrem Autorenwerkzeug."),
    ),
    "manifest_hostile": (
        ERROR,
        _("Die Datei imsmanifest.xml versucht, fremde Dateien oder sich selbst einzubinden."),
        _("Verwenden Sie dieses Archiv nicht. Exportieren Sie das Paket neu aus Ihrem Autorenwerkzeug."),
    ),
    "manifest_broken": (
        ERROR,
        _("Die Datei imsmanifest.xml ist fehlerhaft, zuerst in Zeile %(line)s."),
        _("Exportieren Sie das Paket neu. Wer die Datei von Hand geändert hat, prüft diese Zeile."),
    ),
    "manifest_too_deep": (
        ERROR,
        _("Die Datei imsmanifest.xml ist tiefer verschachtelt als %(limit)s Ebenen."),
        _("Exportieren Sie das Paket neu, mit einer flacheren Gliederung."),
    ),
    "not_scorm": (
        ERROR,
        _("Die Datei imsmanifest.xml beschreibt kein SCORM-Paket."),
        _("Exportieren Sie den Inhalt als SCORM 1.2 oder SCORM 2004."),
    ),
    "no_items": (
        ERROR,
        _("Im Paket steht nichts, was geöffnet werden kann."),
        _("Prüfen Sie in Ihrem Autorenwerkzeug, ob der Export vollständig ist."),
    ),
    "too_many_items": (
        ERROR,
        _("Das Paket hat mehr als %(limit)s Einträge."),
        _("Teilen Sie den Inhalt auf mehrere Pakete auf."),
    ),
    "duplicate_item": (
        ERROR,
        _("Zwei Einträge des Pakets haben dieselbe Kennung: „%(identifier)s“."),
        _("Exportieren Sie das Paket neu aus Ihrem Autorenwerkzeug."),
    ),
    "resource_missing": (
        ERROR,
        _("Zum Eintrag „%(title)s“ fehlt im Paket der Inhalt."),
        _("Exportieren Sie das Paket neu und vollständig."),
    ),
    "start_file_missing": (
        ERROR,
        _("Die Startdatei „%(name)s“ fehlt im Paket."),
        _("Exportieren Sie das Paket neu und vollständig."),
    ),
    "start_file_moved": (
        ERROR,
        _("Die Startdatei „%(name)s“ fehlt im Paket. Eine Datei dieses Namens liegt an anderer Stelle: „%(other)s“."),
        _("Laden Sie die ZIP-Datei so hoch, wie das Autorenwerkzeug sie exportiert hat, ohne sie neu zu packen."),
    ),
    "external_start": (
        ERROR,
        _("Das Paket öffnet nur eine fremde Internetadresse: %(address)s."),
        _("Laden Sie ein Paket hoch, das seinen Inhalt selbst enthält."),
    ),
    "twin": (
        WARNING,
        _("Diese Datei ist schon da, als Version %(number)s von „%(title)s“."),
        _("Haben Sie sie versehentlich zweimal hochgeladen, legen Sie eines der beiden Pakete ab."),
    ),
    "nested_folder": (
        WARNING,
        _("Die Datei imsmanifest.xml liegt im Ordner „%(folder)s“ statt ganz oben. Wir nehmen diesen Ordner."),
        _("Sie müssen nichts tun."),
    ),
    "backslashes": (
        WARNING,
        _("Im Archiv stehen Ordner mit „\\“ statt „/“. Wir haben das berichtigt."),
        _("Sie müssen nichts tun."),
    ),
    "names_decoded": (
        WARNING,
        _("Bei einigen Dateinamen (%(count)s) mussten wir die Schriftzeichen erraten."),
        _("Prüfen Sie in der Vorschau, ob alle Bilder und Seiten erscheinen."),
    ),
    "manifest_name_case": (
        WARNING,
        _("Der Name imsmanifest.xml ist anders geschrieben als üblich."),
        _("Sie müssen nichts tun."),
    ),
    "manifest_repaired": (
        WARNING,
        _("Die Datei imsmanifest.xml war fehlerhaft. Wir konnten sie trotzdem lesen."),
        _("Prüfen Sie das Paket in der Vorschau."),
    ),
    "standard_guessed": (
        WARNING,
        _("Das Paket sagt nicht, welche Fassung von SCORM es ist. Wir behandeln es als %(standard)s."),
        _("Prüfen Sie das Paket in der Vorschau."),
    ),
    "default_organization_missing": (
        WARNING,
        _("Das Paket enthält %(count)s Gliederungen und nennt keine als erste Wahl. Wir nehmen die erste."),
        _("Prüfen Sie in der Vorschau, ob es die richtige ist."),
    ),
    "default_organization_unknown": (
        WARNING,
        _("Die als erste Wahl genannte Gliederung gibt es im Paket nicht. Wir nehmen die erste."),
        _("Prüfen Sie in der Vorschau, ob es die richtige ist."),
    ),
    "organization_missing": (
        WARNING,
        _("Das Paket hat keine Gliederung. Wir öffnen seinen Inhalt direkt."),
        _("Prüfen Sie das Paket in der Vorschau."),
    ),
    "href_case": (
        WARNING,
        _("Die Startdatei ist im Paket anders geschrieben als angegeben: „%(name)s“. Wir öffnen sie."),
        _("Sie müssen nichts tun."),
    ),
    "files_missing": (
        WARNING,
        _("Im Paket fehlen Dateien, die es selbst angibt (%(count)s), zum Beispiel: %(names)s."),
        _("Prüfen Sie in der Vorschau, ob etwas fehlt."),
    ),
    "no_sco": (
        WARNING,
        _("Das Paket meldet keinen Lernstand. Es gilt als bearbeitet, sobald es geöffnet wurde."),
        _("Sie müssen nichts tun."),
    ),
    "active_files": (
        WARNING,
        _("Das Paket enthält Programme für Server oder Rechner (%(count)s). Sie werden nie ausgeführt: %(names)s."),
        _("Prüfen Sie in der Vorschau, ob das Paket ohne sie auskommt."),
    ),
    "bad_number": (
        WARNING,
        _("Die Angabe „%(value)s“ für die Bestehensgrenze ist keine gültige Zahl. Wir lassen sie weg."),
        _("Prüfen Sie die Bestehensgrenze in Ihrem Autorenwerkzeug."),
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a report, in the reader's language."""

    level: str  # "error" | "warning"
    code: str
    text: str
    advice: str


def entry(code: str, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a line as it is stored."""
    return {"level": SENTENCES[code][0], "code": code, "params": dict(params or {})}


def finding(line: Mapping[str, Any]) -> Finding:
    """Return a stored line as sentences in the active language."""
    level, sentence, advice = SENTENCES[line["code"]]
    return Finding(level, line["code"], str(sentence) % line["params"], str(advice))


def findings(report: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """Return a stored report as sentences, errors first."""
    return sorted((finding(line) for line in report), key=lambda found: found.level != ERROR)


def sentence(code: str, params: Mapping[str, Any] | None = None) -> str:
    """Return sentence and advice in one, for the field of a form."""
    found = finding(entry(code, params))
    return f"{found.text} {found.advice}"
