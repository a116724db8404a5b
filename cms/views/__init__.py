from cms.views.courses import course
from cms.views.pages import home, page

__all__ = ["course", "home", "page"]
