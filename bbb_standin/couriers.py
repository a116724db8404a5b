"""Make the requests that the outbox decides on. Knows no rule but that of the network."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from typing import IO, Any
from urllib.parse import urlsplit

from bbb_standin.outbox import Delivery, Reply

TIMEOUT_S = 5.0
MOST_BYTES = 30 * 1024 * 1024  # what a real server takes as slides


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the answer is the redirect itself."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        return None


# Nothing of the machine's proxies: the receiver is named as it is.
_FOLLOWING = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_STAYING = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay)


def deliver(delivery: Delivery) -> Reply:
    """Make one attempt; whatever goes wrong on the way is a reply with status 0."""
    url = delivery.url
    if delivery.begins_with_probe:
        probe, url = _ask(delivery, url)
        if probe.status != 200:
            return Reply(0 if 200 <= probe.status < 300 else probe.status)
    return _ask(delivery, url)[0]


def _ask(delivery: Delivery, url: str) -> tuple[Reply, str]:
    if urlsplit(url).scheme not in {"http", "https"}:
        return Reply(0), url
    opener = _FOLLOWING if delivery.follows_redirects else _STAYING
    try:
        request = urllib.request.Request(url, data=delivery.body, headers=dict(delivery.headers))  # noqa: S310
        with opener.open(request, timeout=TIMEOUT_S) as answer:
            return Reply(answer.status, _size(answer)), answer.url
    except urllib.error.HTTPError as error:
        error.close()
        return Reply(error.code), url
    except (OSError, ValueError, http.client.HTTPException):
        return Reply(0), url


def _size(answer: Any) -> int:
    """Return how much came, at most one byte more than is allowed; nothing of it is kept."""
    size = 0
    while size <= MOST_BYTES and (part := answer.read(65_536)):
        size += len(part)
    return size
