"""Pictures join the back office."""

from wagtail import hooks

from media.viewsets import image_chooser, images


@hooks.register("register_admin_viewset")
def register_pictures() -> list[object]:
    return [images, image_chooser]
