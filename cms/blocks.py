"""What pages are built of: the blocks of units, and what only a page needs."""
# messages: back office

from __future__ import annotations

from cms.choosers import published_course_chooser
from media.blocks import TextBodyBlock

PublishedCourseBlock = published_course_chooser.get_block_class(name="PublishedCourseBlock", module_path="cms.blocks")


class PageBodyBlock(TextBodyBlock):
    """The text of a page. Its title is the first heading, so headings here start below it."""
