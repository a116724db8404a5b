"""The page of a recording."""

from __future__ import annotations

from bbb_standin.clip import CAPTIONS
from bbb_standin.pages.markup import page, tag
from bbb_standin.pages.words import Words
from bbb_standin.recordings import Recording

LABELS = {"de": "Deutsch", "en": "English", "ar": "العربية"}


def playback(recording: Recording, words: Words) -> bytes:
    """Return the page that plays the generated sound, with captions and its text."""
    title = words("recording_of", name=recording.name)
    tracks = [
        tag(
            "track",
            kind="captions",
            src=f"/captions/{recording.record_id}/{code}.vtt",
            srclang=code,
            label=LABELS[code],
            default=code == words.language,
        )
        for code in CAPTIONS
    ]
    sound = f"/podcast/{recording.record_id}/audio.wav"
    return page(
        tag(
            "header",
            tag("p", tag("strong", words("standin")), " ", words("no_conference"), class_="notice"),
            tag("h1", tag("bdi", title)),
        ),
        tag(
            "main",
            tag("p", words("clip"), id="clip"),
            tag("video", *tracks, src=sound, controls=True, preload="metadata", aria_describedby="clip"),
            tag(
                "section",
                tag("h2", words("transcript")),
                tag("ol", *(tag("li", line) for line in CAPTIONS[words.language])),
            ),
        ),
        language=words.language,
        direction=words.direction,
        title=f"{title} – {words('standin')}",
    )


def closed(words: Words) -> bytes:
    """Return the page for whoever has an address and no way in by it."""
    return page(
        tag(
            "main",
            tag("p", tag("strong", words("standin")), " ", words("no_conference"), class_="notice"),
            tag("h1", words("closed_title")),
            tag("p", words("closed_text")),
        ),
        language=words.language,
        direction=words.direction,
        title=f"{words('closed_title')} – {words('standin')}",
    )
