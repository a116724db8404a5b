"""
Pages that look the same to every stranger, kept whole.

A view says so by `@cached_page`. Its answer to a visitor without a session is kept for `PAGE_CACHE_SECONDS` under the
version of the site's content; a hit costs one trip to the cache and no SQL statement. Who is signed in or has a message
waiting is never served from here, and nothing that sets a cookie or holds a CSRF token is ever kept.

`bump` ends the version: after each successful POST of the back office and after each publication. What moves by itself
(free places, states of runs on the next day) is right again when the time is over.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

CACHE = "pages"  # an alias of its own: strangers who ask for many addresses push out pages, not rate limits
VERSION_KEY = "version"
LONGEST_ADDRESS = 1000  # characters; longer ones are answered and not kept
MESSAGES_COOKIE = "messages"
UNREACHABLE = (OSError, RedisError)  # a cache that is down makes pages slower, not impossible
NOT_KEPT = {"x-request-id", "etag", "content-length"}  # headers of one answer
ACCEPTS_GZIP = re.compile(r"\bgzip\b")
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def cached_page(view: View) -> View:
    """Mark a view whose answer depends on its address alone, as long as nobody is signed in."""
    view.is_cached_page = True  # type: ignore[attr-defined]
    return view


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it went out, with the version of the content it was made from."""

    version: str
    headers: tuple[tuple[str, str], ...]
    zipped: bytes  # as nearly every browser wants it
    etag: str

    @classmethod
    def made_from(cls, answer: HttpResponse, version: str) -> KeptPage:
        body = answer.content
        headers = tuple((name, value) for name, value in answer.items() if name.lower() not in NOT_KEPT)
        # No time stamp inside: the same page is the same bytes.
        zipped = gzip.compress(body, 6, mtime=0)
        return cls(version, headers, zipped, f'W/"{hashlib.sha256(body).hexdigest()[:32]}"')

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return the page in the encoding asked for; 304 for a browser that has it already."""
        is_zipped = ACCEPTS_GZIP.search(request.headers.get("Accept-Encoding", "")) is not None
        answer = HttpResponse(self.zipped if is_zipped else gzip.decompress(self.zipped), headers=dict(self.headers))
        if is_zipped:
            answer["Content-Encoding"] = "gzip"
        answer["Content-Length"] = str(len(answer.content))
        answer["ETag"] = self.etag
        # Somebody with a session gets another answer; a browser keeps the page and asks whether it still holds.
        patch_vary_headers(answer, ("Cookie", "Accept-Encoding"))
        patch_cache_control(answer, private=True, no_cache=True)
        conditional = get_conditional_response(request, etag=self.etag, response=answer)
        assert isinstance(conditional, HttpResponse)  # noqa: S101  it returns what it was given, or a 304
        return conditional


def bump() -> None:
    """End the version of all kept pages."""
    try:
        caches[CACHE].set(VERSION_KEY, uuid.uuid4().hex, None)
    except UNREACHABLE:
        logger.warning("The page cache cannot be reached; kept pages hold until their time is over.")


class PageCacheMiddleware:
    """
    Answer strangers from the cache, and keep what marked views answer to them.

    Stands before the middleware of sessions, so that a hit opens none, and behind those that write headers of their
    own for every answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_from_a_stranger(request):
            answer = self.get_response(request)
            if _changes_content(request, answer):
                bump()
            return answer
        key = _key(request)
        version, kept = _look_up(key)
        if kept is not None:
            return kept.answer(request)
        answer = self.get_response(request)
        if version is None or not _may_be_kept(request, answer):
            return answer
        page = KeptPage.made_from(answer, version)
        try:
            caches[CACHE].set(key, page, settings.PAGE_CACHE_SECONDS)
        except UNREACHABLE:
            logger.warning("The page cache cannot be reached; %s is made anew each time.", request.path)
        return page.answer(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        request.is_cached_page = getattr(view, "is_cached_page", False)  # type: ignore[attr-defined]


def _is_from_a_stranger(request: HttpRequest) -> bool:
    return (
        settings.PAGE_CACHE_SECONDS > 0
        and request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and MESSAGES_COOKIE not in request.COOKIES
        and len(request.get_full_path()) <= LONGEST_ADDRESS
    )


def _changes_content(request: HttpRequest, answer: HttpResponseBase) -> bool:
    return (
        request.method not in SAFE_METHODS
        and request.path.startswith(settings.BACK_OFFICE_PATH)
        and answer.status_code < 400
    )


def _key(request: HttpRequest) -> str:
    """Return the key of an address; the language is part of it, because addresses begin with theirs."""
    address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    return f"page:{hashlib.sha256(address.encode()).hexdigest()}"


def _look_up(key: str) -> tuple[str | None, KeptPage | None]:
    """
    Return the version of the content and the page kept of it; no version when the cache cannot be reached.

    The version is read before the page is made. A page made from what changed meanwhile is kept under a version
    that has ended, and never served.
    """
    cache = caches[CACHE]
    try:
        found = cache.get_many([VERSION_KEY, key])
        version = found.get(VERSION_KEY)
        if version is None:
            cache.add(VERSION_KEY, uuid.uuid4().hex, None)
            version = cache.get(VERSION_KEY)
    except UNREACHABLE:
        logger.warning("The page cache cannot be reached.")
        return None, None
    kept = found.get(key)
    return version, kept if isinstance(kept, KeptPage) and kept.version == version else None


def _may_be_kept(request: HttpRequest, answer: HttpResponseBase) -> bool:
    """Return whether this answer holds nothing that was made for one visitor."""
    return (
        getattr(request, "is_cached_page", False)
        and isinstance(answer, HttpResponse)
        and answer.status_code == 200
        and not answer.cookies  # whoever asks for a CSRF token gets its cookie, too
        and not answer.has_header("Content-Encoding")
        and not request.user.is_authenticated
    )
