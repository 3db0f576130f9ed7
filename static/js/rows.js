/* The rows of a list by keyboard, and the ticked ones counted in the selection bar. Up and down move (the focus is on
   the name, so that Enter opens), Space ticks, Shift extends, b goes to the bar. Keys count only where nothing is being
   typed, chosen or composed, and where single keys are wanted (js/keys.js). */
(() => {
  "use strict";
  const root = document.documentElement;
  const table = document.querySelector("table[data-list]");
  if (!table) return;
  const bar = document.getElementById("selection");
  const rows = [...table.tBodies[0].rows];
  const box = (row) => row?.querySelector(".pick-box");
  const name = (row) => row.querySelector("td.name a");
  const here = (event) => rows.indexOf(event.target.closest?.("tbody tr"));
  let last = -1;
  let anchor = -1;

  // Counting: what is ticked, or all that match.
  const boxes = rows.map(box).filter(Boolean);
  const whole = table.querySelector("[data-pick-all]");
  const count = () => {
    if (!bar) return;
    const ticked = boxes.filter((one) => one.checked).length;
    const matching = bar.querySelector(".pick-matching:checked");
    const words = bar.querySelector("[data-count]");
    words.textContent = `${words.dataset.words} ${matching ? matching.dataset.number : ticked}`;
    if (!whole) return;
    whole.checked = ticked === boxes.length;
    whole.indeterminate = ticked > 0 && !whole.checked;
  };
  document.addEventListener("change", (event) => {
    if (event.target === whole) boxes.forEach((one) => { one.checked = whole.checked; });
    if (event.target.matches(".pick-box, .pick-matching, [data-pick-all]")) count();
  });
  bar?.addEventListener("reset", () => setTimeout(count));
  addEventListener("pageshow", count);
  if (whole) whole.hidden = false;

  // Keys.
  const elsewhere = "a, button, summary, input, textarea, select, [contenteditable], [popover], [role=listbox], [role=menu]";
  const busy = (event) => root.dataset.shortcuts === "off" || event.isComposing || event.keyCode === 229
    || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey
    || document.querySelector("dialog[open]") || (here(event) < 0 && event.target.closest?.(elsewhere));
  const between = (one, other) => rows.slice(Math.min(one, other), Math.max(one, other) + 1);
  const tick = (some, on) => some.forEach((row) => { if (box(row)) box(row).checked = on; });
  const extend = (from, to) => {
    if (anchor < 0) anchor = from;
    tick(between(anchor, from), false);
    tick(between(anchor, to), true);
    count();
  };
  const move = (event, step) => {
    const from = here(event) < 0 ? last : here(event);
    const to = Math.max(0, Math.min(rows.length - 1, from + step));
    if (event.shiftKey && from >= 0) extend(from, to);
    else anchor = -1;
    last = to;
    name(rows[to]).focus();
  };
  const press = (event) => {
    const row = rows[here(event)];
    if (event.key === "ArrowDown") return move(event, 1), true;
    if (event.key === "ArrowUp") return move(event, -1), true;
    if (event.key === "b" && !event.shiftKey && bar?.checkVisibility()) return bar.querySelector("[name=act]").focus(), true;
    if (!row || event.shiftKey) return false;
    if (event.key === "Enter" && event.target === box(row)) return name(row).click(), true;
    if (event.key !== " " || event.target === box(row) || !box(row)) return false;
    anchor = -1;
    box(row).click();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if (!busy(event) && press(event)) event.preventDefault();
  });
})();
