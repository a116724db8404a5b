# messages: back office
"""Choosing a picture, a film or a document, or uploading one while choosing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView

from accounts.back_office import ProviderModelChooserViewSet


class FileChooseView(ChooseView):  # type: ignore[misc]
    """The window of a chooser; where there is nothing to choose, it says where to upload."""

    results_template_name = "media/admin/choice.html"


class FileChooseResultsView(ChooseResultsView):  # type: ignore[misc]
    """The list in that window, when it is searched or turned."""

    results_template_name = "media/admin/choice.html"


class FileChooserViewSet(ProviderModelChooserViewSet):
    """What the choosers of files share: a tab with what is there, and a tab for uploading."""

    choose_view_class = FileChooseView
    choose_results_view_class = FileChooseResultsView
    search_tab_label = _("Auswählen")
    create_action_clicked_label = _("Wird hochgeladen …")


class ImageChooserViewSet(FileChooserViewSet):
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


class DocumentChooserViewSet(FileChooserViewSet):
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


class FilmChooserViewSet(FileChooserViewSet):
    """A film comes with captions and transcript at once; further languages want the room of its own screen."""

    model = "media.Film"
    name = "film_chooser"
    url_prefix = "filme/auswahl"
    icon = "media"
    choose_one_text = _("Film auswählen")
    choose_another_text = _("Anderen Film auswählen")
    edit_item_text = _("Diesen Film bearbeiten")
    creation_form_class = "media.film_forms.FilmUploadForm"
    create_action_label = _("Film hochladen")
    per_page = 20


image_chooser = ImageChooserViewSet()
document_chooser = DocumentChooserViewSet()
film_chooser = FilmChooserViewSet()
