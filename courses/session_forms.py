# messages: back office
"""Shapes of what trainers type about sessions: one, a series, a change, a cancellation."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from accounts.models import User
from courses import queries, room_forms, timetable
from courses.actions.session_changes import Scope
from courses.actions.session_plan import SessionPlan
from courses.models import Run, RunSession, Weekday
from courses.models.session import LONGEST
from courses.room_options import RoomOptions
from courses.timetable import Pattern, Slot

NUMBERS = ("min_percent", "min_minutes", "opens_for_staff_minutes", "opens_for_learners_minutes", "capacity")
OPTIONS = ("opens_without_staff",)


def _name_of(obj: User) -> str:
    return obj.display_name


class _SessionForm(forms.ModelForm):  # type: ignore[type-arg]
    """What one session and a series share: everything but the days."""

    begins = forms.TimeField(label=gettext_lazy("Beginn"), widget=AdminTimeInput)
    ends = forms.TimeField(
        label=gettext_lazy("Ende"),
        widget=AdminTimeInput,
        help_text=gettext_lazy("Uhrzeiten gelten in Deutschland. 90 Minuten sind 2 Unterrichtseinheiten (UE)."),
    )
    item_id = forms.TypedChoiceField(
        label=gettext_lazy("Einheit"),
        required=False,
        coerce=UUID,
        empty_value=None,
        help_text=gettext_lazy("Wenn hier eine Einheit des Kurses unterrichtet wird."),
    )
    trainers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=gettext_lazy("Dozent*innen"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Bitte wählen Sie, wer unterrichtet.")},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)  # which dates the person has looked at

    class Meta:
        model = RunSession
        fields = ("title", "mode", "place", "recording_policy", *NUMBERS, *OPTIONS)
        widgets = {"recording_policy": forms.RadioSelect}

    days_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, run: Run, **kwargs: Any) -> None:
        self.run = run
        super().__init__(*args, **kwargs)
        own = queries.trainers_at([run.course.provider_id])
        trainers = cast(forms.ModelMultipleChoiceField[User], self.fields["trainers"])
        trainers.queryset = own
        trainers.label_from_instance = _name_of  # type: ignore[method-assign]
        items = [(str(item_id), title) for item_id, title in queries.item_titles(run).items()]
        cast(forms.TypedChoiceField, self.fields["item_id"]).choices = [("", "–"), *items]
        self.fields["title"].help_text = _("Ohne Titel steht der Name des Kurses da.")
        self.fields["place"].help_text = _("Raum und Anschrift, für Termine vor Ort.")
        self.fields["min_percent"].help_text = _(
            "Ab diesem Anteil gilt der Termin als besucht. Ohne Prozent und Minuten gilt, was in der Einheit steht, "
            "sonst %(percent)s %%."
        ) % {"percent": settings.SESSION_MIN_PERCENT}
        if self.instance.pk is None:
            self.initial["min_percent"] = None
        for name in NUMBERS:  # what the row's own validation would say, which does not run here
            column = cast(models.Field[Any, Any], RunSession._meta.get_field(name))
            self.fields[name].validators += column.validators
        self.fields["capacity"].help_text = _("Leer: alle im Durchgang.")
        self.fields["recording_policy"].required = False  # nothing said: never
        self.fields["recording_policy"].help_text = _(
            "Vor dem Beitreten fragen wir alle, ob sie einverstanden sind. Wer ablehnt, nimmt trotzdem teil: ohne "
            "Kamera und Mikrofon und unter einem anderen Namen; die Stunden zählen genauso. Die Aufzeichnung sieht der "
            "Durchgang erst, wenn Sie sie freigeben, und sie wird spätestens %(days)s Tage nach seinem Ende gelöscht. "
            "Termine nur vor Ort werden nie aufgezeichnet."
        ) % {"days": run.provider.recording_days}
        for code, name in self.languages():
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Titel (%(language)s)") % {"language": name}, max_length=200, required=False
            )
        self.fields.update(room_forms.fields())
        order = [*self.days_fields, "begins", "ends", "item_id", "title", *(f"title_{c}" for c, _n in self.languages())]
        self.order_fields([*order, "mode", "place", "recording_policy", "trainers", *NUMBERS, *OPTIONS])

    @staticmethod
    def languages() -> list[tuple[str, str]]:
        """Return the languages besides the source, with their names."""
        return [(code, str(name)) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins, ends = data.get("begins"), data.get("ends")
        if begins and ends:
            length = datetime.combine(date.min, ends) - datetime.combine(date.min, begins)
            if ends <= begins:
                self.add_error("ends", _("Das Ende liegt vor dem Beginn."))
            elif length > LONGEST:
                self.add_error("ends", _("Ein Termin dauert höchstens 12 Stunden."))
        if data.get("mode") and data["mode"] != RunSession.Mode.ONLINE and not data.get("place"):
            self.add_error("place", _("Bitte nennen Sie den Ort."))
        if not {"min_percent", "min_minutes"} & set(self.errors) and not (
            data.get("min_percent") or data.get("min_minutes")
        ):
            data["min_percent"], data["min_minutes"] = queries.attendance_rule(self.run, data.get("item_id"))
        staff, learners = data.get("opens_for_staff_minutes"), data.get("opens_for_learners_minutes")
        if staff is not None and learners is not None and staff < learners:
            self.add_error("opens_for_staff_minutes", _("Dozent*innen kommen nicht später hinein als Lernende."))
        return data

    def _post_clean(self) -> None:
        """Leave the row alone: an action writes it, and its constraints are said above in words."""

    def plan(self) -> SessionPlan:
        """Return what was typed, without its days."""
        data = self.cleaned_data
        return SessionPlan(
            trainers=tuple(data["trainers"]),
            title=data["title"],
            title_translations={code: data[f"title_{code}"] for code, _name in self.languages()},
            mode=data["mode"],
            place=data["place"],
            recording_policy=data["recording_policy"] or RunSession.RecordingPolicy.NEVER,
            item_id=data["item_id"],
            room=room_forms.chosen(data),
            **{name: data[name] for name in (*NUMBERS, *OPTIONS)},
        )

    def main_fields(self) -> list[forms.BoundField]:
        """Return what everybody fills in."""
        return [field for field in self.visible_fields() if not field.name.startswith(room_forms.PREFIX)]

    def room_fields(self) -> list[forms.BoundField]:
        """Return the choices about the room, which are sensible as they stand."""
        return [field for field in self.visible_fields() if field.name.startswith(room_forms.PREFIX)]

    def has_room_errors(self) -> bool:
        """Return whether a choice about the room is refused, and must not stay folded away."""
        return any(field.errors for field in self.room_fields())

    def slots(self) -> list[Slot]:
        """Return the times that were typed."""
        raise NotImplementedError

    def has_seen(self, slots: Sequence[Slot]) -> bool:
        """Return whether these are the dates, with these people, that the person has been shown."""
        return bool(self.cleaned_data["seen"] == self.fingerprint(slots))

    def fingerprint(self, slots: Sequence[Slot]) -> str:
        """Return what stands for these dates and people in the form."""
        people = sorted(user.pk for user in self.cleaned_data["trainers"])
        text = repr((people, [(slot.starts_at.isoformat(), slot.ends_at.isoformat()) for slot in slots]))
        return hashlib.sha256(text.encode()).hexdigest()[:32]


class SessionForm(_SessionForm):
    """One session."""

    day = forms.DateField(label=gettext_lazy("Datum"), widget=AdminDateInput)
    days_fields = ("day",)

    def slots(self) -> list[Slot]:
        data = self.cleaned_data
        return [timetable.slot(data["day"], data["begins"], data["ends"])]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and self.slots()[0].ends_at <= timezone.now():
            self.add_error("day", _("Dieser Tag liegt in der Vergangenheit."))
        return data


class ChangeForm(SessionForm):
    """A session that stands, and how far its change reaches."""

    scope = forms.ChoiceField(
        label=gettext_lazy("Gilt für"),
        choices=[
            (Scope.ONE.value, gettext_lazy("diesen Termin")),
            (Scope.FOLLOWING.value, gettext_lazy("diesen und die folgenden der Serie")),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial=Scope.ONE.value,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, run: Run, instance: RunSession, **kwargs: Any) -> None:
        super().__init__(*args, run=run, instance=instance, initial=_initial(instance), **kwargs)
        now = [row.user_id for row in instance.session_trainers.all()]
        trainers = cast(forms.ModelMultipleChoiceField[User], self.fields["trainers"])
        own = queries.trainers_at([run.course.provider_id])
        trainers.queryset = (own | User.objects.filter(pk__in=now)).distinct()
        if instance.series_id is None:
            del self.fields["scope"]

    @property
    def scope_chosen(self) -> Scope:
        """How far the change reaches."""
        return Scope(self.cleaned_data.get("scope") or Scope.ONE)


def _initial(session: RunSession) -> dict[str, Any]:
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    titles = {f"title_{code}": session.title_translations.get(code, "") for code, _n in SessionForm.languages()}
    return {
        "day": starts.date(),
        "begins": starts.time(),
        "ends": ends.time(),
        "item_id": str(session.item_id or ""),
        "trainers": [row.user_id for row in session.session_trainers.all()],
        "version": session.version,
        **titles,
        **room_forms.initial(RoomOptions.read(session.room_options)),
    }


class SeriesForm(_SessionForm):
    """A weekly pattern."""

    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Wochentage"), choices=Weekday.choices, widget=forms.CheckboxSelectMultiple
    )
    from_on = forms.DateField(label=gettext_lazy("Erster Tag"), widget=AdminDateInput)
    until_on = forms.DateField(label=gettext_lazy("Letzter Tag"), widget=AdminDateInput, required=False)
    count = forms.IntegerField(
        label=gettext_lazy("oder Anzahl der Termine"),
        required=False,
        min_value=1,
        help_text=gettext_lazy("Nennen Sie einen letzten Tag oder eine Anzahl."),
    )
    days_fields = ("weekdays", "from_on", "until_on", "count")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        until, count, first = data.get("until_on"), data.get("count"), data.get("from_on")
        if "until_on" not in self.errors and "count" not in self.errors and (until is None) == (count is None):
            self.add_error("until_on", _("Bitte nennen Sie einen letzten Tag oder eine Anzahl, nicht beides."))
        elif until and first and until < first:
            self.add_error("until_on", _("Das Ende liegt vor dem Beginn."))
        if not self.errors:
            self._check_days()
        return data

    def _check_days(self) -> None:
        most = settings.SESSION_SERIES_MOST
        slots = self.slots()
        if not slots:
            self.add_error("weekdays", _("An diesen Wochentagen liegt in der Zeit kein Termin."))
        elif len(slots) > most:
            self.add_error("until_on", _("Das sind mehr als %(most)s Termine.") % {"most": most})
        elif slots[0].ends_at <= timezone.now():
            self.add_error("from_on", _("Dieser Tag liegt in der Vergangenheit."))

    def pattern(self) -> Pattern:
        """Return the weekly pattern."""
        data = self.cleaned_data
        begins, ends = cast(time, data["begins"]), cast(time, data["ends"])
        return Pattern(data["weekdays"], begins, ends, data["from_on"], data["until_on"], data["count"])

    def slots(self) -> list[Slot]:
        return timetable.slots(self.pattern(), most=settings.SESSION_SERIES_MOST + 1)


class CancelForm(forms.Form):
    """Why a session is called off."""

    reason = forms.CharField(
        label=gettext_lazy("Grund der Absage"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Die Teilnehmenden lesen ihn."),
    )
    scope = ChangeForm.base_fields["scope"]

    def __init__(self, *args: Any, session: RunSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if session.series_id is None:
            del self.fields["scope"]

    @property
    def scope_chosen(self) -> Scope:
        """How far the cancellation reaches."""
        return Scope(self.cleaned_data.get("scope") or Scope.ONE)
