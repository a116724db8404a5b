"""Choosing a picture, or uploading one while choosing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.back_office import ProviderModelChooserViewSet


class ImageChooserViewSet(ProviderModelChooserViewSet):
    model = "media.Image"
    name = "picture_chooser"
    url_prefix = "bilder/auswahl"
    icon = "image"
    choose_one_text = _("Bild auswählen")
    choose_another_text = _("Anderes Bild auswählen")
    edit_item_text = _("Dieses Bild bearbeiten")
    creation_form_class = "media.forms.ImageForm"  # by name: blocks need this before models are loaded
    create_action_label = _("Bild hochladen")
    per_page = 20


image_chooser = ImageChooserViewSet()
