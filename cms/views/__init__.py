from cms.views import counselling
from cms.views.catalogue import catalogue, catalogue_month
from cms.views.courses import course, course_image, enrolment_opening
from cms.views.pages import home, page
from cms.views.search_engines import sitemap

__all__ = [
    "catalogue",
    "catalogue_month",
    "counselling",
    "course",
    "course_image",
    "enrolment_opening",
    "home",
    "page",
    "sitemap",
]
