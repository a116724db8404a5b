"""
Sequencing of SCORM 2004 items as plain JSON, kept whole for the full engine.

Nothing is converted here; scorm/activity_tree.py makes the sequencer's tree of it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

Json = dict[str, Any]


def _local(tag: Any) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def as_json(element: Element) -> Json:
    """Return an element as {"tag", "attributes", "children", "text"}, names without namespaces."""
    node: Json = {"tag": _local(element.tag)}
    if "adlseq" in str(element.tag):
        node["space"] = "adlseq"  # ADL's extension uses names of IMS SS for other things
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


def read_presentation(element: Element) -> Json:
    """
    Return what else an item or organization says to the engine, each key only when something is said.

    `hide_lms_ui`: names of controls; `own`: names of scopes that end with the course; `shared_data`: maps of the 4th
    edition; `completion`: attributes of its completion threshold as texts.
    """
    found: Json = {}
    hidden = [(node.text or "").strip() for node in _path(element, "presentation", "navigationInterface", "hideLMSUI")]
    if hidden:
        found["hide_lms_ui"] = hidden
    maps = [
        {
            "target": _spelled(node.get("targetID", "")),
            "read": node.get("readSharedData", "true").strip().lower() != "false",
            "write": node.get("writeSharedData", "true").strip().lower() != "false",
        }
        for node in _path(element, "data", "map")
    ]
    if maps:
        found["shared_data"] = maps
    for name in ("objectivesGlobalToSystem", "sharedDataGlobalToSystem"):
        if any(_local(key) == name and value.strip().lower() == "false" for key, value in element.attrib.items()):
            found.setdefault("own", []).append(name)  # what other courses of the learner neither see nor change
    for node in _path(element, "completionThreshold"):
        written = {_local(key): value.strip() for key, value in node.attrib.items()}
        if node.text and node.text.strip():  # 2nd and 3rd edition: the threshold is the element's text
            written = {"completedByMeasure": "true", "minProgressMeasure": node.text.strip()} | written
        found["completion"] = written
    return found


def _path(element: Element, *names: str) -> list[Element]:
    nodes = [element]
    for name in names:
        nodes = [child for node in nodes for child in node if _local(child.tag) == name]
    return nodes


def _spelled(target: str) -> str:
    return " ".join(unquote(target).split())
