"""The language of a request, from its address."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware


class AddressLocaleMiddleware(LocaleMiddleware):
    """
    Django's own, but for addresses that a view has answered.

    Pages of the website may stand at any address behind a language, so Django would lead every "not found" of the
    back office to a page of the same name. Only an address that nothing here knows is tried with a language.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_unknown = request.resolver_match is None
        if response.status_code == 404 and not is_unknown:
            response.headers.setdefault("Content-Language", getattr(request, "LANGUAGE_CODE", "de"))
            return response
        return super().process_response(request, response)
