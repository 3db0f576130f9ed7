/* Typing an entry: only what its kind needs is shown. Without this the page shows everything, and the server decides.
   form[data-entry] holds JSON by kind: {due, raises, rest, paid}, data-bills by instrument: {bill}; open documents carry data-raises. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-entry]");
  if (!form) return;
  const kinds = JSON.parse(form.dataset.entry);
  const bills = JSON.parse(form.dataset.bills);
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
    show(field("applies_to"), form.querySelector("[data-widget=documents] label.form-check:not([hidden])"));
  };
  // What is hidden is emptied, lest it be sent: a receipt by cheque has no maturity.
  const offer = (name, shown) => {
    show(field(name), shown);
    if (!shown) form.elements[name].value = "";
  };
  const paid = (kind) => {
    offer("instrument", kind.paid);
    const made = bills[form.elements.instrument.value];
    offer("instrument_number", Boolean(made));
    for (const name of ["maturity", "drawer", "acceptor"]) offer(name, Boolean(made?.bill));
    show(form.elements.instrument.closest(".section"), kind.paid);
  };
  const draw = () => {
    const kind = kinds[form.elements.kind.value] || { due: true, raises: false, rest: true, paid: true };
    offer("due_date", kind.due);
    show(form.querySelector("[data-instalments]"), kind.due);
    show(field("allocate"), kind.rest);
    paid(kind);
    documents(kind.raises);
  };
  form.elements.kind.addEventListener("change", draw);
  form.elements.instrument.addEventListener("change", draw);
  draw();
})();
