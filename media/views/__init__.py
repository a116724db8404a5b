from media.views.files import public_file

__all__ = ["public_file"]
