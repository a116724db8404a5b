"""Storages of uploads in an S3-compatible store: one private bucket, addresses signed for a minute."""

from __future__ import annotations

from threading import Lock
from types import SimpleNamespace
from typing import Any, NoReturn
from urllib.parse import urlsplit

from botocore.config import Config
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

ADDRESS_SECONDS = 60  # of a signed address: nginx asks at once, nobody else ever sees one
CONNECTING = Lock()
IN_MEMORY_BYTES = 2 * 1024**2  # what is opened beyond this waits in a file instead of in memory


class Objects(S3Storage):
    """Files of the house in a bucket that only we may read. Keys never repeat, so nothing is written over."""

    def get_default_settings(self) -> dict[str, Any]:
        """Return what suits any S3-compatible store: paths instead of host names, checksums only where demanded."""
        return {
            **super().get_default_settings(),
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "max_memory_size": IN_MEMORY_BYTES,
            "client_config": Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=5,
                read_timeout=60,
                retries={"max_attempts": 4, "mode": "standard"},
            ),
        }

    def signed(self, name: str, *, media_type: str) -> str:
        """Return path and query under which the store hands out this file for a minute, and as what."""
        params = {
            "Bucket": self.bucket.name,
            "Key": self._normalize_name(name),
            "ResponseContentType": media_type,
        }
        address = self.bucket.meta.client.generate_presigned_url("get_object", params, ExpiresIn=ADDRESS_SECONDS)
        parts = urlsplit(address)
        return f"{parts.path}?{parts.query}"

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # One connection for all threads: one of its own for each, as storages has it, takes a third of a second and
        # sockets that nobody closes. What is used of it, its client and `Bucket.Object`, may be shared.
        self._connections = SimpleNamespace()

    @property
    def connection(self) -> Any:
        with CONNECTING:
            return super().connection


class PrivateObjects(Objects):
    """Files without an address: a view that asks who is looking hands them out."""

    def url(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ValueError("private files have no address; a view that asks who is looking serves them")


class PublicObjects(Objects):
    """Pictures of pages: their address is ours and lasting, the bucket stays private."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"
