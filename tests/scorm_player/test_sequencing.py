"""Rules of SCORM 2004's sequencing that ADL's suite shows, asked of the player's modules without a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scorm import manifest
from scorm.activity_tree import activity_tree
from tests.factories.scorm import NS_2004
from tools.plain import ROOT

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js here")

PLAYER = ROOT / "scorm" / "static" / "scorm"
ASK = """
import { SequencedCourse } from "./sequenced.js";
const [tree, steps] = JSON.parse(process.argv[2]);
const course = new SequencedCourse({ tree, onDeliver() {}, onEnd() {} });
course.start();
for (const [step, ...values] of steps) {
  if (step === "write") course.sequencer.writeGlobal(...values);
  else (course.leaveFor(step, ...values), course.left());
}
const globals = [...course.sequencer.globals.keys()];
console.log(JSON.stringify({ allowed: course.allowed(), current: course.current, globals }));
"""
ALWAYS = (
    "<imsss:postConditionRule><imsss:ruleConditions><imsss:ruleCondition condition='always'/></imsss:ruleConditions>"
    "<imsss:ruleAction action='{}'/></imsss:postConditionRule>"
)


def sequencing(flow: str, action: str = "") -> str:
    rules = f"<imsss:sequencingRules>{ALWAYS.format(action)}</imsss:sequencingRules>" if action else ""
    control = f"<imsss:controlMode choice='true' flow='{flow}'/>"
    return f"<imsss:sequencing>{control}{rules}</imsss:sequencing>"


def after(organization: str, steps: list[list[Any]], folder: Path, *, ask: str = ASK) -> dict[str, Any]:
    """Return where the course of an organization stands after some steps."""
    text = f"""<manifest {NS_2004}><metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion>
    </metadata><organizations default="o">{organization}</organizations><resources><resource identifier="r"
    type="webcontent" adlcp:scormType="sco" href="index.html"/></resources></manifest>"""
    read = manifest.parse(text.encode())
    tree = activity_tree(read.title, read.sequencing, [(item, item.parent) for item in read.items])
    for module in PLAYER.glob("*.js"):
        shutil.copy(module, folder)
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (folder / "ask.js").write_text(ask, encoding="utf-8")
    command = ["node", folder / "ask.js", json.dumps([tree, steps])]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize(("keeps", "known"), [("", ["g"]), ('adlseq:objectivesGlobalToSystem="false"', [])])
def test_a_new_try_of_the_course_forgets_global_objectives_that_are_its_own(
    tmp_path: Path, keeps: str, known: list[str]
):
    course = f"""<organization identifier="o" {keeps}><title>Kurs</title>
    <item identifier="a" identifierref="r"><title>A</title>{sequencing("true", "exitParent")}</item>
    {sequencing("true", "retry")}</organization>"""
    found = after(course, [["write", "g", "satisfied", True], ["continue"]], tmp_path)
    assert (found["current"], found["globals"]) == ("a", known)


@pytest.mark.parametrize(("flow", "chooses"), [("true", False), ("false", True)])
def test_going_on_before_a_group_that_nobody_walks_into_means_to_choose(tmp_path: Path, flow: str, chooses: bool):
    course = f"""<organization identifier="o"><title>Kurs</title>
    <item identifier="a" identifierref="r"><title>A</title></item>
    <item identifier="g"><title>G</title><item identifier="b" identifierref="r"><title>B</title></item>
    {sequencing(flow)}</item>{sequencing("true")}</organization>"""
    allowed = after(course, [], tmp_path)["allowed"]
    assert (allowed["continue"], allowed["chooses"], allowed["choice"]["b"]) == (True, chooses, True)


def test_going_on_leads_nowhere_where_nothing_can_be_chosen_either(tmp_path: Path):
    course = """<organization identifier="o"><title>Kurs</title>
    <item identifier="a" identifierref="r"><title>A</title></item>
    <item identifier="g"><title>G</title><item identifier="b" identifierref="r"><title>B</title></item>
    <imsss:sequencing><imsss:controlMode choice="false"/></imsss:sequencing></item>
    <imsss:sequencing><imsss:controlMode choice="false" flow="true"/></imsss:sequencing></organization>"""
    allowed = after(course, [], tmp_path)["allowed"]
    assert (allowed["continue"], allowed["chooses"]) == (False, False)


WAITS = """<organization identifier="o" adlseq:objectivesGlobalToSystem="false"><title>O</title>
<item identifier="one" identifierref="r"><title>1</title></item>
<item identifier="two" identifierref="r"><title>2</title><imsss:sequencing><imsss:sequencingRules>
<imsss:preConditionRule><imsss:ruleConditions conditionCombination="any">
<imsss:ruleCondition referencedObjective="before" operator="not" condition="completed"/>
<imsss:ruleCondition referencedObjective="before" operator="not" condition="activityProgressKnown"/>
</imsss:ruleConditions><imsss:ruleAction action="disabled"/></imsss:preConditionRule></imsss:sequencingRules>
<imsss:objectives><imsss:primaryObjective/><imsss:objective objectiveID="before"/></imsss:objectives>
<adlseq:objectives><adlseq:objective objectiveID="before">{}</adlseq:objective></adlseq:objectives>
</imsss:sequencing></item><imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing>
</organization>"""


@pytest.mark.parametrize(
    ("reads", "known", "opens"),
    [("true", True, True), ("true", False, False), ("true", None, False), ("false", True, False)],
)
def test_an_item_may_wait_for_the_progress_that_an_objective_carries(reads, known, opens, tmp_path):
    carried = f'<adlseq:mapInfo targetObjectiveID="g" readCompletionStatus="{reads}"/>'
    allowed = after(WAITS.format(carried), [["write", "g", "completed", known]], tmp_path)["allowed"]
    assert (allowed["choice"].get("two", False), allowed["continue"]) == (opens, opens)


STORES = """<organization identifier="o"><title>O</title>
<item identifier="one" identifierref="r"><title>1</title><adlcp:data><adlcp:map targetID="plan"/></adlcp:data></item>
<item identifier="two" identifierref="r"><title>2</title><adlcp:data>
<adlcp:map targetID="old" writeSharedData="false"/><adlcp:map targetID="plan" readSharedData="false"/></adlcp:data>
</item>
<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing></organization>"""
SHARE = """
import { DataModel } from "./model.js";
import { table } from "./model2004.js";
import { SequencedCourse } from "./sequenced.js";
const tree = JSON.parse(process.argv[2])[0];
const opened = (state, shared) => {
  const course = new SequencedCourse({ tree, onDeliver() {}, onEnd() {} });
  course.start(state, {}, shared);
  return course;
};
const played = (course, id, calls) => {
  const model = new DataModel(table());
  course.prepare(model, id);
  model.initialize("");
  const answers = calls.map(([call, ...values]) => [model[call](...values), model.lastError()]);
  course.leaveFor("continue");
  course.finished(model, "");
  return answers;
};
const first = opened(null, { old: "von anderswo", plan: "alt" });
const answers = [played(first, "one", [["get", "adl.data.0.store"], ["set", "adl.data.0.store", "neu"]])];
const again = opened(JSON.parse(JSON.stringify(first.snapshot())), { old: "neuer", plan: "fremd" });
const of2 = [["get", "adl.data._count"], ["get", "adl.data.0.id"], ["get", "adl.data.0.store"]];
of2.push(["set", "adl.data.0.store", "x"], ["get", "adl.data.1.store"], ["set", "adl.data.1.store", "zuletzt"]);
answers.push(played(again, "two", of2));
console.log(JSON.stringify({ answers, shared: again.snapshot().shared }));
"""


def test_shared_data_is_read_by_the_next_item_after_a_resume_and_from_other_courses(tmp_path: Path):
    found = after(STORES, [], tmp_path, ask=SHARE)
    assert found["answers"] == [
        [["alt", "0"], ["true", "0"]],
        [["2", "0"], ["old", "0"], ["neuer", "0"], ["false", "404"], ["", "405"], ["true", "0"]],
    ]
    assert found["shared"] == {"plan": "zuletzt"}  # what others keep stays theirs
