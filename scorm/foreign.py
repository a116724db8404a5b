"""Other people's hosts in a package's texts: what is loaded from there, who only counts visitors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

# Begins with what is rare, so that the search is fast, and repeats within bounds, so that no text can slow it down.
HOST = re.compile(rb"//([A-Za-z0-9][A-Za-z0-9.-]{0,100}\.[A-Za-z]{2,24})\b")
TAG_BYTES = 500  # how far before an address its tag may begin
# The same as data that a program wrote, with its slashes marked: "https:\/\/cdn.example.net\/a".
ESCAPED, ESCAPED_HOST = b"\\/\\/", re.compile(rb"\\/\\/([A-Za-z0-9][A-Za-z0-9.-]{0,100}\.[A-Za-z]{2,24})\b")
PROTOCOLS = (b"https:", b"http:", b"wss:", b"ws:")
MOST_IN_A_TEXT = 2_000
SCRIPT = re.compile(rb"<script\b[^>]{0,500}?\ssrc\s*=\s*[\"']?\s{0,5}((?:https?:)?//[^\"'<>\x00-\x20]{1,300})", re.I)
TAG = re.compile(rb"<([a-z]{1,10})[\s/]", re.I)
KINDS = {
    b"script": "script", b"link": "style", b"iframe": "frame", b"frame": "frame", b"a": "link", b"form": "link",
    b"area": "link", b"img": "media", b"video": "media", b"audio": "media", b"source": "media", b"track": "media",
    b"object": "media", b"embed": "media", b"image": "media",
}  # fmt: skip

# Names of formats and licences that look like addresses; nothing is fetched from there.
NAMES = (
    "w3.org", "adlnet.org", "adlnet.gov", "imsglobal.org", "imsproject.org", "ieee.org", "purl.org", "ns.adobe.com",
    "schema.org", "xmlsoap.org", "openxmlformats.org", "schemas.microsoft.com", "creativecommons.org",
    "opensource.org", "apache.org", "gnu.org", "example.com", "example.org", "tempuri.org",
)  # fmt: skip
# What libraries mention in their scripts: their own home, or where a mistake is explained.
HOMES = (
    "github.com", "github.io", "jquery.com", "jquery.org", "jqueryui.com", "mozilla.org", "wikipedia.org",
    "stackoverflow.com", "npmjs.com", "npmjs.org", "reactjs.org", "react.dev", "fb.me", "angularjs.org", "vuejs.org",
    "greensock.com", "gsap.com", "momentjs.com", "lodash.com", "underscorejs.org", "backbonejs.org", "requirejs.org",
    "handlebarsjs.com", "modernizr.com", "feross.org", "bit.ly", "goo.gl", "zloirock.ru", "whatwg.org",
    "ietf.org", "caniuse.com", "webkit.org", "chromium.org", "sitepoint.com", "getbootstrap.com", "fontawesome.com",
)  # fmt: skip
TRACKERS = (
    "google-analytics.com", "googletagmanager.com", "googleadservices.com", "doubleclick.net", "facebook.net",
    "facebook.com", "hotjar.com", "mixpanel.com", "segment.com", "segment.io", "matomo.cloud", "clarity.ms",
    "newrelic.com", "nr-data.net", "fullstory.com", "amplitude.com", "hs-analytics.net", "hubspot.com", "licdn.com",
    "analytics.tiktok.com", "analytics.twitter.com", "mc.yandex.ru", "quantserve.com", "scorecardresearch.com",
    "crazyegg.com", "mouseflow.com", "optimizely.com", "intercom.io", "pendo.io", "heapanalytics.com",
    "kissmetrics.com", "statcounter.com", "addthis.com", "sharethis.com", "bugsnag.com", "datadoghq.com",
    "cloudflareinsights.com", "plausible.io", "omtrdc.net", "demdex.net", "appcues.com", "sentry.io", "rollbar.com",
    "logrocket.com", "bat.bing.com", "pinimg.com", "adnxs.com", "criteo.com", "etracker.com", "ioam.de",
)  # fmt: skip


PAGES = frozenset({"html", "htm", "xhtml"})
STYLES = frozenset({"css", "svg", "xml"})  # their quoted addresses are names, or found as styles


def is_of(host: str, domains: tuple[str, ...]) -> bool:
    """Return whether the host is one of these domains or stands below one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def is_tracker(host: str) -> bool:
    """Return whether the host is known for counting visitors."""
    return is_of(host, TRACKERS)


def hosts(text: bytes, suffix: str) -> Iterator[tuple[str, str]]:
    """Yield (host, kind) of a text; kind: "script", "style", "frame", "link", "media", or "code" (named in code)."""
    patterns = (HOST, ESCAPED_HOST) if b"\\" in text and ESCAPED in text else (HOST,)  # one sign is found fastest
    for found in islice(chain.from_iterable(each.finditer(text) for each in patterns), MOST_IN_A_TEXT):
        kind = _kind(text, found.start(), suffix)
        host = found[1].decode("ascii").lower().strip(".")
        if kind and not is_of(host, NAMES) and not (kind == "code" and is_of(host, HOMES)):
            yield host, kind


def scripts(text: bytes) -> Iterator[str]:
    """Yield the addresses of programs that a page loads from elsewhere; without a protocol they are taken as https."""
    for found in islice(SCRIPT.finditer(text), MOST_IN_A_TEXT):
        address = found[1].decode("utf-8", "replace")
        yield address if address.lower().startswith("http") else f"https:{address}"


def _kind(text: bytes, place: int, suffix: str) -> str:
    """Return what an address is there for, "" when it stands in a sentence or a comment."""
    before = text[max(0, place - TAG_BYTES) : place]
    before = next((before.removesuffix(each) for each in PROTOCOLS if before.endswith(each)), before)
    if before.rstrip(b"\"' ").endswith((b"url(", b"@import")):
        return "style"
    if suffix in PAGES and (start := before.rfind(b"<")) > before.rfind(b">"):
        if before[start + 1 : start + 2] in (b"!", b"?"):
            return ""
        # What stands between the sign and the address may as well be a program in which something is smaller.
        tag = TAG.match(before, start)
        if tag and before.rstrip(b"\"' ").endswith(b"="):
            return KINDS.get(tag[1].lower(), "")
    return "code" if suffix not in STYLES and before.endswith((b'"', b"'", b"`")) else ""
