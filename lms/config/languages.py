"""
The languages of the interface: three are complete, and each further one is a file away.

German, English and Arabic live in the catalogues of the apps and `make check` holds them complete. A further language
is one file `locale/<code>/LC_MESSAGES/django.po` (made by `make language CODE=uk`), offered to visitors once its
header says `X-Offered: yes`; what is not translated yet reads German.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.conf.locale import LANG_INFO

COMPLETE = [("de", "Deutsch"), ("en", "English"), ("ar", "العربية")]
OFFERED = re.compile(r'^"X-Offered: yes\\n"$', re.MULTILINE)
HEADER_CHARACTERS = 4000  # the header is the first entry of a catalogue


def further_languages(folder: Path) -> list[tuple[str, str]]:
    """Return (code, own name) of the offered languages whose catalogues lie in `folder`, by code."""
    found = []
    for catalogue in sorted(folder.glob("*/LC_MESSAGES/django.po")):
        code = catalogue.parent.parent.name.lower().replace("_", "-")
        if code in dict(COMPLETE) or code not in LANG_INFO:
            continue
        with catalogue.open(encoding="utf-8") as lines:
            header = lines.read(HEADER_CHARACTERS).partition("\n\n")[0]
        if OFFERED.search(header):
            found.append((code, str(LANG_INFO[code]["name_local"])))
    return found
