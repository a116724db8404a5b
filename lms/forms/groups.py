# messages: back office
"""Names of the groups of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from lms.actions.groups import Title
from lms.models import GroupTitle
from lms.models.group_title import LONGEST_TITLE

OTHERS = [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class GroupNamesForm(forms.Form):
    """A name for each group, in the source language and, where somebody likes, in the others."""

    def __init__(self, *args: Any, numbers: Iterable[int], titles: Mapping[int, GroupTitle], **kwargs: Any) -> None:
        self.numbers = list(numbers)
        super().__init__(*args, **kwargs)
        for number in self.numbers:
            known = titles.get(number)
            self.fields[f"name-{number}"] = forms.CharField(
                label=_("Name der Gruppe %(number)s") % {"number": number},
                max_length=LONGEST_TITLE,
                required=False,
                initial=known.title if known else "",
            )
            for code, language in OTHERS:
                self.fields[f"name-{number}-{code}"] = forms.CharField(
                    label=_("Name der Gruppe %(number)s (%(language)s)") % {"number": number, "language": language},
                    max_length=LONGEST_TITLE,
                    required=False,
                    initial=known.translations.get(code, "") if known else "",
                    widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen: set[str] = set()
        for number in self.numbers:
            text = (data.get(f"name-{number}") or "").casefold()
            if text and text in seen:
                self.add_error(f"name-{number}", _("So heißt schon eine andere Gruppe."))
            elif not text and any(data.get(f"name-{number}-{code}") for code, _language in OTHERS):
                self.add_error(f"name-{number}", _("Bitte nennen Sie auch den deutschen Namen."))
            seen.add(text)
        return data

    def titles(self) -> dict[int, Title]:
        """Return what was typed, by number."""
        data = self.cleaned_data
        return {
            number: Title(
                data[f"name-{number}"],
                {code: text for code, _language in OTHERS if (text := data[f"name-{number}-{code}"])},
            )
            for number in self.numbers
        }

    def names(self) -> list[forms.BoundField]:
        """Return the names in the source language."""
        return [self[f"name-{number}"] for number in self.numbers]

    def translations(self) -> list[forms.BoundField]:
        """Return the names in other languages, which may stay empty."""
        return [self[f"name-{number}-{code}"] for number in self.numbers for code, _language in OTHERS]

    def has_translation_errors(self) -> bool:
        """Return whether a translation is refused, and must not stay folded away."""
        return any(field.errors for field in self.translations())
