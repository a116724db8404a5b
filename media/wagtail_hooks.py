"""Pictures join the back office."""

from wagtail import hooks

from media.choosers import image_chooser
from media.viewsets import images


@hooks.register("register_admin_viewset")
def register_pictures() -> list[object]:
    return [images, image_chooser]
