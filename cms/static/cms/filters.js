// Comfort only: without this file the filters are a form with a button. A change is sent at once, the results and
// the numbers behind the choices follow, and focus, open groups and the place on the page stay as they are.
const form = document.querySelector("form[data-live-filters]");
const results = document.getElementById("ergebnisse");
const status = document.querySelector("[data-filter-status]");
const savesData = navigator.connection?.saveData === true; // each change costs a page: not for who counts bytes

if (form && results && status && !savesData) {
  let asked;

  const send = async () => {
    asked?.abort();
    asked = new AbortController();
    const address = addressOf(form);
    results.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      history.pushState(null, "", address);
    } catch (problem) {
      if (problem.name !== "AbortError") form.submit(); // the way without scripts says what is wrong
      return;
    }
    results.removeAttribute("aria-busy");
  };
  form.addEventListener("change", (event) => event.target.type === "checkbox" && send());
  // Chosen while this file was still on its way: nobody has heard of it yet.
  if ([...form.elements].some((box) => box.type === "checkbox" && box.checked !== box.defaultChecked)) send();

  // Back and forward: the address says everything, so the page is simply asked for again.
  addEventListener("popstate", () => location.reload());
}

function addressOf(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value) query.append(name, value);
  }
  const text = query.toString();
  return text ? `${form.getAttribute("action")}?${text}` : form.getAttribute("action");
}

function show(page) {
  const fresh = page.getElementById("ergebnisse");
  const freshForm = page.querySelector("form[data-live-filters]");
  if (!fresh || !freshForm) throw new Error("another page");
  results.replaceChildren(...fresh.childNodes);
  const [summary, freshSummary] = [form, freshForm].map((one) => one.querySelector(".filters > summary > span"));
  summary.textContent = freshSummary.textContent;
  // The choices are the same whatever is chosen; only their numbers move. Replacing them would lose the focus.
  for (const box of freshForm.querySelectorAll(".facet input")) {
    const own = form.querySelector(`input[name="${CSS.escape(box.name)}"][value="${CSS.escape(box.value)}"]`);
    const count = box.parentElement.querySelector(".facet__count");
    own?.parentElement.querySelector(".facet__count").replaceChildren(...count.childNodes);
  }
  status.textContent = results.querySelector("h2").textContent;
}
