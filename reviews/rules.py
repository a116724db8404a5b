# messages: back office
"""What can stand in the way of a publication. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


class NotReady(Exception):
    """Something is missing; `texts` says what, for the person who edits."""

    def __init__(self, texts: Sequence[StrOrPromise]) -> None:
        self.texts = list(texts)
        super().__init__("; ".join(str(text) for text in self.texts))


class NeedsReview(NotReady):
    """The provider wants a review, and this version has none."""

    def __init__(self) -> None:
        super().__init__([_("Ihr Träger verlangt eine Freigabe durch eine zweite Person.")])


class OwnWork(NotReady):
    """Nobody releases what they wrote or handed in themselves."""

    def __init__(self) -> None:
        super().__init__([_("Das haben Sie selbst geschrieben oder eingereicht. Freigeben muss eine zweite Person.")])


class NobodyToReview(Exception):
    """At this provider somebody who writes has nobody else to review it."""


class NotInReview(Exception):
    """This is not waiting for a review any more."""
