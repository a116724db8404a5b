"""Webhooks: who wants to hear of what (bbb-webhooks, a package beside BigBlueButton)."""

from __future__ import annotations

from dataclasses import dataclass

MOST_HOOKS = 100


@dataclass(frozen=True, slots=True)
class Hook:
    """One address that hears of events; no meeting and no events named means all of them."""

    number: int
    callback_url: str
    meeting_id: str = ""
    event_ids: tuple[str, ...] = ()

    def hears(self, event: str, meeting_id: str) -> bool:
        return (not self.meeting_id or self.meeting_id == meeting_id) and (
            not self.event_ids or event in self.event_ids
        )


class Registry:
    """All hooks of one server."""

    def __init__(self) -> None:
        self.hooks: dict[int, Hook] = {}
        self._last = 0

    def register(self, callback_url: str, meeting_id: str, event_ids: tuple[str, ...]) -> tuple[Hook, bool] | None:
        """Return the hook of this address and whether it was there before; None when there are too many."""
        for known in self.hooks.values():
            if known.callback_url == callback_url:
                return known, True
        if len(self.hooks) >= MOST_HOOKS:
            return None
        hook = Hook(self._last + 1, callback_url, meeting_id, event_ids)
        self.put(hook)
        return hook, False

    def put(self, hook: Hook) -> None:
        self.hooks[hook.number] = hook
        self._last = max(self._last, hook.number)

    def remove(self, number: int) -> bool:
        return self.hooks.pop(number, None) is not None

    def hearing(self, event: str, meeting_id: str) -> list[Hook]:
        return [hook for hook in self.hooks.values() if hook.hears(event, meeting_id)]
