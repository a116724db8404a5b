// Takes the code from behind "#" (it is never sent to a server) into the field, and out of the address bar.
const field = document.querySelector("[data-seat-code] [name=code]");
const code = decodeURIComponent(location.hash.slice(1));

if (field && /^[0-9A-Za-z-]{12,20}$/.test(code)) {
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
}
