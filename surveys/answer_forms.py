"""The page on which people answer, made from the questions of a round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.actions.answering import TEXT_MOST
from surveys.models import QuestionKind, Survey
from surveys.models.questionnaire import HIGHEST, LOWEST
from surveys.models.survey import AskedQuestion
from surveys.rules import cleaned_code

SCALE = (
    (1, _("stimme gar nicht zu")),
    (2, _("stimme eher nicht zu")),
    (3, _("teils, teils")),
    (4, _("stimme eher zu")),
    (5, _("stimme voll zu")),
)
if [value for value, _words in SCALE] != list(range(LOWEST, HIGHEST + 1)):
    msg = "the words of the scale and its numbers do not fit"
    raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Line:
    """One question as the page shows it."""

    bound: forms.BoundField
    text: str
    language: str
    is_scale: bool


class AnswerForm(forms.Form):
    """One field per question, none of them compulsory, and the self-made code that joins the rounds."""

    code = forms.CharField(
        label=_("Ihr Code"),
        max_length=10,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr"}
        ),
    )

    def __init__(self, *args: Any, survey: Survey, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.survey, self.language = survey, language
        for question in survey.asked:
            self.fields[question.key] = self._field(question)
        self.order_fields([*(question.key for question in survey.asked), "code"])

    def _field(self, question: AskedQuestion) -> forms.Field:
        text, _language = question.words(self.language)
        if question.kind == QuestionKind.TEXT:
            return forms.CharField(
                label=text,
                required=False,
                max_length=TEXT_MOST,
                widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
            )
        return forms.TypedChoiceField(
            label=text,
            choices=SCALE,
            coerce=int,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
        )

    def clean_code(self) -> str:
        """Say what a code looks like if this is none."""
        raw: str = self.cleaned_data["code"]
        if raw.strip():
            try:
                cleaned_code(raw)
            except ValueError:
                raise forms.ValidationError(
                    _("Ein Code hat die Form „a12m“: ein Buchstabe, zwei Ziffern für den Tag, ein Buchstabe."),
                    code="code",
                ) from None
        return raw

    @property
    def lines(self) -> list[Line]:
        """The questions in their order."""
        found = []
        for question in self.survey.asked:
            text, language = question.words(self.language)
            found.append(Line(self[question.key], text, language, question.kind == QuestionKind.AGREEMENT))
        return found

    def answers(self) -> dict[str, int]:
        """Return what was ticked."""
        keys = [question.key for question in self.survey.asked if question.kind == QuestionKind.AGREEMENT]
        return {key: self.cleaned_data[key] for key in keys if self.cleaned_data[key] is not None}

    def texts(self) -> dict[str, str]:
        """Return what was written."""
        keys = [question.key for question in self.survey.asked if question.kind == QuestionKind.TEXT]
        return {key: self.cleaned_data[key] for key in keys if self.cleaned_data[key].strip()}
