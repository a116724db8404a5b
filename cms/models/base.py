"""What all pages of the website have in common."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, PagePermissionTester

from accounts.models import Provider
from cms.blocks import PageBodyBlock
from cms.models.reviewed import ReviewedPage
from media.choosers import image_chooser
from privacy.public_ids import PublicIdField

HOME_SLUG = "start"  # of the German home page; never shown in an address
SECTION_DEPTH = 4  # of provider pages: below the root, a language's home page and the list of providers
HOME_PATH = f"/{HOME_SLUG}/"  # `url_path` of the German home page; those of all German pages begin with it


class BodyField(StreamField):  # type: ignore[misc]
    """The blocks of a page. Which blocks there are is no matter of the database, so migrations do not repeat them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__(*(args or [PageBodyBlock()]), **kwargs)

    def deconstruct(self) -> Any:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs


class SourceFieldPanel(FieldPanel):  # type: ignore[misc]
    """A field that is read from the German page for all languages, so translations do not ask for it."""

    class BoundPanel(FieldPanel.BoundPanel):  # type: ignore[misc]
        def is_shown(self) -> bool:
            return bool(self.instance.is_source and super().is_shown())


class FixedPagePermissions(PagePermissionTester):  # type: ignore[misc]
    """What somebody may do with a root of the tree: shape it, but neither move, copy nor delete it."""

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False


class SitePage(ReviewedPage, Page):  # type: ignore[misc, django-manager-missing]
    """
    Base of every page type of the website. Abstract.

    The tree is German; a translation is a copy in the other language's tree (wagtail-localize, "simple"). A page's
    address is `/<language of the interface>/<path in the German tree>/` in every language, and who reads a page that
    is not translated gets the German one, marked with its own language and direction. `cms.queries.pages.find`
    resolves an address, `cms.views.pages.show` answers it.
    """

    is_fixed: ClassVar[bool] = False  # a root of the tree: actions made it, and addresses of others hang on it

    localize_default_translation_mode = "simple"
    private_page_options: ClassVar[list[str]] = []  # pages are for everybody; whole answers are kept for all
    menu_place = "header"  # where `show_in_menus` puts a page below the home page: "header" or "footer"
    exclude_fields_in_copy: ClassVar[list[str]] = ["public_id"]

    public_id = PublicIdField()
    share_image = models.ForeignKey(
        "media.Image",
        verbose_name=_("Bild zum Teilen"),
        help_text=_("Erscheint, wenn jemand die Seite in einem Messenger teilt. Am besten 1200 × 630 Pixel."),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    promote_panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("show_in_menus")],
            heading=_("Adresse und Menü"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("share_image", widget=image_chooser.widget_class),
            ],
            heading=_("Für Suchmaschinen und zum Teilen"),
        ),
    ]
    settings_panels: ClassVar = [PublishingPanel()]

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Offer nothing for a root that the guard of the pages' screens would refuse."""
        return FixedPagePermissions(user, self) if self.is_fixed else PagePermissionTester(user, self)

    @property
    def language(self) -> str:
        """The language code of the text, such as "ar"; for the `lang` attribute around it."""
        return str(self.locale.language_code)

    @property
    def text_direction(self) -> str:
        """ "rtl" or "ltr", for the `dir` attribute around the text."""
        return "rtl" if translation.get_language_info(self.language)["bidi"] else "ltr"

    @property
    def is_source(self) -> bool:
        """Whether this is a page of the German tree, which gives all languages their addresses."""
        return self.language == settings.LANGUAGE_CODE

    @cached_property
    def source(self) -> SitePage | None:
        """The German page that this one translates (itself, if German); None if there is none any more."""
        if self.is_source:
            return self
        found: SitePage | None = (
            type(self)
            ._default_manager.filter(translation_key=self.translation_key, locale__language_code=settings.LANGUAGE_CODE)
            .first()
        )
        return found

    @cached_property
    def source_url_path(self) -> str | None:
        """`url_path` of the German page this one translates (its own, if German); None if there is none any more."""
        if self.is_source:
            return str(self.url_path)
        source = Page.objects.filter(translation_key=self.translation_key, locale__language_code=settings.LANGUAGE_CODE)
        path: str | None = source.values_list("url_path", flat=True).first()
        return path

    @cached_property
    def funding_provider(self) -> Provider | None:
        """The provider in whose section the page stands: whose funders and partners its foot names."""
        if self.depth is None or self.depth < SECTION_DEPTH:
            return None
        sections = apps.get_model("cms", "ProviderPage").objects.ancestor_of(self, inclusive=True)
        section = sections.select_related("provider").first()
        return section.provider if section is not None else None

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str | None:
        """
        Return the path at which the page is shown: German pages in the active language, translations in their own.

        A German page answers under every language, so a link from an Arabic page to it stays in Arabic.
        """
        path = self.source_url_path
        if path is None or not path.startswith(HOME_PATH):
            return None
        language = (translation.get_language() or settings.LANGUAGE_CODE) if self.is_source else self.language
        with translation.override(language):
            return address(path)

    url = property(get_url)

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str | None, str | None] | None:
        """Return (key of the one site, its origin, path on it), as Wagtail wants it."""
        path, roots = self.get_url(request), self._get_site_root_paths(request)
        return (roots[0].site_id, settings.SITE_ORIGIN, path) if path and roots else None

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page in its template."""
        request.is_preview = False  # type: ignore[attr-defined]
        return TemplateResponse(
            request, self.get_template(request, *args, **kwargs), self.get_context(request, *args, **kwargs)
        )

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the draft as its readers will see it: a translation inside an interface in its language."""
        with translation.override(self.language):
            request.LANGUAGE_CODE = self.language  # type: ignore[attr-defined]
            response: HttpResponse = super().serve_preview(request, mode_name)
            return response.render() if isinstance(response, TemplateResponse) else response

    def copy_for_translation(
        self, locale: Locale, copy_parents: bool = False, alias: bool = False, exclude_fields: list[str] | None = None
    ) -> Self:
        """
        Return a draft copy in the other language's tree; parents that are missing there become drafts too.

        Wagtail would publish such parents as aliases: German pages that claim to be translated.
        """
        parent = self.get_parent().specific
        if copy_parents and parent.depth > 1 and not parent.has_translation(locale):
            parent.copy_for_translation(locale, copy_parents=True)
        return super().copy_for_translation(locale, exclude_fields=exclude_fields)  # type: ignore[no-any-return]

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Return the page as a revision tells it, but with what belongs to the row and not to a version."""
        page: Self = super().with_content_json(content)
        page.public_id = self.public_id
        page.live_revision_id = self.live_revision_id
        page.last_published_at = self.last_published_at
        return page


def address(source_url_path: str) -> str:
    """Return the path of a page on the site in the active language, from its `url_path` in the German tree."""
    below = source_url_path.removeprefix(HOME_PATH).strip("/")
    return reverse("cms:page", args=[below]) if below else reverse("cms:home")
