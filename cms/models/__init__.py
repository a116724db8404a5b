from cms.models.base import HOME_PATH, HOME_SLUG, SitePage, address
from cms.models.catalogue_page import CataloguePage
from cms.models.home import HomePage
from cms.models.log import SitePageLogEntry
from cms.models.provider_page import LegalPage, ProviderPage, ProvidersPage
from cms.models.text_page import FreePage, TextPage

__all__ = [
    "HOME_PATH",
    "HOME_SLUG",
    "CataloguePage",
    "FreePage",
    "HomePage",
    "LegalPage",
    "ProviderPage",
    "ProvidersPage",
    "SitePage",
    "SitePageLogEntry",
    "TextPage",
    "address",
]
