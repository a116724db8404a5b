"""HTML that escapes by itself: whatever is no `Html` yet becomes text."""

from __future__ import annotations

from html import escape

VOID = {"input", "link", "meta", "source", "track"}


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(element: str, /, *children: str | None, **attributes: str | bool | int | None) -> Html:
    """Return an element; `class_` and `aria_label` lose and change their underlines, True is an empty attribute."""
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if element in VOID:
        return Html(f"<{element}{written}>")
    return Html(f"<{element}{written}>{join(*children)}</{element}>")


def join(*parts: str | None) -> Html:
    """Return the parts behind each other, what is no Html escaped."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts if part))


def page(*body: str, language: str, direction: str, title: str, scripts: tuple[str, ...] = (), **data: str) -> bytes:
    """Return a whole document; there is no inline script and no inline style in it."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="robots", content="noindex"),
        tag("title", title),
        tag("link", rel="stylesheet", href="/static/standin.css"),
        *(tag("script", type="module", src=f"/static/{name}") for name in scripts),
    )
    return f"<!doctype html>{tag('html', head, tag('body', *body, **data), lang=language, dir=direction)}".encode()


def _attribute(name: str, value: str | bool | int | None) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
