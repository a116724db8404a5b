"""What the content host shows. The commit itself is the house's view, because its transaction reaches higher."""

from __future__ import annotations

import logging
import re
from typing import BinaryIO, cast
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_from_request, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from scorm import bootstrap, call_log, door, headers, media_types, origins, ranges, storage, wiring
from scorm.actions import call_logs, launches, phones
from scorm.archive import folded
from scorm.door import Standing
from scorm.limits import limit
from scorm.manifest import quoted
from scorm.models import AttemptMode, Launch, PackageFile, PhoneCheck, ScoKind, ScoState
from scorm.strings import gone_strings, missing_strings, player_strings

logger = logging.getLogger("scorm.player")
LOG_BYTES = 64_000
MEASURE = re.compile(r'\{"measure":\s?\{"frame":\s?(\d{1,5}),\s?"content":\s?(\d{1,5})\}\}')
PAGES = frozenset({"document", "iframe", "frame"})  # as browsers say where an answer goes
REFERER = re.compile(r"/l/([^/]+)/c/")


@require_GET
def player(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the player page; opening it makes the launch live."""
    launch, at = door.find(request, token), timezone.now()
    if door.standing(launch, at) is not Standing.LIVE:
        return _closed(request, launch, door.standing(launch, at))
    with transaction.atomic():
        locked = launches.mark_opened(launch_id=launch.pk, attempt_id=launch.attempt_id, at=at)
        launch.attempt.seq = locked.seq  # as the seed below: nothing can be applied in between
        items = _states(launch).exclude(sco__kind=ScoKind.CLUSTER).order_by("sco__position")
        current = items.filter(sco_id=locked.current_sco_id).first() if locked.current_sco_id else None
        launch.attempt.sequencing_state = locked.sequencing_state
        state = current or items[0]
        data = bootstrap.bootstrap(launch, launch.attempt, state, reading=door.reading_token(launch, at), at=at)
    with override(launch.language):
        response = render(
            request,
            "scorm/player.html",
            {
                "bootstrap": data,
                "language": data["language"],
                "dir": data["dir"],
                "title": data["title"],
                "strings": data["strings"],
                "exit_url": launch.return_url,
            },
        )
    response.headers["Cache-Control"] = "no-store"
    return headers.seal(response, is_player=True, is_framed=_is_preview(launch))


@require_GET
def stage(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the player of a preview in a frame as large as a phone; whoever learns gets no such page."""
    launch, at = door.find(request, token), timezone.now()
    if not _is_preview(launch):
        raise Http404
    if door.standing(launch, at) is not Standing.LIVE:
        return _closed(request, launch, door.standing(launch, at))
    context = {
        "title": launch.attempt.version.package.title,
        "language": launch.language,
        "dir": bootstrap.direction(launch.language),
        "exit_url": launch.return_url,
        "portrait": PhoneCheck.PORTRAIT_PX,
        "landscape": PhoneCheck.LANDSCAPE_PX,
    }
    with override(launch.language):
        response = render(request, "scorm/stage.html", context)
    response.headers["Cache-Control"] = "no-store"
    return headers.seal(response, is_player=True)


def _is_preview(launch: Launch) -> bool:
    return bool(launch.attempt.mode == AttemptMode.PREVIEW)


def _states(launch: Launch) -> QuerySet[ScoState]:
    return ScoState.objects.filter(attempt_id=launch.attempt_id).select_related("sco").prefetch_related("interactions")


def _closed(request: HttpRequest, launch: Launch, standing: Standing) -> HttpResponseBase:
    """Say in the learner's language why nothing opens here, with the way back."""
    words = _words(launch, "superseded" if standing is Standing.SUPERSEDED else "ended")
    context = words | {"exit_url": launch.return_url}
    response = render(request, "scorm/closed.html", context, status=410)
    response.headers["Cache-Control"] = "no-store"
    return headers.seal(response, is_player=True, is_framed=_is_preview(launch))


def _words(launch: Launch, kind: str) -> dict[str, str]:
    strings = player_strings(launch.language, package_bytes=0) | missing_strings(launch.language)
    return {
        "title": strings[f"{kind}_title"],
        "text": strings[f"{kind}_text"],
        "exit": strings["exit"],
        "language": launch.language,
        "dir": bootstrap.direction(launch.language),
    }


@require_GET
def state(request: HttpRequest, token: str, sco: str) -> HttpResponseBase:
    """Return one item with the document it resumes from, as `sco` of the bootstrap."""
    launch, at = door.find(request, token), timezone.now()
    if door.standing(launch, at) is not Standing.LIVE:
        return headers.seal(JsonResponse({"result": False, "status": "ended"}, status=410))
    # Only the page takes over what came late: here one item is asked for, the seeds of the others stay as they were.
    found = _states(launch).filter(sco__identifier=sco).exclude(sco__kind=ScoKind.CLUSTER).first()
    if found is None:
        raise Http404
    reading = door.reading_token(launch, at)
    data = bootstrap.sco(launch.attempt, found, reading=reading, is_review=launch.is_review)
    response = JsonResponse(data)
    response.headers["Cache-Control"] = "no-store"
    return headers.seal(response)


@require_safe
def content_file(request: HttpRequest, token: str, path: str) -> HttpResponseBase:
    """Serve a file of the package: found in our table, never in the file system by the path asked for."""
    launch = door.find_reading(request, token, timezone.now())
    if "Service-Worker" in request.headers:
        raise Http404  # it would stay in the learner's browser when the launch is long over
    found = _file(launch.attempt.version_id, path)
    if found is None:
        return _missing(request, launch)
    content_type, only_download = media_types.media_type(found.path)
    response: HttpResponseBase
    if sent := wiring.accelerate(settings.SCORM_STORAGE, found.storage_key, media_type=content_type):
        response = HttpResponse(headers=sent, content_type=content_type)  # parts and 304 are then the server's
    else:
        try:
            stream = cast(BinaryIO, storage.storage().open(found.storage_key, "rb").file)
        except FileNotFoundError:
            logger.exception("a file of a package is not where it was stored: %s", found.storage_key)
            return _missing(request, launch)
        response = ranges.respond(request, stream, size=found.size, content_type=content_type, etag=f'"{found.sha256}"')
    # The address carries the version, so what it names never changes; no copy is kept longer than the address.
    lasting = f"private, max-age={limit('READING_DAYS') * 86_400}, immutable"
    response.headers["Cache-Control"] = "no-store" if response.status_code == 416 else lasting
    if only_download:
        response.headers["Content-Disposition"] = "attachment"
    return headers.seal(response)


def _missing(request: HttpRequest, launch: Launch) -> HttpResponseBase:
    """Say to a person that the package lacks this page; what scripts and pages load gets a plain 404."""
    if not _shows_pages(request):
        raise Http404
    response = render(request, "scorm/closed.html", _words(launch, "missing"), status=404)
    response.headers["Cache-Control"] = "no-store"
    return headers.seal(response)


def _shows_pages(request: HttpRequest) -> bool:
    """Return whether a person will look at the answer; browsers before 2023 tell it by what they accept."""
    shown_as = request.headers.get("Sec-Fetch-Dest")
    return "text/html" in request.headers.get("Accept", "") if shown_as is None else shown_as in PAGES


def _file(version_id: int, path: str) -> PackageFile | None:
    """Return the file: exactly so, percent-decoded once more, or in other case (authors' servers did not care)."""
    candidates = [path, unquote(path)]
    rows = PackageFile.objects.filter(version_id=version_id, path_ci__in={folded(each) for each in candidates})
    by_path = {row.path: row for row in rows}
    for candidate in candidates:
        if candidate in by_path:
            return by_path[candidate]
    return next(iter(by_path.values()), None)


@csrf_exempt
@require_POST
def log(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take lines the player wants an operator to see; they go to the server's log. A preview's measures are kept."""
    launch = door.find(request, token)
    if request.headers.get("Origin") != origins.own_origin(request):
        return headers.seal(HttpResponse(status=403))
    text = request.read(LOG_BYTES).decode("utf-8", "replace")
    if _is_preview(launch) and (found := MEASURE.fullmatch(text)):
        at = timezone.now()
        phones.measured(version=launch.attempt.version, frame_px=int(found[1]), content_px=int(found[2]), at=at)
        return headers.seal(HttpResponse(status=204))
    logger.info("launch %s: %s", launch.public_id, text.replace("\r", " ").replace("\n", " ⏎ ")[:8_000])
    return headers.seal(HttpResponse(status=204))


@csrf_exempt
@require_POST
def calls(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take lines of the log of a launch's calls, where it is on. The player asks nothing back and may lose them."""
    launch, at = door.find(request, token), timezone.now()
    if request.headers.get("Origin") != origins.own_origin(request):
        return headers.seal(HttpResponse(status=403))
    if not launch.is_logged or door.standing(launch, at) is Standing.ENDED:
        return headers.seal(HttpResponse(status=410))
    most = limit("CALL_LOG_PART_BYTES")
    raw = request.read(most + 1)
    if len(raw) > most:
        return headers.seal(HttpResponse(status=413))
    try:
        call_logs.keep(launch=launch, part=call_log.part(raw), at=at)
    except call_log.InvalidPart:
        return headers.seal(HttpResponse(status=422))
    except call_logs.LogIsFull:
        return headers.seal(HttpResponse(status=410))
    return headers.seal(HttpResponse(status=204))


@require_safe
def stray(request: HttpRequest, path: str) -> HttpResponseBase:
    """Lead an absolute address inside a package ("/images/a.png") to where the page that asks lives."""
    referer = urlsplit(request.headers.get("Referer", ""))
    found = REFERER.match(referer.path)
    if found is None or referer.netloc != request.get_host():
        raise Http404
    launch = door.find_reading(request, found[1], timezone.now())
    logger.info("launch %s: absolute address /%s", launch.public_id, path[:200])
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return headers.seal(HttpResponseRedirect(f"/l/{found[1]}/c/{quoted(path)}{query}"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Say to a person why nothing opens here, with the way back; to what scripts and pages load, say a plain no."""
    if not _shows_pages(request):
        return headers.seal(HttpResponse("404", status=404, content_type="text/plain; charset=utf-8"))
    if isinstance(exception, door.Over):
        words = _words(exception.launch, "ended") | {"exit_url": exception.launch.return_url}
    else:  # a bookmark whose launch is long forgotten, or a word typed after the name of the host
        language = get_language_from_request(request)
        told = {"language": language, "dir": bootstrap.direction(language), "exit_url": settings.SITE_ORIGIN}
        words = gone_strings(language) | told
    is_whole_page = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    if not is_whole_page:
        words["exit_url"] = ""  # a link in the frame of a package leads nowhere
    response = render(request, "scorm/closed.html", words, status=404)
    response.headers["Cache-Control"] = "no-store"
    return headers.seal(response, is_player=is_whole_page)
