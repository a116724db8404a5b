"""
Writing a small film: WebM with one VP8 key frame for each picture.

A lossy WebP picture holds exactly such a frame (RFC 9649, 2.5), so whoever can save WebP can make a film; what is left
is the container (RFC 8794 and RFC 9559, whose names the comments use). A picture stays until the next one comes, so a
scene in which nothing moves costs one frame.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

from PIL import Image

QUALITY = 60  # of WebP; flat colours look no better above it
KEY_FRAME = 0x80
LONGEST_CLUSTER = 5_000  # milliseconds; times in a cluster are 16 bits, and players jump to clusters


def webm(pictures: Sequence[tuple[int, Image.Image]], *, until: int) -> bytes:
    """Return a film of (start in milliseconds, picture) in order, all of one size, that ends at `until`."""
    width, height = pictures[0][1].size
    header = _master(
        0x1A45DFA3,  # EBML
        _element(0x4282, b"webm"),  # DocType, first, where whoever tells a file by its beginning looks for it
        _number(0x4286, 1),  # EBMLVersion
        _number(0x42F7, 1),  # EBMLReadVersion
        _number(0x42F2, 4),  # EBMLMaxIDLength
        _number(0x42F3, 8),  # EBMLMaxSizeLength
        _number(0x4287, 4),  # DocTypeVersion
        _number(0x4285, 2),  # DocTypeReadVersion
    )
    info = _master(
        0x1549A966,  # Info
        _number(0x2AD7B1, 1_000_000),  # TimestampScale: nanoseconds in a millisecond
        _element(0x4489, struct.pack(">d", until)),  # Duration
        _element(0x4D80, b"demo"),  # MuxingApp
        _element(0x5741, b"demo"),  # WritingApp
    )
    tracks = _master(
        0x1654AE6B,  # Tracks
        _master(
            0xAE,  # TrackEntry
            _number(0xD7, 1),  # TrackNumber
            _number(0x73C5, 1),  # TrackUID
            _number(0x83, 1),  # TrackType: video
            _number(0x9C, 0),  # FlagLacing
            _element(0x86, b"V_VP8"),  # CodecID
            _master(0xE0, _number(0xB0, width), _number(0xBA, height)),  # Video: PixelWidth, PixelHeight
        ),
    )
    clusters = [(group[0][0], _cluster(group)) for group in _groups(pictures)]
    places, here = [], len(info) + len(tracks) + len(_cues([(start, 0) for start, _cluster_ in clusters]))
    for start, cluster in clusters:
        places.append((start, here))
        here += len(cluster)
    segment = _master(0x18538067, info, tracks, _cues(places), *(cluster for _start, cluster in clusters))
    return header + segment


def _groups(pictures: Sequence[tuple[int, Image.Image]]) -> list[list[tuple[int, Image.Image]]]:
    groups: list[list[tuple[int, Image.Image]]] = []
    for start, picture in pictures:
        if not groups or start - groups[-1][0][0] > LONGEST_CLUSTER:
            groups.append([])
        groups[-1].append((start, picture))
    return groups


def _cluster(group: list[tuple[int, Image.Image]]) -> bytes:
    begins = group[0][0]
    blocks = (
        # SimpleBlock: track, time since the cluster's, flags, frame
        _element(0xA3, b"\x81" + struct.pack(">hB", start - begins, KEY_FRAME) + _frame(picture))
        for start, picture in group
    )
    return _master(0x1F43B675, _number(0xE7, begins), *blocks)  # Cluster, Timestamp


def _cues(places: list[tuple[int, int]]) -> bytes:
    """Return where players find a moment; always the same number of bytes for the same number of places."""
    points = (
        _master(
            0xBB,  # CuePoint
            _number(0xB3, start),  # CueTime
            _master(0xB7, _number(0xF7, 1), _number(0xF1, place)),  # CueTrackPositions: CueTrack, CueClusterPosition
        )
        for start, place in places
    )
    return _master(0x1C53BB6B, *points)  # Cues


def _frame(picture: Image.Image) -> bytes:
    """Return the VP8 key frame in a lossy WebP of the picture. Raises ValueError for a picture with transparency."""
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=QUALITY, method=4)
    content = file.getvalue()
    if content[12:16] != b"VP8 ":
        raise ValueError(picture.mode)
    (length,) = struct.unpack("<I", content[16:20])
    return content[20 : 20 + length]


def _element(name: int, content: bytes) -> bytes:
    name_bytes = name.to_bytes((name.bit_length() + 7) // 8, "big")
    return name_bytes + (1 << 56 | len(content)).to_bytes(8, "big") + content


def _number(name: int, value: int) -> bytes:
    return _element(name, value.to_bytes(8, "big"))


def _master(name: int, *children: bytes) -> bytes:
    return _element(name, b"".join(children))
