// Sequencing rules and rollup of SCORM 2004 (SN: UP.2, RB.1). Unknown is null and never makes a rule apply.

/** Why a request leads nowhere, by the standard's code; `ends` when the sequencing session is over with it. */
export class Refusal extends Error {
  constructor(code, { ends = false } = {}) {
    super(code);
    this.ends = ends;
  }
}

export function refuse(code) {
  throw new Refusal(code);
}

const CONDITIONS = {
  satisfied: (a, c) => a.satisfied(c.referencedObjective),
  objectiveSatisfied: (a, c) => a.satisfied(c.referencedObjective),
  objectiveStatusKnown: (a, c) => a.satisfied(c.referencedObjective) !== null,
  objectiveMeasureKnown: (a, c) => a.measure(c.referencedObjective) !== null,
  objectiveMeasureGreaterThan: (a, c) => compared(a.measure(c.referencedObjective), (m) => m > threshold(c)),
  objectiveMeasureLessThan: (a, c) => compared(a.measure(c.referencedObjective), (m) => m < threshold(c)),
  completed: (a, c) => completed(a, c.referencedObjective),
  activityProgressKnown: (a, c) => completed(a, c.referencedObjective) !== null,
  attempted: (a) => a.isTracked && a.attempts > 0,
  attemptLimitExceeded: (a) => a.isTracked && a.attemptLimit !== null && a.attempts >= a.attemptLimit,
  timeLimitExceeded: () => false,
  outsideAvailableTimeRange: () => false,
  always: () => true,
};

const threshold = (condition) => condition.parameters?.threshold ?? 0;
const compared = (value, test) => (value === null ? null : test(value));

/** Whether an activity is completed, or an objective that carries progress, as those of the 4th edition may. */
function completed(activity, id) {
  const objective = id ? activity.objective(id) : activity.primary;
  const carries = (objective?.own.completed ?? null) !== null || objective?.maps.some((map) => map.readCompletionStatus);
  if (!objective || objective.isPrimary || !carries) return activity.completed;
  return activity.isTracked ? objective.get("completed") : null;
}

/** Whether the conditions of a rule hold [UP.2.1]: true, false, or null. */
export function holds(rule, activity, usual) {
  const results = rule.conditions.map((condition) => {
    const result = CONDITIONS[condition.condition]?.(activity, condition) ?? null;
    return condition.operator === "not" && result !== null ? !result : result;
  });
  if (results.length === 0) return null;
  if ((rule.conditionCombination ?? usual) === "any") {
    return results.includes(true) ? true : results.includes(null) ? null : false;
  }
  return results.includes(false) ? false : results.includes(null) ? null : true;
}

/** The first action of these rules that applies, or null. */
export function action(rules, activity, wanted = null) {
  const found = (rules ?? []).find(
    (rule) => (wanted === null || rule.action === wanted) && holds(rule, activity, "all") === true,
  );
  return found?.action ?? null;
}

export const precondition = (activity, wanted) => action(activity.rules.preConditionRules, activity, wanted) !== null;

const ALL = (name, operator) => ({ condition: name, ...(operator && { operator }) });
const DEFAULTS = [
  { action: "satisfied", consideration: "all", conditions: [ALL("satisfied")] },
  { action: "notSatisfied", consideration: "any", conditionCombination: "all",
    conditions: [ALL("objectiveStatusKnown"), ALL("satisfied", "not")] },
  { action: "completed", consideration: "all", conditions: [ALL("completed")] },
  { action: "incomplete", consideration: "any", conditionCombination: "all",
    conditions: [ALL("activityProgressKnown"), ALL("completed", "not")] },
];
const NEEDS = {
  satisfied: "requiredForSatisfied", notSatisfied: "requiredForNotSatisfied",
  completed: "requiredForCompleted", incomplete: "requiredForIncomplete",
};

/** Whether a child has a say in a rollup [RB.1.4.2]. */
function counts(child, name) {
  if (!child.isTracked) return false;
  const isSuccess = name === "satisfied" || name === "notSatisfied";
  if (!(isSuccess ? child.controls.rollupObjectiveSatisfied : child.controls.rollupProgressCompletion)) return false;
  const need = child.considerations[NEEDS[name]];
  if (need === "ifNotSuspended") return !(child.attempts === 0 || child.isSuspended);
  if (need === "ifAttempted") return child.attempts > 0;
  if (need === "ifNotSkipped") return !precondition(child, "skip");
  return true;
}

/** Whether a rollup rule applies to a cluster [RB.1.4]; where no child has a say, "all" and "none" hold. */
function applies(rule, cluster) {
  const results = cluster.offered.filter((child) => counts(child, rule.action)).map((child) => holds(rule, child, "any"));
  const yes = results.filter((result) => result === true).length;
  switch (rule.consideration) {
    case "any":
      return yes > 0;
    case "none":
      return yes === 0 && !results.includes(null);
    case "atLeastCount":
      return yes >= rule.minimumCount;
    case "atLeastPercent":
      return results.length > 0 && (yes / results.length) * 100 >= rule.minimumPercent;
    default:
      return yes === results.length;
  }
}

function outcome(cluster, no, yes) {
  const own = cluster.rollupRules.filter((rule) => rule.action === no || rule.action === yes);
  const rules = own.length ? own : DEFAULTS;
  let result = null;
  if (rules.some((rule) => rule.action === no && applies(rule, cluster))) result = false;
  if (rules.some((rule) => rule.action === yes && applies(rule, cluster))) result = true;
  return result;
}

/** The weighted mean of what the children know [RB.1.1], null when none knows anything. */
function mean(cluster, weight, value) {
  let [sum, weights, isKnown] = [0, 0, false];
  for (const child of cluster.offered) {
    if (!child.isTracked) continue;
    const share = weight(child);
    weights += share;
    const known = value(child);
    if (known !== null) {
      sum += share * known;
      isKnown = true;
    }
  }
  return isKnown && weights > 0 ? sum / weights : null;
}

/** Roll up into one cluster [RB.1.1 to RB.1.3]. */
export function rollUp(cluster) {
  if (cluster.isLeaf || !cluster.isTracked) return;
  const { primary } = cluster;
  const measure = mean(cluster, (child) => child.controls.objectiveMeasureWeight ?? 1, (child) => child.measure());
  primary.set("measure", measure); // also when nothing is known any more: that is written to global objectives too
  const progress = mean(cluster, (child) => child.threshold.progressWeight ?? 1, (child) => child.progress);
  if (progress !== primary.own.progress) primary.set("progress", progress);
  if (!primary.byMeasure) {
    const satisfied = outcome(cluster, "notSatisfied", "satisfied");
    if (satisfied !== null && satisfied !== primary.own.satisfied) primary.set("satisfied", satisfied);
  }
  if (!cluster.threshold.completedByMeasure) {
    const completed = outcome(cluster, "incomplete", "completed");
    if (completed !== null && completed !== primary.own.completed) primary.set("completed", completed);
  }
}
