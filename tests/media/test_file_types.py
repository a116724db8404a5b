"""What is in a file is told by a look into it that costs nothing."""

import tracemalloc
import zipfile
from io import BytesIO

from media.file_types import media_type_of


def archive(claimed: bytes) -> BytesIO:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", claimed)
    return file


def test_an_office_file_says_what_it_is():
    text = "application/vnd.oasis.opendocument.text"
    assert media_type_of(archive(text.encode())) == text


def test_an_archive_that_unpacks_to_very_much_is_not_unpacked_to_be_told():
    bomb = archive(b"\0" * 50_000_000)
    tracemalloc.start()
    try:
        assert media_type_of(bomb) is None
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
