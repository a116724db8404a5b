"""The back office wears the colour of the house and closes its pickers; the rest of it stays Wagtail's."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def colour_of_the_house() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("ui/admin.css"))


@hooks.register("insert_global_admin_js")
def pickers_of_the_house() -> str:
    return format_html('<script src="{}" type="module"></script>', static("ui/admin.js"))
