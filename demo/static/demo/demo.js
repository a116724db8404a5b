// A walk signs people in, in a frame or in another tab, and with each sign-in forms get a new secret: take the newest
// one when a form is sent, and show the switch anew when the visitor comes back to this tab.
const secret = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1];

document.addEventListener("submit", (event) => {
  const field = event.target.elements.csrfmiddlewaretoken;
  if (field && secret()) field.value = secret();
});

document.addEventListener("visibilitychange", () => {
  const frame = document.querySelector("[data-switch]");
  if (frame && document.visibilityState === "visible") frame.contentWindow.location.reload();
});
