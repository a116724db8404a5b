"""What a certificate says: facts handed in by the caller, frozen as a snapshot, never read again from live rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Any

from django.conf import settings

LANGUAGES = ("de", "en")  # the document is for German authorities and employers; English for use abroad


class DeliveryForm(StrEnum):
    """How teaching units were delivered (DIN ISO 29993)."""

    SELF_STUDY = "self_study"
    VIRTUAL_CLASSROOM = "virtual_classroom"
    ON_SITE = "on_site"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Planned minutes of one delivery form."""

    form: DeliveryForm
    minutes: int


@dataclass(frozen=True, slots=True)
class Module:
    """One line of the contents table."""

    title: str
    minutes: int


@dataclass(frozen=True, slots=True)
class PrintedLogo:
    """A funder's logo by its content, which media keeps for ever, and what it says."""

    alt_text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """
    The provider as it was on the day, see queries.issuer(); funding statement and logos are those of the day of issue.
    """

    name: str
    address: str
    city: str
    signatory_name: str = ""  # empty: made by machine, valid without signature
    signatory_function: str = ""
    funding_statement: str = ""
    funding_logos: tuple[PrintedLogo, ...] = ()


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """
    Everything a certificate prints. Durations in whole minutes; 1 teaching unit (UE) = 45 minutes.

    `offer_kind` is a key such as adaptation_course or diversity_training; it chooses the wording. `agg_contents` are
    lines in the language of the document, given only where a course has covered all that § 12 (2) AGG is about.
    Raises ValueError when something is impossible, so that no job ever meets it.
    """

    holder_name: str  # as in the passport; in a proof for an employer, the employer
    course_title: str
    period_from: date
    period_to: date
    minutes_total: int
    minutes_attended: int
    delivery: tuple[Delivery, ...]
    contents: tuple[Module, ...]
    issuer: Issuer
    original_name: str = ""  # the same name in its own script
    course_number: str = ""
    offer_kind: str = ""
    language: str = "de"
    dates: tuple[date, ...] = ()  # the days on which people met, in order
    agg_contents: tuple[str, ...] = ()
    people_trained: int | None = None  # in a proof for an employer, and nowhere else

    def __post_init__(self) -> None:
        if not self.holder_name.strip() or not self.course_title.strip():
            raise ValueError("a certificate needs a holder's name and a course title")
        if self.period_to < self.period_from:
            raise ValueError("the period ends before it begins")
        if not 0 <= self.minutes_attended <= self.minutes_total:
            raise ValueError("attended minutes lie between 0 and the total")
        if self.people_trained is not None and self.people_trained < 1:
            raise ValueError("a proof tells of at least one person")
        if self.language not in LANGUAGES:
            raise ValueError(f"certificates are written in {', '.join(LANGUAGES)}")

    @property
    def attended_percent(self) -> int:
        """Whole percent, rounded down: a certificate never claims more than there was."""
        return self.minutes_attended * 100 // self.minutes_total if self.minutes_total else 0

    def snapshot(self) -> dict[str, Any]:
        """Return the facts as JSON values; the same facts give the same snapshot."""
        values = asdict(self)
        values["period_from"] = self.period_from.isoformat()
        values["period_to"] = self.period_to.isoformat()
        values["delivery"] = [{"form": part.form.value, "minutes": part.minutes} for part in self.delivery]
        values["contents"] = [asdict(module) for module in self.contents]
        values["dates"] = [day.isoformat() for day in self.dates]
        values["agg_contents"] = list(self.agg_contents)
        values["issuer"]["funding_logos"] = [asdict(logo) for logo in self.issuer.funding_logos]
        return {"version": 1, **values}

    @classmethod
    def from_snapshot(cls, snapshot: Mapping[str, Any]) -> CertificateFacts:
        """Return the facts that snapshot() froze."""
        values = {key: value for key, value in snapshot.items() if key != "version"}
        values["period_from"] = date.fromisoformat(values["period_from"])
        values["period_to"] = date.fromisoformat(values["period_to"])
        values["delivery"] = tuple(Delivery(DeliveryForm(d["form"]), d["minutes"]) for d in values["delivery"])
        values["contents"] = tuple(Module(**module) for module in values["contents"])
        values["dates"] = tuple(date.fromisoformat(day) for day in values.get("dates", ()))  # younger than version 1
        values["agg_contents"] = tuple(values.get("agg_contents", ()))
        logos = tuple(PrintedLogo(**logo) for logo in values["issuer"].get("funding_logos", ()))
        values["issuer"] = Issuer(**{**values["issuer"], "funding_logos": logos})
        return cls(**values)


def canonical_json(snapshot: Mapping[str, Any]) -> bytes:
    """Return the one way to write this snapshot: sorted keys, no spaces, UTF-8."""
    return json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(snapshot: Mapping[str, Any]) -> str:
    """Return SHA-256 over the canonical JSON, in hex."""
    return hashlib.sha256(canonical_json(snapshot)).hexdigest()


def teaching_units(minutes: int) -> Decimal:
    """Return teaching units with at most two decimals, rounded down: 60 minutes are 1.33 UE, 90 are 2."""
    units = (Decimal(minutes) / settings.TEACHING_UNIT_MINUTES).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    return units.normalize() if units % 1 else units.quantize(Decimal(1))
