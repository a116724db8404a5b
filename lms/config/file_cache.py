"""The cache of an installation without Redis: files that all processes of one machine share."""

from __future__ import annotations

import itertools

from django.core.cache.backends.filebased import FileBasedCache


class SharedFiles(FileBasedCache):
    """
    Django's own, but it looks only now and then whether there are too many files.

    To list them all at each writing costs more than the writing. A few more than MAX_ENTRIES may lie there meanwhile.
    """

    WRITES_BETWEEN = 32
    _writes = itertools.count(1)  # of all threads of this process

    def _cull(self) -> None:
        if next(self._writes) % self.WRITES_BETWEEN == 0:
            super()._cull()  # type: ignore[misc]
