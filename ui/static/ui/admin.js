/**
 * A date picker opens a moment after its field got the focus, even when the person has moved on by then. It would lie
 * over the fields and buttons that follow until somebody clicked elsewhere, so it opens for the field one is in only.
 */
const jQuery = window.jQuery;

jQuery(document).on("open.xdsoft", ".xdsoft_datetimepicker", (event) => {
  const picker = jQuery(event.currentTarget);
  if (picker.data("input")[0] !== document.activeElement) picker.trigger("close.xdsoft");
});
