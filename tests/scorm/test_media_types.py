"""Under which type a file of a package is served."""

import pytest

from scorm.media_types import media_type

PLAIN = {
    "index.html": "text/html",
    "Seite.HTM": "text/html",
    "a/app.js": "text/javascript",
    "a/app.mjs": "text/javascript",
    "stil.css": "text/css",
    "daten.json": "application/json",
    "bild.svg": "image/svg+xml",
    "foto.JPG": "image/jpeg",
    "film.mp4": "video/mp4",
    "ton.mp3": "audio/mpeg",
    "untertitel.vtt": "text/vtt",
    "schrift.woff2": "font/woff2",
    "motor.wasm": "application/wasm",
    "blatt.xsl": "text/xml",
    "heft.pdf": "application/pdf",
}


@pytest.mark.parametrize(("path", "found"), PLAIN.items())
def test_a_file_is_served_as_what_its_ending_says(path, found):
    assert media_type(path) == (found, False)


@pytest.mark.parametrize("path", ["LIESMICH", "a.b/ohne", "daten.unbekannt", "punkt."])
def test_what_nobody_knows_is_bytes_and_never_a_page(path):
    assert media_type(path) == ("application/octet-stream", False)
