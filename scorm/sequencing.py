"""
Sequencing of SCORM 2004 items as plain JSON, kept whole for the full engine.

Two conversions belong to whoever builds scorm-again's activity tree from this: leave
`attempt_absolute_duration_limit` out of the tree (any value blocks delivery) and multiply `minimumPercent` by 100.
Both stay here as the manifest wrote them.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

Json = dict[str, Any]


def _local(tag: Any) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def as_json(element: Element) -> Json:
    """Return an element as {"tag", "attributes", "children", "text"}, names without namespaces."""
    node: Json = {"tag": _local(element.tag)}
    if element.attrib:
        node["attributes"] = {_local(key): value for key, value in element.attrib.items()}
    if children := [as_json(child) for child in element if isinstance(child.tag, str)]:
        node["children"] = children
    if words := " ".join((element.text or "").split()):
        node["text"] = words
    return node


def read_sequencing(element: Element | None, collection: dict[str, Element]) -> Json:
    """
    Return an item's sequencing with what is needed now pulled out.

    `scaled_passing_score` ("-1".."1", of a primary objective satisfied by measure) and
    `attempt_absolute_duration_limit` (ISO 8601 duration) are texts as written; `tree` is everything, the shared
    definition that IDRef names first (its own elements win, SCORM 2004 CAM 5.1.1).
    """
    if element is None:
        return {}
    shared = collection.get(element.get("IDRef", "")) if element.get("IDRef") else None
    found: Json = {"tree": as_json(element)}
    if shared is not None:
        found["shared"] = as_json(shared)
    for source in (shared, element):
        if source is not None:
            found.update(_pulled_out(source))
    return found


def _pulled_out(element: Element) -> Json:
    found: Json = {}
    for node in element.iter():
        name = _local(node.tag)
        if name == "limitConditions" and (limit := node.get("attemptAbsoluteDurationLimit")):
            found["attempt_absolute_duration_limit"] = limit
        if name == "primaryObjective" and node.get("satisfiedByMeasure", "").lower() == "true":
            measures = [child for child in node if _local(child.tag) == "minNormalizedMeasure"]
            found["scaled_passing_score"] = (measures[0].text or "1.0").strip() if measures else "1.0"
    return found
