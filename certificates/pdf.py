# messages: back office – staff read why a document cannot be set
"""Setting a certificate with typst as PDF/A-3a and PDF/UA-1, its facts attached as JSON."""

from __future__ import annotations

import functools
import hashlib
import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import segno
import typst
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from django.utils.translation import override
from PIL import Image as Pillow

from certificates import fonts
from certificates.facts import PrintedLogo, canonical_json
from certificates.models import Certificate
from certificates.wording import printed
from media.models.logo import PLATFORM, logo_key

TEMPLATES = Path(__file__).resolve().parent / "typst"
BERLIN = ZoneInfo("Europe/Berlin")
LOGO_HEIGHT, WIDEST_LOGO = 11, 50  # millimetres


class CannotBePrinted(Exception):
    """Raised, with a sentence for staff, when no font has a character of the name or course."""


class FontsMissing(Exception):
    """Raised, with a sentence for staff, when `manage.py prepare_fonts` has not run; the job tries again later."""


@functools.lru_cache(maxsize=4)
def _fonts(folder: Path) -> Any:
    """Read the fonts once per process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def verify_url(certificate: Certificate) -> str:
    """Return the absolute address that the QR code holds."""
    with override(certificate.snapshot["language"]):
        return f"{settings.SITE_ORIGIN}{certificate.verify_path}"


def render(certificate: Certificate) -> bytes:
    """
    Return the document of a certificate that has number and moment of issue; the same input gives the same bytes.

    A name in a script that no font has is left to the snapshot: the Latin name of the passport stands alone.
    Raises CannotBePrinted when that is not enough, FontsMissing before set-up.
    """
    if not fonts.are_ready():
        raise FontsMissing(_("Die Schriften fehlen noch. Die Administration richtet sie ein: manage.py prepare_fonts."))
    assert certificate.number  # noqa: S101  issuing gives both before it renders
    assert certificate.issued_at  # noqa: S101
    facts = certificate.facts
    words = printed(
        kind=certificate.kind,
        facts=facts,
        number=certificate.number,
        issued_on=certificate.issued_at.astimezone(BERLIN).date(),
        verify_url=verify_url(certificate),
    )
    try:
        return _compile(certificate, words, certificate.issued_at)
    except CannotBePrinted:
        if not facts.original_name:
            raise
    return _compile(certificate, {**words, "original_name": ""}, certificate.issued_at)


def _compile(certificate: Certificate, words: dict[str, Any], issued_at: datetime) -> bytes:
    attachment = canonical_json(
        {
            "number": certificate.number,
            "issued_at": issued_at.isoformat(),
            "snapshot_sha256": certificate.snapshot_sha256,
            "facts": certificate.snapshot,
        }
    )
    # Data travels as input, never as markup: a name like #read("…") is printed as it is.
    inputs = {
        "data": json.dumps(
            {**words, "fonts": fonts.families(), "qr": _qr(words["verify_url"]), "funding_logos": _logos(certificate)}
        ),
        "attachment": attachment.decode(),
    }
    try:
        document: bytes = typst.compile(
            (TEMPLATES / certificate.kind_class.template).read_bytes(),
            root=str(TEMPLATES),
            font_paths=_fonts(settings.FONT_DIR),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs=inputs,
            # Conformance is typst's own export check: it refuses what the standards forbid, missing glyphs included.
            pdf_standards=["a-3a", "ua-1"],
            timestamp=int(issued_at.timestamp()),
        )
    except typst.TypstError as problem:
        raise CannotBePrinted(_in_words(str(problem))) from problem
    return document


def _logo(logo: PrintedLogo) -> bytes:
    """Return the very picture that the snapshot names."""
    try:
        with default_storage.open(logo_key(PLATFORM, logo.sha256)) as file:
            content: bytes = file.read()
    except FileNotFoundError as problem:
        raise CannotBePrinted(_("Das Logo „%(logo)s“ fehlt im Speicher.") % {"logo": logo.alt_text}) from problem
    if hashlib.sha256(content).hexdigest() != logo.sha256:
        raise CannotBePrinted(_("Das Logo „%(logo)s“ ist nicht mehr das Bild von damals.") % {"logo": logo.alt_text})
    return content


def _logos(certificate: Certificate) -> list[dict[str, Any]]:
    """Return bytes, description and width in millimetres of each logo: one height for all, unless one is very wide."""
    placed = []
    for logo in certificate.facts.issuer.funding_logos:
        content = _logo(logo)
        with Pillow.open(io.BytesIO(content)) as picture:
            width = min(LOGO_HEIGHT * picture.width / picture.height, WIDEST_LOGO)
        # As numbers, because inputs are text; typst makes bytes of them again.
        placed.append({"content": list(content), "alt": logo.alt_text, "width": round(width, 2)})
    return placed


def _in_words(problem: str) -> str:
    """Say what typst found; anything but a missing character is a mistake of ours and stays in its words."""
    missing = re.search(r"text (.+?) could not be displayed", problem)
    if missing is None:
        return problem
    return _(
        "Keine Schrift der Plattform hat das Zeichen %(character)s im Namen oder in den Kursangaben. "
        "Bitte den Namen in lateinischer Schrift eintragen, wie er im Pass steht, diese Anforderung widerrufen "
        "und die Bescheinigung neu anfordern."
    ) % {"character": "„" + missing.group(1).strip('`"') + "“"}


def _qr(url: str) -> str:
    """Return the QR code as SVG; level M survives a coffee stain and stays small."""
    target = io.BytesIO()
    segno.make(url, error="m", micro=False).save(target, kind="svg", border=0, dark="#0b2f36", light=None)
    return target.getvalue().decode()
