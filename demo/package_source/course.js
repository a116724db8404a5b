// Pages, bookmark and quiz of a course. State: which pages were seen and what was answered.
"use strict";

(() => {
  const PASS = 60; // percent
  const pages = [...document.querySelectorAll("main > section")];
  const back = document.querySelector("[data-back]");
  const next = document.querySelector("[data-next]");
  const place = document.querySelector("[data-place]");
  const bar = document.querySelector("progress");
  const quiz = document.querySelector("form[data-quiz]");
  const result = document.querySelector("[data-result]");
  const questions = quiz ? [...quiz.querySelectorAll("fieldset[data-correct]")] : [];
  const kept = Scorm.start();
  const memory = Scorm.restore();
  const state = { seen: [], answers: {}, best: 0, ...memory.state };
  let page = 1;

  function show(number, { focus = true } = {}) {
    page = Math.min(Math.max(1, number), pages.length);
    pages.forEach((section, index) => (section.hidden = index !== page - 1));
    if (!state.seen.includes(page)) state.seen.push(page);
    back.disabled = page === 1;
    next.hidden = page === pages.length;
    place.textContent = `Seite ${page} von ${pages.length}`;
    bar.max = pages.length;
    bar.value = page;
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

  function evaluate() {
    const right = questions.filter((one) => state.answers[one.id] === one.dataset.correct).length;
    const percent = Math.round((right / questions.length) * 100);
    state.best = Math.max(state.best, percent);
    const passed = state.best >= PASS;
    Scorm.scored(state.best, passed);
    result.querySelector("h3").textContent = `${right} von ${questions.length} richtig`;
    result.querySelector("p").textContent = passed
      ? "Geschafft! Diese Einheit ist abgeschlossen. Sie können das Quiz trotzdem wiederholen."
      : `Sie brauchen ${PASS} Prozent. Lesen Sie noch einmal nach und versuchen Sie es erneut – so oft Sie möchten.`;
    result.hidden = false;
    result.querySelector("h3").focus();
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

  back.addEventListener("click", () => show(page - 1));
  next.addEventListener("click", () => show(page + 1));
  addEventListener("pagehide", () => Scorm.end());

  document.querySelector("[data-unkept]").hidden = kept;
  if (kept) Scorm.begun();
  for (const [id, given] of Object.entries(state.answers)) {
    const fieldset = document.getElementById(id);
    if (!fieldset) continue;
    quiz.elements[id].value = given;
    tell(fieldset, given);
  }
  show(memory.page, { focus: false });
})();
