// Pages, bookmark and quiz of a course. State: which pages were seen and what was answered.
"use strict";

(() => {
  const pages = [...document.querySelectorAll("main > section")];
  const back = document.querySelector("[data-back]");
  const next = document.querySelector("[data-next]");
  const place = document.querySelector("[data-place]");
  const bar = document.querySelector("progress");
  const quiz = document.querySelector("form[data-quiz]");
  const result = document.querySelector("[data-result]");
  const kind = quiz?.dataset.kind ?? "practice"; // "placement" cannot be failed; "final" counts and is given away once
  const PASS = Number(quiz?.dataset.pass ?? 60); // percent
  const questions = quiz ? [...quiz.querySelectorAll("fieldset[data-correct]")] : [];
  const isPart = document.body.hasAttribute("data-part"); // of a course of several: its end leads to the next one
  const goOn = next.textContent;
  const kept = Scorm.start();
  const memory = Scorm.restore();
  const state = { seen: [], answers: {}, best: 0, ...memory.state };
  let page = 1;

  function show(number, { focus = true } = {}) {
    page = Math.min(Math.max(1, number), pages.length);
    pages.forEach((section, index) => (section.hidden = index !== page - 1));
    if (!state.seen.includes(page)) state.seen.push(page);
    back.disabled = page === 1;
    const isLast = page === pages.length;
    next.textContent = isLast && isPart ? "Zum nächsten Teil" : goOn;
    next.hidden = isLast && !(isPart && !quiz && kept);
    place.textContent = `Seite ${page} von ${pages.length}`;
    bar.max = pages.length;
    bar.value = page;
    if (isLast && !quiz) Scorm.read();
    if (focus) pages[page - 1].querySelector("h2").focus();
    scrollTo(0, 0);
    Scorm.keep(page, state);
    Scorm.commit();
  }

  function tell(fieldset, given) {
    const right = given === fieldset.dataset.correct;
    const line = fieldset.querySelector("[data-feedback]");
    line.textContent = `${right ? "Richtig." : "Noch nicht richtig."} ${fieldset.dataset.why}`;
    line.className = right ? "feedback feedback--right" : "feedback feedback--wrong";
  }

  function said(right, percent) {
    if (kind === "placement") {
      return right === questions.length
        ? "Das können Sie alles schon. Der Kurs führt Sie gleich zum Abschlusstest."
        : "Danke. Was Sie schon sicher können, überspringt der Kurs. Ansehen dürfen Sie es trotzdem.";
    }
    if (kind === "final") {
      return percent >= PASS
        ? "Geschafft! Sie haben den Kurs bestanden."
        : `Sie brauchen ${PASS} Prozent. Haben Sie noch einen Versuch, führt der Kurs Sie jetzt zu dem, was noch fehlt. Sonst beginnen Sie auf der Seite Ihres Kurses einen neuen Versuch.`;
    }
    return state.best >= PASS
      ? "Geschafft! Diese Einheit ist abgeschlossen. Sie können das Quiz trotzdem wiederholen."
      : `Sie brauchen ${PASS} Prozent. Lesen Sie noch einmal nach und versuchen Sie es erneut – so oft Sie möchten.`;
  }

  function evaluate() {
    const right = questions.filter((one) => state.answers[one.id] === one.dataset.correct).length;
    const percent = Math.round((right / questions.length) * 100);
    state.best = Math.max(state.best, percent);
    for (const topic of new Set(questions.map((one) => one.dataset.objective).filter(Boolean))) {
      const asked = questions.filter((one) => one.dataset.objective === topic);
      Scorm.topic(topic, asked.every((one) => state.answers[one.id] === one.dataset.correct));
    }
    if (kind === "placement") Scorm.placed(percent);
    else Scorm.scored(state.best, state.best >= PASS);
    showResult(right, percent);
    result.querySelector("h3").focus();
  }

  function showResult(right, percent) {
    result.querySelector("h3").textContent = `${right} von ${questions.length} richtig`;
    result.querySelector("p").textContent = said(right, percent);
    result.hidden = false;
    if (kind === "practice") return;
    Scorm.handIn();
    quiz.querySelectorAll("input").forEach((input) => (input.disabled = true));
    quiz.querySelector("button").hidden = true;
  }

  quiz?.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const fieldset of questions) {
      const given = quiz.elements[fieldset.id].value;
      state.answers[fieldset.id] = given;
      Scorm.answered({
        id: fieldset.id, given, correct: fieldset.dataset.correct, text: fieldset.querySelector("legend").textContent.trim(),
      });
      tell(fieldset, given);
    }
    evaluate();
    Scorm.keep(page, state);
    Scorm.commit();
  });

  document.querySelector("[data-again]")?.addEventListener("click", () => {
    quiz.reset();
    state.answers = {};
    result.hidden = true;
    quiz.querySelectorAll("[data-feedback]").forEach((line) => (line.textContent = ""));
    questions[0].querySelector("input").focus();
    Scorm.keep(page, state);
    Scorm.commit();
  });

  /** The platform opens what follows. Where nothing does, because it is not open yet, say where to look. */
  function leave() {
    Scorm.leave();
    setTimeout(() => {
      place.textContent = "Dieser Teil ist gespeichert. Was noch offen ist, steht oben im Inhaltsverzeichnis.";
      next.hidden = true;
    }, 1_000);
  }

  document.querySelector("[data-leave]")?.addEventListener("click", leave);
  back.addEventListener("click", () => show(page - 1));
  next.addEventListener("click", () => (page === pages.length ? leave() : show(page + 1)));
  addEventListener("pagehide", () => Scorm.end());

  document.querySelector("[data-unkept]").hidden = kept;
  if (kept) Scorm.begun();
  for (const [id, given] of Object.entries(state.answers)) {
    const fieldset = document.getElementById(id);
    if (!fieldset) continue;
    quiz.elements[id].value = given;
    tell(fieldset, given);
  }
  // A window that was closed between the result and its "go on" shows the result again.
  if (kind !== "practice" && questions.every((one) => state.answers[one.id])) {
    const right = questions.filter((one) => state.answers[one.id] === one.dataset.correct).length;
    showResult(right, Math.round((right / questions.length) * 100));
  }
  document.querySelector("body > nav").hidden = pages.length === 1;
  show(memory.page, { focus: false });
})();
