/* A field edited where it stands ([data-inline]): its form comes by htmx into [data-inline-form]. Escape or "Cancel" puts
   the value back and the focus on the pencil; the first input has the focus as soon as the form is there. */
(() => {
  "use strict";
  const close = (place) => {
    place.querySelector("[data-inline-form]").replaceChildren();
    place.querySelector(".inline-edit").focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.keyCode === 229) return;
    const place = event.target.closest?.(".inline-form")?.closest("[data-inline]");
    if (!place) return;
    event.preventDefault();
    close(place);
  });
  document.addEventListener("click", (event) => {
    const place = event.target.closest?.("[data-inline-cancel]")?.closest("[data-inline]");
    if (!place) return;
    event.preventDefault();
    close(place);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const form = event.detail.elt.closest?.("[data-inline-form]") || event.detail.target?.closest?.("[data-inline-form]");
    form?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
})();
