from __future__ import annotations

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import Provider
from cms.models.text_page import TextPage


class ProvidersPage(TextPage):
    """The list of all providers; below it, each has its section."""

    is_fixed = True

    template = "cms/pages/providers.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["cms.HomePage"]
    subpage_types: ClassVar = ["cms.ProviderPage"]

    class DataCard:
        purpose = "Says who teaches here."
        personal = {"owner": "who made the page"}
        retention = "stays"
        platform = "Lists all providers."

    class Meta:
        verbose_name = _("Liste der Träger")
        verbose_name_plural = _("Listen der Träger")


class ProviderPage(TextPage):
    """
    A provider's section: its first page, and below it whatever its editors publish.

    One per provider and language; `cms.actions.tree.provider_section` makes it. What stands below it belongs to the
    provider, so page permissions are given on it (`cms.queries.pages.section_of` finds it from any page below).
    """

    is_fixed = True

    template = "cms/pages/provider.html"
    parent_page_types: ClassVar = ["cms.ProvidersPage"]
    subpage_types: ClassVar = ["cms.FreePage", "cms.LegalPage"]

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("Träger")
    )

    class DataCard:
        purpose = "Where a provider introduces itself, and the root of its pages."
        personal = {"owner": "who made the page"}
        retention = "as long as the provider"
        provider = "provider"

    class Meta:
        verbose_name = _("Seite eines Trägers")
        verbose_name_plural = _("Seiten der Träger")

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Refuse by hand: every provider gets its section from the platform."""
        return False

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Keep the section its provider's, whatever an old version says."""
        page: Self = super().with_content_json(content)
        page.provider_id = self.provider_id
        return page


class LegalPage(TextPage):
    """Imprint, privacy notice or accessibility statement: a provider's below its section, the platform's at the top."""

    class Kind(models.TextChoices):
        IMPRINT = "imprint", _("Impressum")
        PRIVACY = "privacy", _("Datenschutzhinweise")
        ACCESSIBILITY = "accessibility", _("Erklärung zur Barrierefreiheit")

    template = "cms/pages/legal.html"
    menu_place = "footer"
    parent_page_types: ClassVar = ["cms.HomePage", "cms.ProviderPage"]
    subpage_types: ClassVar[list[str]] = []

    kind = models.CharField(_("Art"), max_length=20, choices=Kind)

    content_panels: ClassVar = ["kind", *TextPage.content_panels]

    class DataCard:
        purpose = "What law wants said: § 5 DDG, Art. 13 GDPR, § 12b BGG."
        personal = {"owner": "who made the page"}
        retention = "as long as its provider or the platform"
        platform = "Its place in the tree says whose it is: a provider's section or the platform's part."

    class Meta:
        verbose_name = _("Rechtliche Seite")
        verbose_name_plural = _("Rechtliche Seiten")

    def clean(self) -> None:
        """Refuse a second page of a kind in the same place: nobody could say which one holds."""
        super().clean()
        parent = self.get_parent() if self.path else getattr(self, "_cached_parent_obj", None)
        if parent is None or not self.kind:
            return
        same = LegalPage.objects.child_of(parent).filter(kind=self.kind).exclude(pk=self.pk)
        if same.exists():
            raise ValidationError({"kind": _("Diese Seite gibt es hier schon. Bearbeiten Sie die vorhandene.")})
