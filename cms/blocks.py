"""What pages are built of: the blocks of units, and what only a page needs."""

from __future__ import annotations

from media.blocks import TextBodyBlock


class PageBodyBlock(TextBodyBlock):
    """The text of a page. Its title is the first heading, so headings here start below it."""
