"""Pictures, films and documents in the back office: lists, and choosers that upload."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn

from accounts.back_office import ProviderModelViewSet
from media.film_forms import FilmForm
from media.forms import DocumentForm, ImageForm
from media.models import Document, Film, Image


class ImageViewSet(ProviderModelViewSet):
    model = Image
    name = "pictures"
    url_prefix = "bilder"
    icon = "image"
    menu_label = _("Bilder")
    menu_order = 240
    add_to_admin_menu = True
    form_fields = ("provider", "title", "file", "description", "credit", "licence", "source_url", "is_for_platform")
    list_display = (
        TitleColumn("title", label=_("Titel"), url_name="pictures:edit"),
        Column("description", label=_("Beschreibung für Screenreader")),
        Column("credit", label=_("Bildnachweis")),
        "created_at",
    )
    ordering = ("-created_at",)

    def get_form_class(self, for_update: bool = False) -> type[ImageForm]:
        return ImageForm


class FilmViewSet(ProviderModelViewSet):
    model = Film
    name = "films"
    url_prefix = "filme"
    icon = "media"
    menu_label = _("Filme")
    menu_order = 241
    add_to_admin_menu = True
    form_fields = tuple(FilmForm.Meta.fields)
    list_display = (TitleColumn("title", label=_("Titel"), url_name="films:edit"), "language", "minutes", "created_at")
    ordering = ("-created_at",)

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return FilmForm


class DocumentViewSet(ProviderModelViewSet):
    model = Document
    name = "handouts"
    url_prefix = "dokumente"
    icon = "doc-full-inverse"
    menu_label = _("Dokumente")
    menu_order = 242
    add_to_admin_menu = True
    form_fields = tuple(DocumentForm.Meta.fields)
    list_display = (TitleColumn("title", label=_("Titel"), url_name="handouts:edit"), "kind", "created_at")
    ordering = ("-created_at",)

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return DocumentForm


images, films, documents = ImageViewSet(), FilmViewSet(), DocumentViewSet()
