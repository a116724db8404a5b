"""
Pictures without what a camera writes into them.

A photo from a phone says where it was taken, often to the metre, with which phone, and when: personal data that nobody
who uploads a picture of a class means to publish (GDPR, Art. 5 (1) c).
"""

from __future__ import annotations

import io
from typing import IO, Any

from PIL import Image as Pillow
from PIL import ImageOps, ImageSequence, JpegImagePlugin

ENDINGS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}
# What only says how the picture is to be drawn. Whatever else a file says of itself is left out.
HARMLESS = {
    "adobe", "adobe_transform", "aspect", "background", "bbox", "blend", "chromaticity", "default_image", "disposal",
    "dpi", "duration", "extension", "gamma", "icc_profile", "interlace", "jfif", "jfif_density", "jfif_unit",
    "jfif_version", "loop", "progression", "progressive", "srgb", "timestamp", "transparency", "version",
}  # fmt: skip
DRAWN_WITH = ("duration", "gamma", "transparency")
QUALITY = {"WEBP": 90, "AVIF": 85}  # JPEG keeps its own tables, PNG and GIF lose nothing


def format_of(picture: Pillow.Image) -> str:
    """Return the format to keep the picture in; phones put further pictures behind the first of a JPEG ("MPO")."""
    return "JPEG" if picture.format == "MPO" else str(picture.format)


def without_metadata(upload: IO[bytes]) -> bytes:
    """
    Return the picture upright and without EXIF, XMP, IPTC and comments; byte by byte as it came when it has none.

    The same upload gives the same bytes. Raises what Pillow raises for files that are no picture.
    """
    upload.seek(0)
    with Pillow.open(upload, formats=tuple(ENDINGS)) as picture:
        picture.load()  # what stands behind the pixels of a PNG is known only then
        if picture.format != "MPO" and not picture.getexif() and set(picture.info) <= HARMLESS:
            upload.seek(0)
            return upload.read()
        return _drawn_anew(picture)


def _drawn_anew(picture: Pillow.Image) -> bytes:
    kind, written = format_of(picture), io.BytesIO()
    options: dict[str, Any] = {"quality": QUALITY[kind]} if kind in QUALITY else {}
    if isinstance(picture, JpegImagePlugin.JpegImageFile):
        options = {"qtables": picture.quantization, "subsampling": JpegImagePlugin.get_sampling(picture)}
    if "icc_profile" in picture.info:
        options["icc_profile"] = picture.info["icc_profile"]
    frames = getattr(picture, "n_frames", 1) if kind != "JPEG" else 1
    if frames > 1:
        pictures = [_bare(frame) for frame in ImageSequence.Iterator(picture)]
        options |= {"save_all": True, "append_images": pictures[1:], "loop": picture.info.get("loop", 0)}
        options["duration"] = [frame.info.get("duration", 0) for frame in pictures]
        pictures[0].save(written, kind, **options)
    else:
        _bare(ImageOps.exif_transpose(picture)).save(written, kind, **options)
    return written.getvalue()


def _bare(picture: Pillow.Image) -> Pillow.Image:
    bare = picture.copy()
    bare.info = {name: picture.info[name] for name in DRAWN_WITH if name in picture.info}
    return bare
