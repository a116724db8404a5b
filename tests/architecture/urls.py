"""All URLs of both hosts, and how to fill them in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Url:
    """A registered URL: its name with namespaces, its route as Django prints it, its parameters and converters."""

    name: str
    route: str
    params: tuple[tuple[str, str], ...]  # (name, converter), in order
    host: str  # "platform" or "content"

    def fill(self, values: dict[str, str]) -> str:
        path = self.route
        for name, _converter in self.params:
            path = re.sub(rf"<(?:\w+:)?{name}>|\(\?P<{name}>[^)]*\)", lambda _m, n=name: values[n], path)
        return "/" + path.replace("^", "").replace("$", "").replace("\\", "")


def all_urls() -> list[Url]:
    """Return every URL pattern of the platform and of the content host."""
    found = [Url(*entry, "platform") for entry in _walk(get_resolver(settings.ROOT_URLCONF), "", "")]
    return found + [Url(*entry, "content") for entry in _walk(get_resolver(settings.CONTENT_URLCONF), "", "")]


def _walk(resolver: Any, prefix: str, namespace: str) -> Iterator[tuple[str, str, tuple[tuple[str, str], ...]]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, route, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or entry.callback.__name__}", route, _params(route)


def _params(route: str) -> tuple[tuple[str, str], ...]:
    simple = [(name, converter or "str") for converter, name in re.findall(r"(?<!\?P)<(?:(\w+):)?(\w+)>", route)]
    regex = [(name, "regex") for name in re.findall(r"\(\?P<(\w+)>", route)]
    return tuple(simple + regex)
