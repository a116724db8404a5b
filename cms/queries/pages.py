"""Finding pages: by address, by language, by provider."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import get_language_info
from wagtail.models import Page

from accounts import foot_cache
from accounts.models import Provider
from cms.models import HOME_PATH, CataloguePage, HomePage, LegalPage, ProviderPage, SitePage, address

STEP_COLUMNS = ("translation_key", "title", "search_description", "url_path", "locale__language_code")


def find(path: str, *, language: str) -> SitePage | None:
    """
    Return the live page at `path` ("" is the home page) in the reader's language, else German, or None. Two queries.

    `path` is the path in the German tree, whatever the language.
    """
    url_path = HOME_PATH + "".join(f"{step}/" for step in path.split("/") if step)
    german = Page.objects.filter(url_path=url_path, locale__language_code=settings.LANGUAGE_CODE, live=True)
    row = german.first()
    model = row.specific_class if row is not None else None
    if row is None or model is None or not issubclass(model, SitePage):
        return None
    shown = Q(pk=row.pk) | Q(translation_key=row.translation_key, locale__language_code=language, live=True)
    versions = {page.language: page for page in model._default_manager.filter(shown).select_related("locale")}
    page: SitePage = versions.get(language) or versions[settings.LANGUAGE_CODE]
    page.source_url_path, page.source = row.url_path, versions[settings.LANGUAGE_CODE]
    return page


def catalogue(language: str) -> CataloguePage | None:
    """
    Return the live page around the catalogue in the reader's language, else in German, else None.

    One query, or none while kept: the page stands around each search, and changes when an editor publishes.
    """
    key = catalogue_key(language)
    kept: tuple[CataloguePage | None] | None = foot_cache.kept(key)
    if kept is None:
        live = CataloguePage.objects.filter(live=True, locale__language_code__in=[language, settings.LANGUAGE_CODE])
        found = {page.language: page for page in live.select_related("locale", "share_image")}
        kept = (found.get(language) or found.get(settings.LANGUAGE_CODE),)
        foot_cache.keep(key, kept)
    return kept[0]


def catalogue_key(language: str) -> str:
    """Return under which key the page around the catalogue is kept."""
    return f"catalogue-page:{language}"


def home() -> HomePage | None:
    """Return the German home page, whether live or not."""
    page: HomePage | None = HomePage.objects.filter(url_path=HOME_PATH).select_related("locale").first()
    return page


def section_of(page: Page) -> ProviderPage | None:
    """Return the German provider page in whose section the page stands (itself included), or None. Two queries."""
    source = page
    if page.locale.language_code != settings.LANGUAGE_CODE:
        source = page.get_translations().filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if source is None:
        return None
    found: ProviderPage | None = (
        ProviderPage.objects.ancestor_of(source, inclusive=True).select_related("provider").first()
    )
    return found


def section_for(provider: Provider) -> ProviderPage | None:
    """Return the provider's German page, whether live or not."""
    page: ProviderPage | None = ProviderPage.objects.filter(
        provider=provider, locale__language_code=settings.LANGUAGE_CODE
    ).first()
    return page


@dataclass(frozen=True, slots=True)
class Step:
    """A page in a trail or a list."""

    title: str
    text: str
    source_url_path: str
    language: str  # of title and text
    direction: str

    @property
    def url(self) -> str:
        """The address in the active language."""
        return address(self.source_url_path)


@dataclass(frozen=True, slots=True)
class Section:
    """A provider's section in the list of providers."""

    provider: Provider
    page: ProviderPage  # in the reader's language, or German
    source_url_path: str

    @property
    def url(self) -> str:
        """The address in the active language."""
        return address(self.source_url_path)


def trail(page: SitePage, *, language: str) -> list[Step]:
    """Return the pages above this one, without the home page. One query, none right below the home page."""
    path = page.source_url_path or ""
    names = path.removeprefix(HOME_PATH).strip("/").split("/")[:-1]
    above = [HOME_PATH + "".join(f"{name}/" for name in names[:count]) for count in range(1, len(names) + 1)]
    return _steps(Q(url_path__in=above), language) if above else []


def below(page: SitePage, *, language: str) -> list[Step]:
    """Return the live pages right below this one, in their order, legal pages left out. Two queries."""
    legal = ContentType.objects.get_for_model(LegalPage)
    source = Page.objects.filter(url_path=page.source_url_path).values_list("path", "depth").first()
    if source is None:
        return []
    path, depth = source
    return _steps(Q(path__startswith=path, depth=depth + 1) & ~Q(content_type=legal), language)


def sections(*, language: str) -> list[Section]:
    """Return the live sections of providers that are not archived, by name. One query."""
    pages = ProviderPage.objects.filter(
        live=True, provider__archived_at__isnull=True, locale__language_code__in={settings.LANGUAGE_CODE, language}
    )
    found = list(pages.select_related("provider", "locale").defer("body"))
    shown = {page.provider_id: page for page in found if page.language == language}
    listed = [
        Section(page.provider, shown.get(page.provider_id, page), page.url_path) for page in found if page.is_source
    ]
    return sorted(listed, key=lambda section: section.provider.name.casefold())


def _steps(where: Q, language: str) -> list[Step]:
    """Return the German pages that match, in the order of the tree, in the language where translated. One query."""
    german = Page.objects.filter(where, live=True, locale__language_code=settings.LANGUAGE_CODE)
    versions = Page.objects.filter(
        live=True,
        translation_key__in=german.values("translation_key"),
        locale__language_code__in={settings.LANGUAGE_CODE, language},
    )
    rows = list(versions.order_by("path").values_list(*STEP_COLUMNS))
    translated = {key: (title, text) for key, title, text, _path, code in rows if code == language}
    steps = []
    for key, title, text, path, code in rows:
        if code == settings.LANGUAGE_CODE:
            shown = language if key in translated else code
            title, text = translated.get(key, (title, text))
            direction = "rtl" if get_language_info(shown)["bidi"] else "ltr"
            steps.append(Step(title, text, path, shown, direction))
    return steps
