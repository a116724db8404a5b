"""Pictures, films and documents join the back office."""

from wagtail import hooks

from media.choosers import document_chooser, film_chooser, image_chooser
from media.viewsets import documents, films, images


@hooks.register("register_admin_viewset")
def register_media() -> list[object]:
    return [images, image_chooser, films, film_chooser, documents, document_chooser]
