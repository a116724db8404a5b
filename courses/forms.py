# messages: back office
"""Shapes of what trainers type: units, courses, runs."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput
from wagtail.blocks.stream_block import StreamBlockValidationError

from accounts.back_office import POLICIES, ProviderForm, visible
from accounts.models import Provider, User
from accounts.references import OwnReferences
from courses import queries
from courses.actions import publishing
from courses.models import Course, Run, Unit
from courses.rules import Fault
from media.rules import FilePolicy, own_files
from scorm.models import Package
from surveys.models import Questionnaire

ZIP_HEAD = b"PK\x03\x04"


class ContentForm(OwnReferences, ProviderForm):
    """What course and unit share: one owner, own references, a full check only when it is to be published."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provider = self.fields.get("provider")
        if provider is not None and provider.widget.is_hidden:
            # Only one answer is possible: not worth a field.
            self.instance.provider_id = provider.initial
            del self.fields["provider"]

    def may_name(self, model: type[Model], keys: set[str]) -> set[str]:
        """Ask about files whose they are: those that others marked are for pages of the platform alone."""
        if not isinstance(POLICIES.get(model), FilePolicy):
            return super().may_name(model, keys)
        return {str(key) for key in own_files(self.for_user, model).filter(pk__in=keys).values_list("pk", flat=True)}

    def faults(self) -> Iterable[Fault]:
        """Return what stands against publishing the instance as typed."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation or self.errors:
            return
        self.prepare_publication()
        for fault in self.faults():
            self._complain(fault)

    def prepare_publication(self) -> None:
        """Fill in what follows from the rest."""

    def _complain(self, fault: Fault) -> None:
        if fault.field not in self.fields:
            self.add_error(None, str(fault.text))
        elif hasattr(self.fields[fault.field], "block"):
            error = StreamBlockValidationError(non_block_errors=forms.utils.ErrorList([str(fault.text)]))
            self._errors.setdefault(fault.field, self.error_class()).data.append(error)
        else:
            self.add_error(fault.field, str(fault.text))


# Of the policy of attempts: what nobody has to fill in.
UNASKED = ("max_attempts", "wait_hours", "counting")


class UnitForm(ContentForm):
    """A unit: text or SCORM package."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_translation:
            for name in Unit.ATTEMPT_FIELDS:
                self.fields.pop(name, None)  # its panel goes with it; runs read the original's
        for name in UNASKED:
            if name in self.fields:
                self.fields[name].required = False  # left empty means what holds without a policy
        if "package" in self.fields and self.for_user is not None:
            providers = visible(self.for_user, Unit).values("provider")
            owners = [self.instance.provider_id] if self.instance.provider_id else None
            packages = Package.objects.on_stage()
            packages = packages.for_owners(owners) if owners else packages.filter(owner__in=providers)
            self.fields["package"].queryset = packages | Package.objects.filter(pk=self.instance.package_id)

        if "questionnaire" in self.fields and self.for_user is not None:
            own = visible(self.for_user, Questionnaire)
            if self.instance.provider_id:
                own = own.filter(provider=self.instance.provider_id)
            mine = Questionnaire.objects.filter(pk=self.instance.questionnaire_id)
            self.fields["questionnaire"].queryset = own | mine

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name in UNASKED:
            if name in self.fields and name not in self.errors and data.get(name) in (None, ""):
                data[name] = getattr(Unit(), name)  # as a unit has it that nobody asked
        return data

    def faults(self) -> Iterable[Fault]:
        return queries.unit_faults(self.instance)


