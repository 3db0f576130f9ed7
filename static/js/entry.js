/* Typing an entry: only what its kind needs is shown. Without this the page shows everything, and the server decides.
   form[data-entry] holds JSON by kind: {due, raises, rest}; open documents carry data-raises. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-entry]");
  if (!form) return;
  const kinds = JSON.parse(form.dataset.entry);
  const field = (name) => form.querySelector(`[name="${name}"]`)?.closest(".field");
  const show = (part, shown) => part && (part.hidden = !shown);
  const documents = (raises) => {
    for (const box of form.querySelectorAll("[data-raises]")) {
      const shown = (box.dataset.raises === "yes") !== raises;
      show(box.closest("label"), shown);
      if (!shown) box.checked = false;
    }
    for (const group of form.querySelectorAll("[data-widget=documents] .choices-group")) {
      show(group, group.querySelector("label:not([hidden])"));
    }
  };
  const draw = () => {
    const kind = kinds[form.elements.kind.value] || { due: true, raises: false, rest: true };
    const due = field("due_date");
    show(due, kind.due);
    if (due && !kind.due) due.querySelector("input").value = "";
    show(form.querySelector("[data-instalments]"), kind.due);
    show(field("allocate"), kind.rest);
    documents(kind.raises);
  };
  form.elements.kind.addEventListener("change", draw);
  draw();
})();
