"""Which templates of ours carry the funders' statement: read from the templates themselves, not from a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.template import NodeList, Template, TemplateSyntaxError
from django.template.base import Node
from django.template.base import VariableNode as Variable
from django.template.defaulttags import ForNode, IfNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode

SLOT = "ui/slots/funding.html"
IS_DOCUMENT = re.compile(r"\{%\s*extends|<html\b", re.IGNORECASE)
BACK_OFFICE = re.compile(r"(^|/)(admin|wagtailadmin|wagtailimages|wagtaildocs)/|\{%\s*extends\s+[\"']wagtail")


@cache
def page_templates() -> list[str]:
    """Return the names of all our templates that are whole pages for visitors and learners."""
    names = set()
    for app in settings.HOUSE_APPS:
        root = Path(apps.get_app_config(app.rpartition(".")[2]).path) / "templates"
        for file in root.rglob("*.html"):
            name, text = file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")
            if IS_DOCUMENT.search(text) and not BACK_OFFICE.search(name) and not BACK_OFFICE.search(text):
                names.add(name)
    return sorted(names)


@cache
def carries_funding(name: str) -> bool:
    """
    Return whether every page made from this template shows the seat of the funders' statement.

    Follows `extends`, blocks that replace others and `include`. What stands in a condition counts only if each branch
    has it. Raises TemplateDoesNotExist.
    """
    return _Page(name).carries_funding()


def carries_funding_string(source: str) -> bool:
    """Return the same for a template that is written here and now."""
    return _Page.from_template(Template(source)).carries_funding()


class _Page:
    """A template with those it extends: which block wins, and what the root shows of them."""

    def __init__(self, name: str) -> None:
        self._read(get_template(name).template)  # type: ignore[attr-defined]  # Django's own engine

    @classmethod
    def from_template(cls, template: Template) -> _Page:
        page = cls.__new__(cls)
        page._read(template)
        return page

    def _read(self, template: Template) -> None:
        self.blocks: dict[str, list[BlockNode]] = {}  # the page's own first, those it replaces after it
        while True:
            extends = next((node for node in template.nodelist if isinstance(node, ExtendsNode)), None)
            found = extends.blocks if extends is not None else _blocks(template.nodelist)
            for block_name, block in found.items():
                self.blocks.setdefault(block_name, []).append(block)
            if extends is None:
                break
            parent = getattr(extends.parent_name, "var", None)
            if not isinstance(parent, str):
                raise TemplateSyntaxError(f"{template.name} extends what only a request knows")
            template = get_template(parent).template  # type: ignore[attr-defined]
        self.root: NodeList = template.nodelist

    def carries_funding(self) -> bool:
        return self._any(self.root, ())

    def _any(self, nodes: Iterable[Node], above: tuple[BlockNode, ...]) -> bool:
        return any(self._shows(node, above) for node in nodes)

    def _shows(self, node: Node, above: tuple[BlockNode, ...]) -> bool:
        """`above` are the blocks that `{{ block.super }}` leads to, nearest first."""
        if isinstance(node, IncludeNode):
            return self._shows_included(node)
        if isinstance(node, BlockNode):
            winner, *replaced = self.blocks.get(node.name, [node])
            return self._any(winner.nodelist, tuple(replaced))
        if isinstance(node, Variable):
            lookups = getattr(node.filter_expression.var, "lookups", None)  # a constant has none
            return lookups == ("block", "super") and bool(above) and self._any(above[0].nodelist, above[1:])
        if isinstance(node, IfNode):
            branches = [nodelist for _condition, nodelist in node.conditions_nodelists]
            has_else = any(condition is None for condition, _nodelist in node.conditions_nodelists)
            return has_else and all(self._any(branch, above) for branch in branches)
        if isinstance(node, ForNode):
            return False  # nobody knows how often it runs
        return any(self._any(nodelist, above) for nodelist in _child_nodelists(node))

    def _shows_included(self, node: IncludeNode) -> bool:
        included = node.template.var
        if not isinstance(included, str):
            return False
        return included == SLOT or self._any(get_template(included).template.nodelist, ())  # type: ignore[attr-defined]


def _child_nodelists(node: Node) -> Iterator[NodeList]:
    for attribute in node.child_nodelists:
        nodelist = getattr(node, attribute, None)
        if nodelist is not None:
            yield nodelist


def _blocks(nodelist: NodeList) -> dict[str, BlockNode]:
    found: list[Any] = nodelist.get_nodes_by_type(BlockNode)
    return {block.name: block for block in found}
