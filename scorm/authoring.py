"""Which authoring tool made a package: by the names of its files, by its manifest, by words in its texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

HEAD_BYTES = 16_384  # of a text; tools put their name at the top
LEAST_SHARED = 4  # bytes; shorter ones stand in every text


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool by what its exports have in common. Words are lower case and technical, never such as a course says."""

    name: str
    paths: re.Pattern[str] | None = None  # of a path in lower case
    words: tuple[bytes, ...] = ()


def _paths(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|/)(?:{pattern})")


# The first that fits is named: who builds upon another tool's engine stands before it.
TOOLS = (
    Tool("Elucidat", _paths(r"elucidat[^/]*\.(?:js|css)$"), (b"elucidat.com", b"data-elucidat")),
    Tool(
        "Articulate Rise",
        _paths(r"scormcontent/lib/(?:main\.bundle|rise/|icomoon|lzwcompress|player-)"),
        (b"__rise__", b"articulate-rise", b"articulate_rise"),
    ),
    Tool("Articulate Storyline", _paths(r"story_content/|story(?:_html5)?\.html$"), (b"created using storyline",)),
    Tool("Articulate Studio", _paths(r"presentation_content/"), (b"created using articulate",)),
    Tool("Adobe Captivate", _paths(r"assets/js/cpm\.js$|captivate\.css$"), (b"adobe captivate", b"cpapiinterface")),
    Tool(
        "iSpring",
        None,
        (
            *(b"created with ispring", b"ispring suite", b"ispring pro", b"ispring presenter"),
            *(b"ispringsolutions", b"ispring quiz"),
        ),
    ),
    Tool("eXeLearning", _paths(r"contentv3\.xml$|exe_(?:jquery|effects|games|lightbox)"), (b"exelearning",)),
    Tool("Evolve", None, (b"evolve authoring", b"evolveauthoring")),
    Tool("Adapt", _paths(r"adapt/js/adapt\.min\.js$|course/[a-z-]{2,10}/contentobjects\.json$"), (b"adaptlearning",)),
    Tool("Lectora", _paths(r"trivantis[^/]*\.(?:js|css)$"), (b'content="lectora', b"trivantis corporation")),
    Tool("Xerte", _paths(r"common_html5/js/xenith|rloobject\.htm"), (b"xerte online toolkits", b"xertetrackingstate")),
    Tool("H5P", _paths(r"h5p\.json$|h5p[-.][^/]*\.js$"), (b"h5pintegration",)),
    Tool("Camtasia", _paths(r"(?:techsmith-)?smart-?player[^/]*\.js$"), (b"techsmith smart player", b"camtasia")),
    Tool("ActivePresenter", _paths(r"rlplayer[^/]*\.(?:js|css)$"), (b"activepresenter",)),
    Tool("dominKnow", None, (b"dominknow",)),
    Tool("Easygenerator", None, (b"easygenerator",)),
    Tool("Genially", None, (b"genial.ly", b"genially.com")),
    Tool("Gomo", None, (b"gomolearning",)),
    Tool("isEazy", None, (b"iseazy",)),
    Tool("CourseLab", None, (b"courselab",)),
    Tool("SoftChalk", None, (b"softchalk",)),
    Tool("Hot Potatoes", None, (b"hot potatoes",)),
    Tool("Reload Editor", None, (b"reload editor",)),
    Tool("S1000D", _paths(r"dmc-[a-z0-9-]+_\d{3}-\d{2}_[a-z]{2}-[a-z]{2}\.xml$")),
    Tool("ILIAS", None, (b"ilias learning management", b"ilias-e-learning")),
)


def _shared(words: tuple[bytes, ...]) -> bytes:
    """Return the longest piece that stands in all words, b"" where it would be too short to tell anything."""
    first = words[0]
    pieces = (first[at : at + size] for size in range(len(first), LEAST_SHARED - 1, -1) for at in range(len(first)))
    return next((one for one in pieces if len(one) >= LEAST_SHARED and all(one in word for word in words)), b"")


# One search for what all words of a tool share makes the others unnecessary in almost every text.
MARKS = tuple((tool.name, _shared(tool.words), tool.words) for tool in TOOLS if tool.words)


def by_words(text: bytes, most: int = HEAD_BYTES) -> str:
    """Return the tool that a text names, "" when none; only its head, of so many bytes at most, is looked at."""
    head = text[:most].lower()
    return next((name for name, shared, words in MARKS if shared in head and any(word in head for word in words)), "")


def by_paths(paths: Iterable[str]) -> str:
    """Return the tool whose files these are, "" when none is known."""
    names = [path.lower() for path in paths]
    return next((tool.name for tool in TOOLS if tool.paths and any(map(tool.paths.search, names))), "")
