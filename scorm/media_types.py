"""What a file of a package is served as: our own table, never a guess of the machine's."""

from __future__ import annotations

from scorm.contents import ACTIVE

OCTETS = "application/octet-stream"
# No charset: old packages name theirs inside the file, and a header would overrule them.
BY_ENDING = {
    "html": "text/html", "htm": "text/html", "xhtml": "application/xhtml+xml", "xml": "text/xml", "xsd": "text/xml",
    "xsl": "text/xml", "xslt": "text/xml", "dtd": "application/xml-dtd",
    "css": "text/css", "js": "text/javascript", "mjs": "text/javascript",
    "json": "application/json", "map": "application/json", "txt": "text/plain", "csv": "text/csv", "md": "text/plain",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "avif": "image/avif", "svg": "image/svg+xml", "svgz": "image/svg+xml", "ico": "image/x-icon", "bmp": "image/bmp",
    "cur": "image/x-icon", "tif": "image/tiff", "tiff": "image/tiff",
    "mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "ogv": "video/ogg", "mov": "video/quicktime",
    "m3u8": "application/vnd.apple.mpegurl", "ts": "video/mp2t",
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "ogg": "audio/ogg", "oga": "audio/ogg",
    "opus": "audio/ogg", "wav": "audio/wav", "flac": "audio/flac", "weba": "audio/webm",
    "vtt": "text/vtt", "srt": "text/plain",
    "woff": "font/woff", "woff2": "font/woff2", "ttf": "font/ttf", "otf": "font/otf",
    "eot": "application/vnd.ms-fontobject",
    "pdf": "application/pdf", "zip": "application/zip", "epub": "application/epub+zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "wasm": "application/wasm", "swf": "application/x-shockwave-flash", "webmanifest": "application/manifest+json",
}  # fmt: skip


def media_type(path: str) -> tuple[str, bool]:
    """Return the type to serve, and whether the file may only be downloaded."""
    if ACTIVE.search(path):
        return OCTETS, True
    found = BY_ENDING.get(path.rpartition(".")[2].lower())
    return (found, False) if found else (OCTETS, False)
