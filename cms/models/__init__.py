from cms.models.barrier import BarrierReport
from cms.models.base import HOME_PATH, HOME_SLUG, BodyField, SitePage, address
from cms.models.catalogue_page import CataloguePage
from cms.models.home import HomePage
from cms.models.log import SitePageLogEntry
from cms.models.news import NewsIndexPage, NewsPage
from cms.models.provider_page import LegalPage, ProviderPage, ProvidersPage
from cms.models.special_page import ImageCreditsPage, PlainLanguagePage
from cms.models.text_page import FreePage, TextPage

__all__ = [
    "HOME_PATH",
    "HOME_SLUG",
    "BarrierReport",
    "BodyField",
    "CataloguePage",
    "FreePage",
    "HomePage",
    "ImageCreditsPage",
    "LegalPage",
    "NewsIndexPage",
    "NewsPage",
    "PlainLanguagePage",
    "ProviderPage",
    "ProvidersPage",
    "SitePage",
    "SitePageLogEntry",
    "TextPage",
    "address",
]
