"""
From the sequencing that manifests wrote (SCORM 2004 CAM 5, IMS SS) to the activity tree that the player takes.

Names of the result are those of scorm-again's `sequencing.activityTree`, as the field knows them; who reads it is
static/scorm/activities.js. `attemptAbsoluteDurationLimit` stays out, because the content is told
`cmi.max_time_allowed` instead; `minimumPercent` is a share in manifests and a percentage here; a primary objective
without id gets one of ours.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import unquote

Json = dict[str, Any]

UNNAMED = "lb-primary:"  # begins the id of a primary objective that the manifest does not name; never told to content
TRUE = frozenset({"true", "1"})
CONTROLS = ("choice", "choiceExit", "flow", "forwardOnly", "useCurrentAttemptObjectiveInfo",
            "useCurrentAttemptProgressInfo")  # fmt: skip
CHOICE_LIMITS = ("preventActivation", "constrainChoice")
DELIVERY = ("tracked", "completionSetByContent", "objectiveSetByContent")
CONSIDERATIONS = ("requiredForSatisfied", "requiredForNotSatisfied", "requiredForCompleted", "requiredForIncomplete")
MAPS = ("SatisfiedStatus", "NormalizedMeasure")  # imsss:mapInfo; read is true, write is false unless said
MORE_MAPS = ("RawScore", "MinScore", "MaxScore", "CompletionStatus", "ProgressMeasure")  # adlseq:mapInfo, 4th edition
HIDEABLE = ("continue", "previous", "exit", "exitAll", "abandon", "abandonAll", "suspendAll")


class Node(Protocol):
    """What an entry of the organization must tell; both a parsed item and a stored row do."""

    identifier: str
    title: str
    is_visible: bool
    sequencing: dict[str, Any]


def activity_tree(title: str, organization: Mapping[str, Any], entries: Iterable[tuple[Node, str | None]]) -> Json:
    """
    Return the tree of one organization; `entries` are its items in document order, each with its parent's identifier.

    `organization` is the sequencing of the organization itself, as scorm.manifest read it.
    """
    root = _activity("lb-organization", title, True, organization)
    by_identifier = {}
    for entry, parent in entries:
        node = _activity(entry.identifier, entry.title, entry.is_visible, entry.sequencing)
        by_identifier[entry.identifier] = node
        above = by_identifier.get(parent, root) if parent else root
        above.setdefault("children", []).append(node)
    if len(by_identifier) == 1 and not _Definition(organization).all("controlMode"):
        # Nothing is said and there is nothing to choose: the one item opens by itself, as learners expect.
        root["sequencingControls"] |= {"flow": True, "choice": False}
    if "objectivesGlobalToSystem" in organization.get("own", []):
        root["objectivesGlobalToSystem"] = False
    root["id"] = organization.get("identifier") or "lb-organization"
    if root["id"] in by_identifier:
        root["id"] = "lb-organization"
    return root


def _activity(identifier: str, title: str, is_visible: bool, sequencing: Mapping[str, Any]) -> Json:
    rules = _Definition(sequencing)
    activity: Json = {
        "id": identifier,
        "title": title or identifier,
        "isVisible": is_visible,
        "sequencingControls": _controls(rules),
        "sequencingRules": _rules(rules),
        "rollupRules": {"rules": [_rollup_rule(rule) for rule in rules.below("rollupRules", "rollupRule")]},
        **_objectives(rules, identifier),
    }
    if (limit := _whole(rules.attributes("limitConditions").get("attemptLimit"))) is not None:
        activity["attemptLimit"] = limit
    if considerations := _considerations(rules):
        activity["rollupConsiderations"] = considerations
    if threshold := sequencing.get("completion"):
        activity["completionThreshold"] = _completion(threshold)
    if hidden := [name for name in HIDEABLE if name in sequencing.get("hide_lms_ui", ())]:
        activity["hideLmsUi"] = hidden
    if shared := sequencing.get("shared_data"):
        activity["sharedDataMaps"] = [
            {"targetID": m["target"], "readSharedData": m["read"], "writeSharedData": m["write"]} for m in shared
        ]
    return activity


def waits_for_word(sequencing: Mapping[str, Any]) -> bool:
    """Return whether an item that ends in silence stays open: only content sets completion, or nothing is tracked."""
    controls = _controls(_Definition(sequencing))
    return bool(controls["completionSetByContent"] or not controls["tracked"])


def reaches_beyond(sequencing: Mapping[str, Any]) -> bool:
    """Return whether an item shares anything: a store of adl.data, or an objective that is mapped to a global one."""
    found = _objectives(_Definition(sequencing), "")
    is_mapped = any("mapInfo" in objective for objective in (found["primaryObjective"], *found["objectives"]))
    return is_mapped or bool(sequencing.get("shared_data"))


def objective_ids(sequencing: Mapping[str, Any]) -> list[str]:
    """Return the ids of an item's objectives that the manifest names, the primary one first, each once."""
    found = _objectives(_Definition(sequencing), "")
    named = [objective["objectiveID"] for objective in (found["primaryObjective"], *found["objectives"])]
    return [name for name in dict.fromkeys(named) if name != UNNAMED]


