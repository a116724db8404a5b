from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from privacy.public_ids import PublicIdField


class Occupation(models.Model):
    """A reference occupation of the German recognition procedure; the eight of the source documents are data."""

    public_id = PublicIdField()
    key = models.SlugField(max_length=40, unique=True)
    title_de = models.CharField(_("Bezeichnung (deutsch)"), max_length=120)
    title_en = models.CharField(_("Bezeichnung (englisch)"), max_length=120)
    is_regulated = models.BooleanField(_("reglementiert"))
    regulation_note = models.CharField(_("Hinweis zur Reglementierung"), max_length=200, blank=True)
    competent_body = models.CharField(_("Zuständige Stelle in Niedersachsen"), max_length=200, blank=True)
    language_requirement = models.CharField(_("Deutsch im Beruf"), max_length=120, blank=True)
    compensation_path = models.CharField(_("Ausgleich"), max_length=250, blank=True)
    # Several codes where an occupation spans several groups, separated by a slash as in the published tables.
    isco = models.CharField("ISCO-08", max_length=40)
    kldb = models.CharField("KldB 2010", max_length=40)
    dqr = models.CharField("DQR", max_length=10)

    class DataCard:
        purpose = "Names the occupation a course prepares for, with the codes of public statistics."
        personal: dict[str, str] = {}
        retention = "stays; codes are corrected when the classifications change"
        platform = "The same occupations hold for every provider."

    class Meta:
        verbose_name = _("Referenzberuf")
        verbose_name_plural = _("Referenzberufe")
        ordering = ["title_de"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name in the language of the interface; German where there is none."""
        return self.title_en if self.title_language == "en" else self.title_de

    @property
    def title_language(self) -> str:
        """The language that `title` is in: English for the interface in English, else German, the official name."""
        return "en" if (get_language() or "de").startswith("en") else "de"


class OccupationName(models.Model):
    """A name under which people look for an occupation: in any language, spelling or script, official or not."""

    occupation = models.ForeignKey(Occupation, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("Sprache"), max_length=10)  # a language code such as "uk"
    name = models.CharField(_("Bezeichnung"), max_length=120)

    is_shown = models.BooleanField(
        _("wird angezeigt"), default=False, help_text=_("So heißt der Beruf auf Seiten in dieser Sprache.")
    )

    class DataCard:
        purpose = "Lets people find the German occupation by the word they know for it."
        personal: dict[str, str] = {}
        retention = "stays"
        platform = "The same occupations hold for every provider."

    class Meta:
        verbose_name = _("Name eines Referenzberufs")
        verbose_name_plural = _("Namen von Referenzberufen")
        ordering = ["occupation_id", "language", "name"]
        constraints = [
            models.UniqueConstraint(fields=["occupation", "language", "name"], name="occupation_name_once"),
            models.UniqueConstraint(
                fields=["occupation", "language"],
                condition=models.Q(is_shown=True),
                name="one_shown_occupation_name_per_language",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="occupation_name_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"
