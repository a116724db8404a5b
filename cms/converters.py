"""What may be the path of a page."""

from django.conf import settings
from django.urls import register_converter
from django.urls.converters import PathConverter


class PagePathConverter(PathConverter):
    """
    Any path but one under the back office.

    Django's LocaleMiddleware turns a 404 without language into a way to the same path with one, if that could exist;
    a closed screen of the back office has to stay a 404.
    """

    regex = rf"(?!{settings.BACK_OFFICE_PATH.strip('/')}(?:/|$)).+"


register_converter(PagePathConverter, "page_path")
