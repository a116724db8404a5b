"""Static files of an installation: named by their content, compressed once."""

from __future__ import annotations

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatic(CompressedManifestStaticFilesStorage):
    """
    Names with hashes and gzip beside each file; nginx in front reads no Brotli, which takes a minute to make.

    The player's modules import each other by such names too: a browser must not mix those of two releases.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("scorm/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return Compressor(use_brotli=False, **kwargs)
