"""Pictures, films, documents and logos join the back office."""

from django.urls import URLResolver, include, path
from wagtail import hooks

from media.choosers import document_chooser, film_chooser, image_chooser
from media.viewsets import documents, films, images


@hooks.register("register_admin_viewset")
def register_media() -> list[object]:
    return [images, image_chooser, films, film_chooser, documents, document_chooser]


@hooks.register("register_admin_urls")
def register_logos() -> list[URLResolver]:
    return [path("", include("media.admin_urls"))]  # by name: hooks and views are neighbours
