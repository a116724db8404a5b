"""What can be broken, and how it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

ANSWERS = ("", "error500", "html", "broken_xml", "dead")
CALLBACKS = ("", "drop", "duplicate", "forge", "late")
KINDS = ("end", "analytics", "recording", "webhook")
LIMITS = {
    "latency_ms": (0, 120_000),
    "answer_percent": (1, 100),
    "late_s": (0, 86_400),
    "skew_s": (-86_400, 86_400),
    "recording_delay_s": (0, 7 * 86_400),
}


class BadFault(ValueError):
    """A fault that does not exist, or a value it cannot have; carries its name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is unknown or has an unusable value")
        self.name = name


@dataclass(frozen=True, slots=True)
class Faults:
    """The switches of one stand-in; as they are here, nothing is broken."""

    latency_ms: int = 0  # every answer to the API waits for so long
    answer: str = ""  # what the API answers instead; "dead" hangs up on everybody
    answer_calls: tuple[str, ...] = ()  # only these calls, such as "getMeetings"; empty is all
    answer_percent: int = 100  # so many of a hundred calls, evenly spread
    callback: str = ""  # what happens to callbacks
    callback_kinds: tuple[str, ...] = ()  # only these kinds; empty is all
    late_s: int = 600  # how late, with callback = "late"
    no_user_left: bool = False  # nobody hears of a leave, neither by webhook nor by analytics
    skew_s: int = 0  # how far the clock is ahead, for meetings created from now on
    recording_delay_s: int = 0  # later than it would be anyway
    sha1_off: bool = False  # as a server with supportedChecksumAlgorithms=sha256,sha384,sha512

    @property
    def algorithms(self) -> tuple[str, ...]:
        """Return the checksum algorithms that are accepted."""
        return ("sha256", "sha384", "sha512") if self.sha1_off else ("sha1", "sha256", "sha384", "sha512")

    def breaks_callback(self, kind: str) -> str:
        """Return what happens to a callback of this kind; "" is nothing."""
        return self.callback if not self.callback_kinds or kind in self.callback_kinds else ""

    def breaks_answer(self, call: str, number: int) -> str:
        """Return what happens to the answer of a call, `number` counting them from 1; "" is nothing."""
        if self.answer_calls and call not in self.answer_calls:
            return ""
        share = self.answer_percent
        return self.answer if number * share // 100 != (number - 1) * share // 100 else ""

    def changed(self, wanted: Mapping[str, Any]) -> Faults:
        """Return the switches with some turned; raises BadFault for a name or a value that does not exist."""
        known = {entry.name for entry in fields(self)}
        clean: dict[str, Any] = {}
        for name, value in wanted.items():
            if name not in known:
                raise BadFault(name)
            clean[name] = _value(name, value)
        return replace(self, **clean)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def _value(name: str, value: Any) -> Any:
    if name in LIMITS:
        least, most = LIMITS[name]
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise BadFault(name) from None
        if not least <= number <= most:
            raise BadFault(name)
        return number
    if name in {"no_user_left", "sha1_off"}:
        if not isinstance(value, bool):
            raise BadFault(name)
        return value
    if name in {"answer", "callback"}:
        if value not in (ANSWERS if name == "answer" else CALLBACKS):
            raise BadFault(name)
        return value
    if not isinstance(value, list | tuple) or not all(isinstance(part, str) for part in value):
        raise BadFault(name)
    if name == "callback_kinds" and not set(value) <= set(KINDS):
        raise BadFault(name)
    return tuple(value)
