"""Placeholder pictures, drawn here: a demo shows nobody's real logo."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

SIZE = (360, 120)
MARGIN = 6


def placeholder(label: str, colour: str) -> io.BytesIO:
    """Return a PNG with a frame in the colour, the word Demo and what would stand here."""
    picture = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((MARGIN, MARGIN, SIZE[0] - MARGIN, SIZE[1] - MARGIN), outline=colour, width=5)
    pen.text((SIZE[0] / 2, 42), "Demo", fill=colour, anchor="mm", font=ImageFont.load_default(34))
    pen.text((SIZE[0] / 2, 84), label, fill="#15232b", anchor="mm", font=ImageFont.load_default(21))
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    file.seek(0)
    return file
