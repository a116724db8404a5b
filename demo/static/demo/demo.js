// A walk signs people in, in a frame or in another tab, and each sign-in gives forms a new secret. Fetch it when the
// frame has loaded or the visitor comes back to this tab, and show the switch anew.
const fields = () => document.querySelectorAll("[name=csrfmiddlewaretoken]");

async function renewSecrets() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[name=csrfmiddlewaretoken]");
  if (fresh) for (const field of fields()) field.value = fresh.value;
}

// The switch is as high as what it says: the address for the second device stands at its end.
const lineSwitch = document.querySelector("[data-switch]");
function fit() {
  const page = lineSwitch.contentDocument?.documentElement;
  const border = lineSwitch.offsetHeight - lineSwitch.clientHeight;
  if (page) lineSwitch.style.blockSize = `${page.scrollHeight + border}px`;
}
if (lineSwitch) {
  lineSwitch.addEventListener("load", fit);
  addEventListener("resize", fit);
  if (lineSwitch.contentDocument?.readyState === "complete") fit();
}

if (fields().length) {
  document.querySelector("iframe[name=phone]")?.addEventListener("load", renewSecrets);
  const comeBack = () => {
    renewSecrets();
    lineSwitch?.contentWindow.location.reload();
  };
  addEventListener("focus", comeBack);
  // Whoever clicked into the frame last comes back to the frame, and this window hears of no focus.
  document.addEventListener("visibilitychange", () => document.hidden || comeBack());
}