def word_of_its_own(sequencing: Mapping[str, Any]) -> str:
    """
    Return the id of the primary objective by which content may speak of the whole item, "" where there is none.

    None, too, where it reads a global objective: what stands in the document then may be another course's word.
    """
    primary = _objectives(_Definition(sequencing), "")["primaryObjective"]
    reads = any(each[name] for each in primary.get("mapInfo", ()) for name in each if name.startswith("read"))
    return "" if reads or primary["objectiveID"] == UNNAMED else str(primary["objectiveID"])


class _Definition:
    """An activity's own definition over the shared one it refers to; an element of its own replaces the shared one."""

    def __init__(self, sequencing: Mapping[str, Any]) -> None:
        own = sequencing.get("tree", {}).get("children", [])
        names = {(node["tag"], node.get("space", "")) for node in own}
        shared = sequencing.get("shared", {}).get("children", [])
        self.elements: list[Json] = own + [n for n in shared if (n["tag"], n.get("space", "")) not in names]

    def all(self, tag: str) -> list[Json]:
        return [node for node in self.elements if node["tag"] == tag]

    def attributes(self, tag: str) -> Json:
        found: Json = {}
        for node in self.all(tag):
            found |= node.get("attributes", {})
        return found

    def below(self, tag: str, child: str) -> Iterator[Json]:
        return (found for node in self.all(tag) for found in _children(node, child))


def _children(node: Mapping[str, Any], tag: str) -> Iterator[Json]:
    return (child for child in node.get("children", []) if child["tag"] == tag)


def _first(node: Mapping[str, Any], tag: str) -> Json:
    return next(_children(node, tag), {})


def _flag(value: str | None) -> bool | None:
    return None if value is None else value.strip().lower() in TRUE


def _flags(attributes: Mapping[str, str], names: Iterable[str]) -> Json:
    return {name: flag for name in names if (flag := _flag(attributes.get(name))) is not None}


def _number(value: str | None) -> float | None:
    try:
        found = math.nan if value is None else float(value)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _whole(value: str | None) -> int | None:
    number = _number(value)
    return None if number is None or number < 0 else int(number)


def _controls(rules: _Definition) -> Json:
    # The engine's own defaults differ from the standard's (IMS SS 3.2), so each is said.
    controls: Json = {"choice": True, "choiceExit": True, "flow": False, "forwardOnly": False}
    controls |= {"useCurrentAttemptObjectiveInfo": True, "useCurrentAttemptProgressInfo": True}
    controls |= {"tracked": True, "completionSetByContent": False, "objectiveSetByContent": False}
    controls |= _flags(rules.attributes("controlMode"), CONTROLS)
    controls |= _flags(rules.attributes("constrainedChoiceConsiderations"), CHOICE_LIMITS)
    controls |= _flags(rules.attributes("deliveryControls"), DELIVERY)
    rollup = rules.attributes("rollupRules")
    controls["rollupObjectiveSatisfied"] = _flag(rollup.get("rollupObjectiveSatisfied", "true"))
    controls["rollupProgressCompletion"] = _flag(rollup.get("rollupProgressCompletion", "true"))
    weight = _number(rollup.get("objectiveMeasureWeight"))
    controls["objectiveMeasureWeight"] = 1.0 if weight is None else weight
    random = rules.attributes("randomizationControls")
    timings = {"never", "once", "onEachNewAttempt"}
    if random.get("selectionTiming") in timings and (count := _whole(random.get("selectCount"))) is not None:
        controls |= {"selectionTiming": random["selectionTiming"], "selectCount": count}
    if random.get("randomizationTiming") in timings and _flag(random.get("reorderChildren")):
        controls |= {"randomizationTiming": random["randomizationTiming"], "randomizeChildren": True}
    return controls


def _rules(rules: _Definition) -> Json:
    return {
        f"{kind}ConditionRules": [_rule(rule) for rule in rules.below("sequencingRules", f"{kind}ConditionRule")]
        for kind in ("pre", "exit", "post")
    }


def _rule(rule: Mapping[str, Any]) -> Json:
    written = _first(rule, "ruleConditions")
    action = _first(rule, "ruleAction").get("attributes", {}).get("action", "")
    return {
        "action": action,
        "conditionCombination": written.get("attributes", {}).get("conditionCombination", "all"),
        "conditions": [_condition(node) for node in _children(written, "ruleCondition")],
    }


