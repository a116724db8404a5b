// The activities of a SCORM 2004 course: what the manifest says about each, and what is tracked of it.
//
// Terms and numbers in brackets are those of SCORM 2004 4th Edition, Sequencing and Navigation (SN).

/** What is known of an objective; the same shape for local and global ones. `null` is unknown. */
const BLANK = { satisfied: null, measure: null, completed: null, progress: null, raw: null, min: null, max: null };
const FIELDS = Object.keys(BLANK);
/** Which field each kind of map carries. */
const MAPPED = {
  satisfied: "SatisfiedStatus", measure: "NormalizedMeasure", completed: "CompletionStatus", progress: "ProgressMeasure",
  raw: "RawScore", min: "MinScore", max: "MaxScore",
};

const kindOf = (field) => (field === "completed" || field === "progress" ? "progress" : "objectives");

class Objective {
  constructor(settings, activity) {
    this.id = settings.objectiveID;
    this.isPrimary = settings.isPrimary === true;
    this.byMeasure = settings.satisfiedByMeasure === true;
    this.least = settings.minNormalizedMeasure ?? 1;
    this.maps = settings.mapInfo ?? [];
    this.activity = activity;
    this.own = { ...BLANK };
  }

  /**
   * What is known of a field. Where a global objective is read for satisfaction or measure, only that counts, even
   * while it knows nothing; the fields that the 4th edition added fall back to what is known here.
   */
  get(field) {
    if (field === "satisfied" && this.byMeasure) {
      const measure = this.get("measure");
      if (measure === null) return null;
      const waits = this.activity.isActive && !this.activity.satisfiesIfActive && this.activity.children.length > 0;
      return waits ? null : measure >= this.least;
    }
    const map = this.maps.find((each) => each[`read${MAPPED[field]}`]);
    const read = map ? (this.activity.course.globals.get(map.targetObjectiveID)?.[field] ?? null) : null;
    if (read !== null || (map && (field === "satisfied" || field === "measure"))) return read;
    return this.activity.isFresh(kindOf(field)) ? this.own[field] : null;
  }

  /** Note a value, and write it through to the global objectives that take it. */
  set(field, value) {
    this.activity.freshen(kindOf(field));
    this.own[field] = value;
    this.publish(field);
    if (field === "measure" && this.byMeasure) this.publish("satisfied");
  }

  publish(field) {
    for (const map of this.maps) {
      if (!map[`write${MAPPED[field]}`]) continue;
      const value = field === "satisfied" && this.byMeasure ? this.judged() : this.own[field];
      this.activity.course.writeGlobal(map.targetObjectiveID, field, value);
    }
  }

  judged() {
    return this.own.measure === null ? null : this.own.measure >= this.least;
  }
}

export class Activity {
  constructor(settings, parent, course) {
    Object.assign(this, { parent, course, id: settings.id, title: settings.title });
    this.isVisible = settings.isVisible !== false;
    this.controls = settings.sequencingControls;
    this.rules = settings.sequencingRules;
    this.rollupRules = settings.rollupRules?.rules ?? [];
    this.considerations = settings.rollupConsiderations ?? {};
    this.attemptLimit = settings.attemptLimit ?? null;
    this.threshold = settings.completionThreshold ?? {};
    this.hidden = settings.hideLmsUi ?? [];
    this.sharedData = settings.sharedDataMaps ?? [];
    this.primary = new Objective({ ...settings.primaryObjective, isPrimary: true }, this);
    this.objectives = [this.primary, ...(settings.objectives ?? []).map((each) => new Objective(each, this))];
    this.isActive = false;
    this.isSuspended = false;
    this.attempts = 0;
    this.staleObjectives = false; // known from an earlier attempt on the parent
    this.staleProgress = false;
    this.children = (settings.children ?? []).map((each) => new Activity(each, this, course));
    this.offered = this.children; // after selection and randomization
  }

  get isLeaf() {
    return this.children.length === 0;
  }

  get isTracked() {
    return this.controls.tracked !== false;
  }

  get satisfiesIfActive() {
    return this.considerations.measureSatisfactionIfActive !== false;
  }

  get path() {
    return this.parent ? [...this.parent.path, this] : [this];
  }

  objective(id) {
    return id ? (this.objectives.find((each) => each.id === id) ?? null) : this.primary;
  }

