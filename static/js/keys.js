/* Single keys, for who wants them (<html data-shortcuts="off"> says no). [data-key="e"] on a link or button: pressing e
   clicks it. ? shows the sheet, which also lists the page's own keys from <template data-page-keys>. A key counts only
   where nothing is being typed, chosen or composed, and no dialog is open. */
(() => {
  "use strict";
  const root = document.documentElement;
  const sheet = document.getElementById("keys");
  const NOT_HERE = "input, textarea, select, [contenteditable], [role=listbox], [role=menu]";
  const busy = (event) => event.isComposing || event.keyCode === 229 || event.defaultPrevented
    || event.ctrlKey || event.metaKey || event.altKey || event.repeat
    || event.target.closest?.(NOT_HERE) || document.querySelector("dialog[open]");

  const show = () => {
    if (!sheet?.showModal || sheet.open) return;
    const here = sheet.querySelector("[data-page-keys-here]");
    const pages = document.querySelectorAll("template[data-page-keys]");
    here.querySelector("dl").replaceChildren(...[...pages].map((page) => page.content.cloneNode(true)));
    here.hidden = pages.length === 0;
    sheet.showModal();
  };
  document.addEventListener("keydown", (event) => {
    if (root.dataset.shortcuts === "off" || busy(event)) return;
    if (event.key === "?") {
      event.preventDefault();
      return show();
    }
    if (event.key.length !== 1) return;
    const meant = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!meant) return;
    event.preventDefault();
    meant.click();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-open]")) show();
    if (event.target === sheet) sheet.close();
  });

  // A switch that was kept: turn it here as well.
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("[data-own-switch]");
    if (!form || !event.detail.successful) return;
    const to = form.elements.to.value;
    form.elements.to.value = to === "on" ? "off" : "on";
    form.querySelector("button").setAttribute("aria-pressed", String(to === "on"));
    if (form.dataset.ownSwitch !== "single_keys") return;
    if (to === "off") root.dataset.shortcuts = "off";
    else delete root.dataset.shortcuts;
  });
})();
