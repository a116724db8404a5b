"""The language of a request, from its address."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import Resolver404, resolve
from django.utils.translation import get_language


class AddressLocaleMiddleware(LocaleMiddleware):
    """
    Django's own, but careful about "not found".

    Pages of the website may stand at any address behind a language (settings.CATCH_ALL_VIEW), so Django would lead
    every 404 to a page of the same name, those of the back office and of content hosts too. Here an address is tried
    with a language only if nothing knows it without one, and something other than the pages knows it with one.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and not self._leads_somewhere(request):
            response.headers.setdefault("Content-Language", get_language() or settings.LANGUAGE_CODE)
            return response
        return super().process_response(request, response)

    def _leads_somewhere(self, request: HttpRequest) -> bool:
        if request.resolver_match is not None:
            return False
        path = request.path_info if request.path_info.endswith("/") else f"{request.path_info}/"
        try:
            found = resolve(f"/{get_language()}{path}")
        except Resolver404:
            return False
        return found.view_name != settings.CATCH_ALL_VIEW