  isWithin(other) {
    return this === other || (this.parent?.isWithin(other) ?? false);
  }

  /** Whether what is known counts: in a rollup only what is of the parent's attempt at hand, where it wants that. */
  isFresh(what) {
    const control = what === "objectives" ? "useCurrentAttemptObjectiveInfo" : "useCurrentAttemptProgressInfo";
    const isStale = what === "objectives" ? this.staleObjectives : this.staleProgress;
    return !(isStale && this.course.isRollingUp && this.parent?.controls[control]);
  }

  /** Something is noted in the attempt at hand: what is left of earlier ones goes. */
  freshen(what) {
    if (!(what === "objectives" ? this.staleObjectives : this.staleProgress)) return;
    for (const { own } of this.objectives) {
      for (const field of FIELDS) if (kindOf(field) === what) own[field] = null;
    }
    if (what === "objectives") this.staleObjectives = false;
    else this.staleProgress = false;
  }

  /** Whether the activity is completed: true, false, or null when unknown. */
  get completed() {
    if (!this.isTracked) return null;
    if (!this.threshold.completedByMeasure) return this.primary.get("completed");
    const amount = this.progress;
    return amount === null ? null : amount >= (this.threshold.minProgressMeasure ?? 1);
  }

  get progress() {
    return this.isTracked ? this.primary.get("progress") : null;
  }

  satisfied(id = null) {
    return this.isTracked ? (this.objective(id)?.get("satisfied") ?? null) : null;
  }

  measure(id = null) {
    return this.isTracked ? (this.objective(id)?.get("measure") ?? null) : null;
  }

  /** Begin a new attempt [DB.2]: nothing is known yet, and what is known of the children is of an earlier one. */
  beginAttempt() {
    this.attempts += 1;
    for (const objective of this.objectives) objective.own = { ...BLANK };
    this.staleObjectives = false;
    this.staleProgress = false;
    for (const child of this.children) {
      child.staleObjectives = true;
      child.staleProgress = true;
    }
  }

  /** Select and shuffle the children [SR.1, SR.2]; `again` at the end of an attempt, for the next one. */
  arrange(again = false) {
    const { selectionTiming, selectCount, randomizationTiming, randomizeChildren } = this.controls;
    const now = again ? ["onEachNewAttempt"] : ["once", "onEachNewAttempt"];
    if (now.includes(selectionTiming) && selectCount != null && selectCount < this.children.length) {
      const chosen = new Set(shuffled(this.children).slice(0, selectCount));
      this.offered = this.children.filter((child) => chosen.has(child));
    }
    if (now.includes(randomizationTiming) && randomizeChildren) this.offered = shuffled(this.offered);
  }

  /** What is tracked, without what is as at the beginning. */
  save() {
    const kept = {};
    if (this.isActive) kept.a = 1;
    if (this.isSuspended) kept.s = 1;
    if (this.attempts) kept.n = this.attempts;
    if (this.staleObjectives || this.staleProgress) kept.t = [Number(this.staleObjectives), Number(this.staleProgress)];
    if (this.offered !== this.children) kept.c = this.offered.map((child) => this.children.indexOf(child));
    const known = this.objectives.map(({ own }) => packed(own));
    if (known.some((each) => each !== 0)) kept.o = known;
    return kept;
  }

  load(kept = {}) {
    this.isActive = kept.a === 1;
    this.isSuspended = kept.s === 1;
    this.attempts = kept.n ?? 0;
    [this.staleObjectives, this.staleProgress] = (kept.t ?? [0, 0]).map(Boolean);
    this.offered = kept.c ? kept.c.map((index) => this.children[index]).filter(Boolean) : this.children;
    this.objectives.forEach((objective, index) => (objective.own = unpacked(kept.o?.[index])));
  }
}

export function packed(known) {
  const kept = Object.fromEntries(FIELDS.filter((field) => known[field] !== null).map((field) => [field, known[field]]));
  return Object.keys(kept).length ? kept : 0;
}

export function unpacked(kept) {
  return { ...BLANK, ...(kept || {}) };
}

function shuffled(list) {
  const left = [...list];
  const found = [];
  while (left.length) found.push(...left.splice(Math.floor(Math.random() * left.length), 1));
  return found;
}
