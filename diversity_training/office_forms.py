# messages: back office
"""What the provider's staff type about a booking."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.queries import staff_with
from accounts.roles import Permission
from courses import queries as courses
from courses.models import Run
from courses.queries.curriculum import CurriculumModule
from diversity_training.booking import OFFER_VALID_DAYS
from diversity_training.forms import people_field
from diversity_training.models import NeedsAnalysis, TrainingOffer, TrainingRequest
from diversity_training.models.proposal import LONGEST, SHORTEST


class _Trainers(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name)


class ProposalForm(forms.Form):
    """The offer: the course as template, and what is different."""

    group_size = forms.IntegerField(label=gettext_lazy("Personen"), min_value=1, max_value=2000)
    duration_percent = forms.IntegerField(
        label=gettext_lazy("Dauer in Prozent der Vorlage"),
        help_text=gettext_lazy("100 ist die Vorlage; möglich sind 75 bis 125."),
        validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)],
    )
    left_out = forms.MultipleChoiceField(
        label=gettext_lazy("Module, die entfallen"), required=False, widget=forms.CheckboxSelectMultiple
    )
    own_case = forms.CharField(
        label=gettext_lazy("Eigener Fall"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    changes = forms.CharField(
        label=gettext_lazy("Was wir anpassen"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    dates = forms.CharField(
        label=gettext_lazy("Termine"),
        help_text=gettext_lazy("Zum Beispiel „4. und 11. März, 9 bis 13 Uhr; Nachtreffen am 6. Mai“."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    rooms = forms.CharField(label=gettext_lazy("Räume"), required=False, max_length=1000)
    trainer = _Trainers(queryset=User.objects.none(), to_field_name="public_id", label=gettext_lazy("Dozent*in"))
    second_trainer = _Trainers(
        queryset=User.objects.none(),
        to_field_name="public_id",
        label=gettext_lazy("Zweite*r Dozent*in"),
        help_text=gettext_lazy("Zu zweit empfohlen, auch als Plan für den Fall, dass jemand ausfällt."),
        required=False,
    )
    valid_until = forms.DateField(
        label=gettext_lazy("Gültig bis"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, booking: TrainingRequest, today: date, **kwargs: Any) -> None:
        analysis = NeedsAnalysis.objects.filter(request=booking).first()
        initial = {
            "group_size": booking.people_count,
            "duration_percent": 100,
            "dates": analysis.dates if analysis else "",
            "rooms": analysis.rooms[:1000] if analysis else "",
            "own_case": analysis.own_cases if analysis else "",
            "valid_until": today + timedelta(days=OFFER_VALID_DAYS),
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.today = today
        self.offered = list(self._modules_of(booking))
        # What is required can be shortened or swapped in the run, never left out: so nobody is promised that it is.
        optional = [module for module in self.offered if not any(item.is_required for item in module.items)]
        self.fields["left_out"].choices = [  # type: ignore[attr-defined]
            (str(module.module_id), module.title) for module in optional
        ]
        if not optional:
            del self.fields["left_out"]
        if booking.offer is not None:
            self.fields["group_size"].help_text = _(
                "Dieses Training ist für %(smallest)s bis %(largest)s Personen."
            ) % {
                "smallest": booking.offer.group_min,
                "largest": booking.offer.group_max,
            }
        self.largest = booking.offer.group_max if booking.offer is not None else None
        for name in ("trainer", "second_trainer"):
            self.fields[name].queryset = staff_with(booking.provider, Permission.PLAN_RUNS)  # type: ignore[attr-defined]

    @staticmethod
    def _modules_of(booking: TrainingRequest) -> tuple[CurriculumModule, ...]:
        return courses.curriculum(booking.offer.course).modules if booking.offer is not None else ()

    def clean_group_size(self) -> int:
        size: int = self.cleaned_data["group_size"]
        if self.largest is not None and size > self.largest:
            raise forms.ValidationError(
                _("Höchstens %(largest)s. Für weitere Gruppen braucht es je eine eigene Buchung.")
                % {"largest": self.largest}
            )
        return size

    def clean_valid_until(self) -> date:
        day: date = self.cleaned_data["valid_until"]
        if day < self.today:
            raise forms.ValidationError(_("Dieser Tag ist vorbei."))
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("trainer") and data.get("trainer") == data.get("second_trainer"):
            self.add_error("second_trainer", _("Das ist dieselbe Person."))
        if self.offered and len(data.get("left_out", [])) == len(self.offered):
            self.add_error("left_out", _("Mindestens ein Modul bleibt."))
        elif self._shortened_to(data.get("left_out", [])) < SHORTEST:
            self.add_error("left_out", _("Ohne diese Module fehlt mehr als ein Viertel des Trainings."))
        return data

    def _shortened_to(self, left_out: list[str]) -> int:
        """Return how many per cent of the template stay."""
        total = sum(module.teaching_units for module in self.offered)
        kept = sum(module.teaching_units for module in self.offered if str(module.module_id) not in left_out)
        return int(kept * 100 / total) if total else 100

    def terms(self) -> dict[str, Any]:
        """Return what is agreed, ready to be stored: the modules in words, as they are printed."""
        data = dict(self.cleaned_data)
        left_out = set(data.pop("left_out", []))
        data["modules"] = [
            {
                "title": module.title,
                "teaching_units": f"{module.teaching_units.normalize():f}".replace(".", ","),
                "is_left_out": str(module.module_id) in left_out,
            }
            for module in self.offered
        ]
        return data


class _Offers(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.course.title)


class BookingForm(forms.Form):
    """To what the advice has led."""

    offer = _Offers(queryset=TrainingOffer.objects.none(), label=gettext_lazy("Training"))
    people_count = people_field()

    def __init__(self, *args: Any, booking: TrainingRequest, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"offer": booking.offer_id}, **kwargs})
        rows = TrainingOffer.objects.filter(course__provider=booking.provider, course__live=True)
        found = rows.select_related("course__provider").order_by("course__title", "pk")
        self.fields["offer"].queryset = found  # type: ignore[attr-defined]


class DatesForm(forms.Form):
    """Which run holds the training."""

    run = forms.ModelChoiceField(
        queryset=Run.objects.none(), to_field_name="public_id", label=gettext_lazy("Durchgang"), empty_label=None
    )

    def __init__(self, *args: Any, booking: TrainingRequest, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Run.objects.filter(
            course__provider=booking.provider,
            cancelled_at__isnull=True,
            archived_at__isnull=True,
            ends_on__gte=today,
            booking__isnull=True,
        ).select_related("course")
        if booking.offer is not None:
            rows = rows.filter(course=booking.offer.course)
        self.fields["run"].queryset = rows.order_by("starts_on", "pk")  # type: ignore[attr-defined]