class CourseForm(ContentForm):
    """A course; of a translation only what can be translated."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_translation:
            for name in Course.FACTS:
                self.fields.pop(name, None)  # its panel goes with it

    def clean_curriculum(self) -> Any:
        value = self.cleaned_data["curriculum"]
        units = [item["unit"] for module in value or [] for item in module.value["items"] if item["unit"] is not None]
        if any(unit.is_translation for unit in units):
            raise ValidationError(_("Bitte wählen Sie die Einheit in ihrer ursprünglichen Sprache."))
        return value

    def prepare_publication(self) -> None:
        if not self.instance.slug:
            self.instance.slug = publishing.free_slug(self.instance)

    def faults(self) -> Iterable[Fault]:
        return queries.course_faults(self.instance)


class RunForm(ProviderForm):
    """Dates, places, window and trainers of a run."""

    trainers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=gettext_lazy("Dozent*innen"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Wer diesen Durchgang begleitet. Zur Auswahl stehen die Dozent*innen des Trägers."),
    )

    class Meta:
        model = Run
        fields = (
            "course",
            "label",
            "starts_on",
            "ends_on",
            "enrol_from",
            "enrol_until",
            "capacity",
            "schedule",
            "times_of_day",
            "trainers",
        )
        widgets = dict.fromkeys(("starts_on", "ends_on", "enrol_from", "enrol_until"), AdminDateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        course = self.fields["course"]
        originals = Course.objects.filter(translation_of__isnull=True, live=True)
        if self.for_user is not None:
            originals = originals.filter(pk__in=_courses_for_runs(self.for_user))
        course.queryset = originals.order_by("title")
        course.help_text = _("Zur Auswahl stehen veröffentlichte Kurse.")
        providers = originals.values("provider")
        if self.instance.pk:
            course.queryset = Course.objects.filter(pk=self.instance.course_id)
            course.disabled = True
            providers = course.queryset.values("provider")
            self.fields["trainers"].initial = list(self.instance.trainers.values_list("pk", flat=True))
        self.fields["trainers"].queryset = queries.trainers_at(providers)
        self.fields["trainers"].label_from_instance = lambda user: user.display_name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        opens, closes = data.get("enrol_from"), data.get("enrol_until")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("Das Ende liegt vor dem Beginn."))
        if opens and closes and closes < opens:
            self.add_error("enrol_until", _("Die Anmeldung endet, bevor sie beginnt."))
        if closes and ends and closes > ends:
            self.add_error("enrol_until", _("Die Anmeldung endet erst nach dem Durchgang."))
        course, trainers = data.get("course"), data.get("trainers")
        if course and trainers is not None:
            own = set(queries.trainers_at([course.provider_id]).values_list("pk", flat=True))
            if any(user.pk not in own for user in trainers):
                self.add_error("trainers", _("Nur Dozent*innen des Trägers, der den Kurs anbietet."))
        return data

    def plan(self) -> dict[str, Any]:
        """Return the typed values that belong to the run itself."""
        names = [name for name in self.cleaned_data if name not in ("course", "trainers")]
        return {name: self.cleaned_data[name] for name in names}


def _courses_for_runs(user: User) -> Any:
    from accounts.back_office import provider_keys
    from accounts.roles import Permission

    return Course.objects.filter(provider__in=provider_keys(user, [Permission.PLAN_RUNS])).values("pk")


class UploadForm(forms.Form):
    """A SCORM package as a zip; `package` given: its next version."""

    provider = forms.ModelChoiceField(Provider.objects.none(), label=gettext_lazy("Träger"))
    title = forms.CharField(
        label=gettext_lazy("Titel"),
        max_length=200,
        help_text=gettext_lazy("So finden Sie das Paket wieder. Lernende sehen den Titel der Einheit."),
    )
    file = forms.FileField(
        label=gettext_lazy("ZIP-Datei"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        help_text=gettext_lazy("Das SCORM-Paket, wie Ihr Autorenwerkzeug es exportiert: SCORM 1.2 oder SCORM 2004."),
    )

    def __init__(self, *args: Any, providers: Any, package: Package | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.package = package
        if package is not None:
            del self.fields["provider"], self.fields["title"]
            return
        choices = list(providers[:2])
        self.fields["provider"].queryset = providers  # type: ignore[attr-defined]
        self.only_provider = choices[0] if len(choices) == 1 else None
        if self.only_provider is not None:
            del self.fields["provider"]

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse at once what is no archive; what is in it, the check of the package says (scorm)."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        head = file.read(4)
        file.seek(0)
        if head != ZIP_HEAD or not zipfile.is_zipfile(file):
            raise ValidationError(
                _("Diese Datei ist kein ZIP-Archiv. Exportieren Sie den Kurs im Autorenwerkzeug als SCORM-Paket.")
            )
        file.seek(0)
        return file

    @property
    def owner(self) -> Provider:
        """Whose package it will be."""
        if self.package is not None:
            return self.package.owner
        return self.only_provider or cast(Provider, self.cleaned_data["provider"])
