# messages: back office
"""Choosing a picture, a film or a document, or uploading one while choosing."""

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


class DocumentChooserViewSet(ProviderModelChooserViewSet):
    model = "media.Document"
    name = "handout_chooser"
    url_prefix = "dokumente/auswahl"
    icon = "doc-full-inverse"
    choose_one_text = _("Dokument auswählen")
    choose_another_text = _("Anderes Dokument auswählen")
    edit_item_text = _("Dieses Dokument bearbeiten")
    creation_form_class = "media.forms.DocumentForm"
    create_action_label = _("Dokument hochladen")
    per_page = 20


class FilmChooserViewSet(ProviderModelChooserViewSet):
    """Films are uploaded on their own screen: captions and transcript want room."""

    model = "media.Film"
    name = "film_chooser"
    url_prefix = "filme/auswahl"
    icon = "media"
    choose_one_text = _("Film auswählen")
    choose_another_text = _("Anderen Film auswählen")
    edit_item_text = _("Diesen Film bearbeiten")
    per_page = 20


image_chooser = ImageChooserViewSet()
document_chooser = DocumentChooserViewSet()
film_chooser = FilmChooserViewSet()
