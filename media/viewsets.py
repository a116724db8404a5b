"""Pictures in the back office: a list, and a chooser that uploads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn

from accounts.back_office import ProviderModelViewSet
from media.forms import ImageForm
from media.models import Image


class ImageViewSet(ProviderModelViewSet):
    model = Image
    name = "pictures"
    url_prefix = "bilder"
    icon = "image"
    menu_label = _("Bilder")
    menu_order = 240
    add_to_admin_menu = True
    form_fields = ("provider", "title", "file", "description", "credit")
    list_display = (
        TitleColumn("title", label=_("Titel"), url_name="pictures:edit"),
        Column("description", label=_("Beschreibung für Screenreader")),
        "created_at",
    )
    ordering = ("-created_at",)

    def get_form_class(self, for_update: bool = False) -> type[ImageForm]:
        return ImageForm


images = ImageViewSet()
