"""
A throwaway object storage: `python -m tools.objects FOLDER PORT ACCESS_KEY SECRET_KEY`.

localbucket keeps buckets as folders and lets everybody in. Ours lets in who signs (Signature Version 4, in headers or
in the address, until it expires), so that tests see whether a bucket is private and whether a signed address survives
its way through nginx.
"""

from __future__ import annotations

import hashlib
import hmac
import sys
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from localbucket import S3Handler

UNRESERVED = "-_.~"


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


class SignedOnly(S3Handler):  # type: ignore[misc]
    """Answers 403 to whoever does not prove the secret key."""

    access_key = secret_key = ""

    def _dispatch(self, action: Any) -> None:
        if self._is_signed():
            super()._dispatch(action)
            return
        self.close_connection = True
        self.send_response(403)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        return

    def _is_signed(self) -> bool:
        url = urlsplit(self.path)
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        if "X-Amz-Signature" in query:
            given = query.pop("X-Amz-Signature")
            credential, signed = query["X-Amz-Credential"], query["X-Amz-SignedHeaders"]
            date, payload = query["X-Amz-Date"], "UNSIGNED-PAYLOAD"
            began = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            if datetime.now(UTC) > began + timedelta(seconds=int(query["X-Amz-Expires"])):
                return False
        else:
            kind, _, rest = self.headers.get("Authorization", "").partition(" ")
            if kind != "AWS4-HMAC-SHA256":
                return False
            parts = dict(part.strip().split("=", 1) for part in rest.split(","))
            given, credential, signed = parts["Signature"], parts["Credential"], parts["SignedHeaders"]
            date, payload = self.headers["X-Amz-Date"], self.headers["X-Amz-Content-SHA256"]
        access_key, scope = credential.split("/", 1)
        pairs = sorted((quote(name, safe=UNRESERVED), quote(value, safe=UNRESERVED)) for name, value in query.items())
        headers = "".join(f"{name}:{' '.join(self.headers.get(name, '').split())}\n" for name in signed.split(";"))
        canonical = "\n".join(
            [self.command, url.path, "&".join(f"{name}={value}" for name, value in pairs), headers, signed, payload]
        )
        key = f"AWS4{self.secret_key}".encode()
        for part in scope.split("/"):
            key = _hmac(key, part)
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        expected = _hmac(key, f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{digest}").hex()
        return access_key == self.access_key and hmac.compare_digest(expected, given)


def main() -> None:
    folder, port, SignedOnly.access_key, SignedOnly.secret_key = sys.argv[1:]
    SignedOnly.data_root = Path(folder).resolve()
    SignedOnly.data_root.mkdir(parents=True, exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", int(port)), SignedOnly)
    server.daemon_threads = True
    server.serve_forever()


if __name__ == "__main__":
    main()
