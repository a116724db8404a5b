"""The engine's numbers, each with unit and reason; settings of the same name with SCORM_ in front override."""

from __future__ import annotations

from typing import Any

from django.conf import settings

DEFAULTS: dict[str, Any] = {
    "UPLOAD_MAX_BYTES": 500 * 1024**2,  # one upload
    "UNZIPPED_MAX_BYTES": 1024**3,  # all files of a package
    "FILE_MAX_BYTES": 250 * 1024**2,  # one file; a lecture video in good quality fits
    "MAX_ENTRIES": 20_000,
    "MAX_FILE_RATIO": 200,  # of files over 1 MiB; real text compresses to a tenth
    "MAX_RATIO": 100,  # of the whole package, over 10 MiB
    "MANIFEST_MAX_BYTES": 10 * 1024**2,
    "COMMIT_MAX_BYTES": 1_000_000,  # one commit body, inflated
    "SUSPEND_DATA_MAX": 64_000,  # characters; SCORM 1.2 says 4096, real packages need more
    "MAX_INTERACTIONS": 2_000,  # per item
    "COMMITS_PER_MINUTE": 120,  # per launch; None = no limit
    "OPEN_SECONDS": 15 * 60,  # a launch address that nobody opened dies
    "SESSION_SECONDS": 12 * 3600,  # an open player dies this long after its last commit
    "READING_DAYS": 30,  # so long a person's files of a version keep their address, and browsers keep the files
    "LATE_DAYS": 30,  # late commits are kept
    "CALL_LOG_DAYS": 14,  # the log of a launch's calls: long enough to ask the maker of a package
    "CALL_LOG_PARTS": 60,  # of one launch
    "CALL_LOG_PART_BYTES": 64_000,  # one part, as it comes; so a launch has at most 3.8 MB, a tenth of it deflated
    "CALL_LOG_ORDER_DAYS": 7,  # an order ends by itself
    "CALL_LOG_LAUNCHES": 5,  # of one person
    "CALL_LOG_PACKAGE_LAUNCHES": 30,  # of whoever opens the package
    "RAW_MONTHS": 24,  # documents and answers after the last visit
}


def limit(name: str) -> Any:
    """Return the number in force."""
    return getattr(settings, f"SCORM_{name}", DEFAULTS[name])
