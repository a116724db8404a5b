// Sends the upload form with a progress bar. Without this script the form is posted by the browser itself.
const form = document.querySelector("form[data-upload]");

function say(field, texts) {
  const errors = form.querySelector(`[data-field="${field}"] .w-field__errors`);
  if (!errors) return;
  errors.replaceChildren(
    ...texts.map((text) => {
      const line = document.createElement("p");
      line.className = "error-message";
      line.textContent = text;
      return line;
    }),
  );
}

function send() {
  const progress = form.querySelector("[data-progress]");
  const bar = progress.querySelector("progress");
  const percent = progress.querySelector("[data-percent]");
  const button = form.querySelector("[type=submit]");
  const request = new XMLHttpRequest();
  const settle = () => {
    progress.hidden = true;
    button.disabled = false;
  };
  const lost = () => {
    settle();
    say("file", [form.dataset.lost]);
    button.focus();
  };
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    const value = Math.floor((event.loaded / event.total) * 100);
    if (value === bar.value) return;
    bar.value = value;
    percent.textContent = value < 100 ? `${value} %` : form.dataset.done;
  });
  request.addEventListener("load", () => {
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      return lost();
    }
    if (request.status === 201) return window.location.assign(answer.url);
    settle();
    Object.entries(answer.errors ?? {}).forEach(([field, texts]) => say(field, texts));
    if (!answer.errors) lost();
    return undefined;
  });
  request.addEventListener("error", lost);
  request.addEventListener("abort", settle);
  progress.querySelector("[data-cancel]").onclick = () => request.abort();
  request.open("POST", form.action || window.location.href);
  request.setRequestHeader("Accept", "application/json");
  button.disabled = true;
  progress.hidden = false;
  bar.value = 0;
  percent.textContent = "";
  request.send(new FormData(form));
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  form.querySelectorAll("[data-field]").forEach((field) => say(field.dataset.field, []));
  const file = form.querySelector("input[type=file]").files[0];
  if (file && file.size > Number(form.dataset.limit)) {
    say("file", [form.dataset.tooLarge]);
    return;
  }
  send();
});

// A package that has no title yet takes the file's name.
form?.querySelector("input[type=file]").addEventListener("change", (event) => {
  const title = form.querySelector("input[name=title]");
  const file = event.target.files[0];
  if (title && file && !title.value.trim()) title.value = file.name.replace(/\.zip$/i, "").replaceAll(/[_-]+/g, " ");
});

// A file may be dropped onto its field; without this script one presses the button of the field.
function accept(place, input) {
  const carriesFile = (event) => event.dataTransfer.types.includes("Files");
  const mark = (isOver) => place.classList.toggle("upload-drop--over", isOver);
  place.classList.add("upload-drop");
  place.querySelector("[data-drop-hint]").hidden = false;
  for (const kind of ["dragenter", "dragover"]) {
    place.addEventListener(kind, (event) => {
      if (!carriesFile(event)) return;
      event.preventDefault();
      mark(true);
    });
  }
  place.addEventListener("dragleave", (event) => place.contains(event.relatedTarget) || mark(false));
  place.addEventListener("drop", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    mark(false);
    const only = new DataTransfer(); // of several files the first
    only.items.add(event.dataTransfer.files[0]);
    input.files = only.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
}

const place = form?.querySelector("[data-drop]");
if (place) accept(place, form.querySelector("input[type=file]"));
