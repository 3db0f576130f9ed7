/* Drafts: a form with data-draft (the address to keep it at) is kept on the server while it is typed into, a moment
   after the last change and when the page is left. Nothing is kept in the browser. What came of it stands in
   [data-draft-state], in the words of its data-kept, data-lost and data-failed. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const state = form.querySelector("[data-draft-state]");
  const PAUSE_MS = 1500;
  let timer = 0;
  let changed = false;

  const typed = () => {
    const inputs = new URLSearchParams();
    for (const [name, value] of new FormData(form)) inputs.append(name, value instanceof File ? value.name : value);
    return inputs;
  };
  const say = (words) => {
    if (!state) return;
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    state.textContent = words.replace("#", `${two(now.getHours())}:${two(now.getMinutes())}`);
  };
  const keep = (leaving) => {
    clearTimeout(timer);
    if (!changed) return;
    changed = false;
    fetch(form.dataset.draft, { method: "POST", body: typed(), redirect: "manual", keepalive: leaving })
      .then((answer) => {
        if (answer.status === 204) say(state?.dataset.kept || "");
        else say((answer.type === "opaqueredirect" ? state?.dataset.lost : state?.dataset.failed) || "");
      })
      .catch(() => say(state?.dataset.failed || ""));
  };
  const later = (event) => {
    if (event.isComposing) return;
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE_MS);
  };
  for (const name of ["input", "change", "compositionend"]) form.addEventListener(name, later);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    changed = false;
  });
  addEventListener("pagehide", () => keep(true));
})();
