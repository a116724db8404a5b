/**
 * A date picker opens a moment after its field got the focus, even when the person has moved on by then. It would lie
 * over the fields and buttons that follow until somebody clicked elsewhere, so it opens for the field one is in only.
 */
const jQuery = window.jQuery;

jQuery(document).on("open.xdsoft", ".xdsoft_datetimepicker", (event) => {
  const picker = jQuery(event.currentTarget);
  if (picker.data("input")[0] !== document.activeElement) picker.trigger("close.xdsoft");
});

/**
 * What one writes in a block of text has no name of its own in Wagtail: neither a lone field of a block nor a field for
 * rich text. It gets the words that stand above it (WCAG 2.2, 4.1.2); the small map of the page, which scrolls, can be
 * reached by keyboard (2.1.1).
 */
const WRITING = ":is(input:not([type=hidden]), textarea, select, [role=textbox]):not([aria-label], [aria-labelledby])";

function nameOf(field) {
  const label = field.closest("[data-contentpath]")?.querySelector(":scope > label, :scope > [data-field-wrapper] > label");
  const heading = field.closest("section[aria-labelledby]")?.querySelector("[data-panel-heading]");
  const words = label ?? heading?.querySelector(".c-sf-block__type") ?? heading;
  return words?.textContent.replace("*", "").trim();
}

function nameFields() {
  for (const field of document.querySelectorAll(`.w-panel__content ${WRITING}`)) {
    const words = field.labels?.length ? "" : nameOf(field);
    if (words) field.setAttribute("aria-label", words);
  }
  for (const list of document.querySelectorAll(".w-minimap__list:not([tabindex])")) list.tabIndex = 0;
}

let isWaiting = false;
new MutationObserver(() => {
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => {
    isWaiting = false;
    nameFields();
  });
}).observe(document.body, { childList: true, subtree: true });
nameFields();
