"""What cannot be in any address of ours, refused once and before anything is looked up by it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseNotFound
from django.http.response import HttpResponseBase


class PossibleAddresses:
    """
    Answer 404 to paths with a NUL character (%00).

    Every view looks for a row by a part of its path, and PostgreSQL takes no NUL into a query: each would be an error
    of ours. Forms and queries refuse it where they read what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info:
            return HttpResponseNotFound("404", content_type="text/plain")
        return self.get_response(request)
