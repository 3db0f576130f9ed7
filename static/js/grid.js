/* The grid of many entries: Enter and up/down move, Ctrl-D copies the cell above, a row is added at the end, pasted cells go
   through the paste field to the server, the sum runs against the control total. The server judges everything anew. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-grid]");
  if (!form) return;
  const MOST = Number(form.elements["row-MAX_NUM_FORMS"].value);
  const rows = () => [...form.querySelectorAll("[data-grid-row]")];
  const cents = (text) => Math.round(Number(String(text).replace(/,/g, "")) * 100) || 0;
  const shown = (sum) => (sum / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const count = () => {
    const sum = rows().reduce((all, row) => all + cents(row.querySelector("[data-money]").value), 0);
    form.querySelector("[data-grid-total]").textContent = shown(sum);
    const control = form.elements.control_total.value;
    form.querySelector("[data-grid-rest]").textContent = control ? `Δ ${shown(cents(control) - sum)}` : "";
  };
  const append = () => {
    const total = form.elements["row-TOTAL_FORMS"];
    const place = Number(total.value);
    if (place >= MOST) return null;
    const row = rows().at(-1).cloneNode(true);
    for (const extra of row.querySelectorAll("[data-note], .field-error")) extra.remove();
    for (const part of row.querySelectorAll("[data-wrong]")) part.removeAttribute("data-wrong");
    for (const part of row.querySelectorAll("[name], [for]")) {
      for (const key of ["name", "id", "for"]) {
        const value = part.getAttribute(key);
        if (value) part.setAttribute(key, value.replace(/row-\d+-/, `row-${place}-`));
      }
      part.removeAttribute("aria-describedby");
      part.removeAttribute("aria-invalid");
      if (part.matches("input")) part.value = "";
      else part.textContent = part.textContent.replace(/\d+$/, place + 1);
    }
    row.firstElementChild.textContent = place + 1;
    form.querySelector("[data-grid-rows]").append(row);
    total.value = place + 1;
    return row;
  };
  const move = (input, step) => {
    const all = rows();
    const next = all[all.indexOf(input.closest("[data-grid-row]")) + step] || (step > 0 ? append() : null);
    next?.querySelector(`[data-cell="${input.dataset.cell}"]`)?.focus();
  };
  const above = (input) => {
    const all = rows();
    const row = all[all.indexOf(input.closest("[data-grid-row]")) - 1];
    if (row) input.value = row.querySelector(`[data-cell="${input.dataset.cell}"]`).value;
    count();
  };
  form.addEventListener("keydown", (event) => {
    const input = event.target.closest("input[data-cell]");
    if (!input || event.isComposing || event.keyCode === 229) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && (event.key === "Enter" || event.key === "ArrowDown")) move(input, event.shiftKey ? -1 : 1);
    else if (plain && event.key === "ArrowUp") move(input, -1);
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "d") above(input);
    else return;
    event.preventDefault();
  });
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (!event.target.closest("input[data-cell]") || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    form.elements.pasted.value = text;
    form.requestSubmit(form.querySelector("button[value=paste]"));
  });
  form.addEventListener("input", (event) => { if (!event.isComposing) count(); });
  form.addEventListener("change", count);
  count();
})();
