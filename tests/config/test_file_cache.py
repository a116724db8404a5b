"""The cache of an installation without Redis."""

from lms.config.file_cache import SharedFiles


def test_it_keeps_and_forgets_and_stays_near_its_bound(tmp_path):
    cache = SharedFiles(str(tmp_path), {"OPTIONS": {"MAX_ENTRIES": 40}})
    for number in range(300):
        cache.set(str(number), number)
        assert cache.get(str(number)) == number
        assert len(list(tmp_path.iterdir())) <= 40 + 2 * SharedFiles.WRITES_BETWEEN  # each look takes a third
    cache.delete("299")
    assert cache.get("299") is None