def _condition(node: Mapping[str, Any]) -> Json:
    attributes = node.get("attributes", {})
    condition: Json = {"condition": attributes.get("condition", "always")}
    if attributes.get("operator") == "not":
        condition["operator"] = "not"
    if referenced := attributes.get("referencedObjective"):
        condition["referencedObjective"] = objective_id(referenced)
    if (threshold := _number(attributes.get("measureThreshold"))) is not None:
        condition["parameters"] = {"threshold": threshold}
    return condition


def _rollup_rule(rule: Mapping[str, Any]) -> Json:
    attributes = rule.get("attributes", {})
    written = _first(rule, "rollupConditions")
    return {
        "action": _first(rule, "rollupAction").get("attributes", {}).get("action", ""),
        "consideration": attributes.get("childActivitySet", "all"),
        "minimumCount": _whole(attributes.get("minimumCount")) or 0,
        "minimumPercent": (_number(attributes.get("minimumPercent")) or 0.0) * 100,
        "conditionCombination": written.get("attributes", {}).get("conditionCombination", "any"),
        "conditions": [
            {"condition": a.get("condition", ""), **({"operator": "not"} if a.get("operator") == "not" else {})}
            for a in (node.get("attributes", {}) for node in _children(written, "rollupCondition"))
        ],
    }


def _considerations(rules: _Definition) -> Json:
    written = rules.attributes("rollupConsiderations")
    found: Json = {name: written[name] for name in CONSIDERATIONS if name in written}
    return found | _flags(written, ["measureSatisfactionIfActive"])


def objective_id(written: str) -> str:
    """Return an objective's id as it is compared: percent-decoded, white space collapsed (it is an anyURI)."""
    return " ".join(unquote(written).split())


def _objectives(rules: _Definition, activity: str) -> Json:
    """Return `primaryObjective` and `objectives`; the 4th edition's adlseq:objectives only adds maps to them."""
    more: dict[str, list[Json]] = {}
    for node in rules.below("objectives", "objective"):
        if node.get("space") == "adlseq":
            name = objective_id(node.get("attributes", {}).get("objectiveID", ""))
            more.setdefault(name, []).extend(_children(node, "mapInfo"))
    written = [node for node in rules.all("objectives") if node.get("space") != "adlseq"]
    primary: Json = next((p for node in written for p in _children(node, "primaryObjective")), {})
    others = [o for node in written for o in _children(node, "objective") if o.get("space") != "adlseq"]
    name = objective_id(primary.get("attributes", {}).get("objectiveID", ""))
    first = _objective(primary, name, more) | {"objectiveID": name or UNNAMED + activity, "isPrimary": True}
    named = ((objective_id(node.get("attributes", {}).get("objectiveID", "")), node) for node in others)
    return {"primaryObjective": first, "objectives": [_objective(node, key, more) for key, node in named if key]}


def _objective(node: Mapping[str, Any], name: str, more: Mapping[str, list[Json]]) -> Json:
    by_measure = _flag(node.get("attributes", {}).get("satisfiedByMeasure")) or False
    objective: Json = {"objectiveID": name, "satisfiedByMeasure": by_measure}
    least = _number(_first(node, "minNormalizedMeasure").get("text"))
    if least is not None or by_measure:
        objective["minNormalizedMeasure"] = 1.0 if least is None else least
    maps = [_map(each, MAPS, MORE_MAPS) for each in _children(node, "mapInfo")]
    maps += [_map(each, MORE_MAPS, MAPS) for each in (more.get(name, []) if name else [])]
    if maps:
        objective["mapInfo"] = _joined(maps)
    return objective


def _map(node: Mapping[str, Any], own: Iterable[str], foreign: Iterable[str]) -> Json:
    """Return one map; what the other vocabulary would say (IMS SS against ADL's extension) is off in this one."""
    attributes = node.get("attributes", {})
    found: Json = {"targetObjectiveID": objective_id(attributes.get("targetObjectiveID", ""))}
    for name in own:
        found[f"read{name}"] = _flag(attributes.get(f"read{name}", "true"))
        found[f"write{name}"] = _flag(attributes.get(f"write{name}", "false"))
    for name in foreign:
        found[f"read{name}"] = found[f"write{name}"] = False
    return found


def _joined(maps: list[Json]) -> list[Json]:
    """Return one map per target: what either vocabulary allows is allowed."""
    by_target: dict[str, Json] = {}
    for each in maps:
        known = by_target.setdefault(each["targetObjectiveID"], {})
        for key, value in each.items():
            known[key] = value if key == "targetObjectiveID" else bool(known.get(key)) or value
    return list(by_target.values())


def _completion(threshold: Mapping[str, str]) -> Json:
    least, weight = _number(threshold.get("minProgressMeasure")), _number(threshold.get("progressWeight"))
    return {
        "completedByMeasure": bool(_flag(threshold.get("completedByMeasure", "false"))),
        "minProgressMeasure": 1.0 if least is None else least,
        "progressWeight": 1.0 if weight is None else weight,
    }
