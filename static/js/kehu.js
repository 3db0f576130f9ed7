/* What the pages need beyond HTML. No dependencies; works on whatever htmx swaps in, since it listens on the document.
   Attributes it knows: data-primary (form Ctrl-S submits), data-money, data-confirm, data-repeatable (form may be sent
   twice), data-focus, data-dismiss, data-formset/-rows/-row/-add, data-revealed/-hide.
   Single keys are in keys.js, the command search in palette.js. */
(() => {
  "use strict";
  const on = (name, act, options) => document.addEventListener(name, act, options);
  const composing = (event) => event.isComposing || event.keyCode === 229;

  // Money: full-width characters and thousands separators become the plain form the server accepts, in plain sight.
  const plain = (text) => {
    let value = text
      .replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
      .replace(/。/g, ".")
      .replace(/[\s\u00a0\u2009\u202f¥￥]/g, "")
      .replace(/[\u2212\u2013]/g, "-");
    if (/^-?\d+(,\d{3})+(\.\d*)?$/.test(value)) value = value.replaceAll(",", ""); // "1,5" is left for the server to refuse.
    return value;
  };
  const tidy = (input) => {
    const value = plain(input.value);
    if (value === input.value) return;
    const back = input.value.length - input.selectionEnd;
    input.value = value;
    if (input === document.activeElement) input.setSelectionRange(value.length - back, value.length - back);
  };
  const money = (event) => {
    if (event.target.matches?.("[data-money]") && !event.isComposing) tidy(event.target);
  };
  on("change", money);
  on("compositionend", money);
  on("input", (event) => {
    if (event.inputType === "insertFromPaste" || /[\uff01-\uff5e。]/.test(event.target.value || "")) money(event);
  });

  // Keys: Enter that only ends an input method's composition sends nothing; Ctrl-S is the page's main act.
  on("keydown", (event) => {
    if (event.key === "Enter" && composing(event)) {
      event.stopImmediatePropagation();
      if (event.keyCode === 229) event.preventDefault();
    }
  }, true);
  on("keydown", (event) => {
    if (composing(event)) return;
    if (event.key === "s" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      const form = document.querySelector("form[data-primary]");
      if (!form) return;
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-primary-button]"));
    }
  });

  // Forms: ask first where data-confirm says so, and send once.
  const ask = (text, go) => {
    const dialog = document.getElementById("ask");
    if (!dialog?.showModal) return window.confirm(text) && go();
    dialog.querySelector("#ask-text").textContent = text;
    dialog.returnValue = "no";
    dialog.addEventListener("close", () => dialog.returnValue === "yes" && go(), { once: true });
    dialog.showModal();
  };
  on("submit", (event) => {
    const form = event.target;
    const question = event.submitter?.dataset.confirm || form.dataset.confirm;
    if (question && form.dataset.agreed !== "yes") {
      event.preventDefault();
      event.stopImmediatePropagation();
      const submitter = event.submitter;
      ask(question, () => {
        form.dataset.agreed = "yes";
        form.requestSubmit(submitter);
        delete form.dataset.agreed;
      });
      return;
    }
    form.querySelectorAll("[data-money]").forEach(tidy);
  }, true);
  on("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "repeatable" in form.dataset) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    }
  });

  // Rows of a formset: the empty form waits in a <template>; a new row that is removed again just disappears.
  const addRow = (set) => {
    const total = set.querySelector(`[name="${set.dataset.formset}-TOTAL_FORMS"]`);
    const rows = set.querySelector("[data-rows]");
    rows.insertAdjacentHTML("beforeend", set.querySelector("template").innerHTML.replaceAll("__prefix__", total.value));
    total.value = Number(total.value) + 1;
    const row = rows.lastElementChild;
    row.dataset.row = "new";
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  };
  on("change", (event) => {
    const row = event.target.closest?.('[data-row="new"]');
    if (!row || !event.target.name?.endsWith("-DELETE")) return;
    row.hidden = event.target.checked;
    row.closest("[data-formset]").querySelector("[data-add]").focus();
  });

  // Revealed values: gone again after their time, on request, and when the page is left.
  const hide = (reveal) => reveal?.querySelector(".reveal-value")?.replaceChildren();
  const watch = (scope) => {
    for (const shown of scope.querySelectorAll?.("[data-revealed]:not([data-watched])") || []) {
      shown.dataset.watched = "yes";
      setTimeout(() => shown.isConnected && hide(shown.closest("[data-reveal]")), Number(shown.dataset.revealed) * 1000);
      shown.closest("[data-reveal]")?.querySelector("[popover]:popover-open")?.hidePopover();
    }
  };
  addEventListener("pagehide", () => document.querySelectorAll("[data-reveal]").forEach(hide));

  // Menus are popovers: put each one below the button that opened it, inside the window.
  on("toggle", (event) => {
    const menu = event.target;
    if (event.newState !== "open" || !menu.matches?.(".menu")) return;
    const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
    const at = button.getBoundingClientRect();
    const left = Math.min(at.right - menu.offsetWidth, innerWidth - menu.offsetWidth - 8);
    const below = at.bottom + 4;
    const fits = below + menu.offsetHeight < innerHeight;
    menu.style.left = `${Math.max(8, left)}px`;
    menu.style.top = `${fits ? below : Math.max(8, at.top - menu.offsetHeight - 4)}px`;
  }, true);

  // Messages: what htmx could not swap in still gets said.
  const say = (words) => {
    const region = document.getElementById("messages");
    if (!region) return;
    const note = document.createElement("div");
    note.className = "note";
    note.dataset.level = "error";
    const text = document.createElement("div");
    text.textContent = words(region.dataset);
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn btn-sm";
    close.dataset.dismiss = "";
    close.textContent = region.dataset.close;
    note.append(text, close);
    region.replaceChildren(note);
    region.scrollIntoView({ block: "nearest" });
  };
  on("htmx:responseError", (event) => say((words) => (event.detail.xhr.status === 403 ? words.refused : words.failed)));
  on("htmx:sendError", () => say((words) => words.lost));
  on("htmx:timeout", () => say((words) => words.lost));

  const settle = (scope) => {
    watch(scope);
    scope.querySelector?.("[data-focus]")?.focus();
  };
  on("htmx:afterSettle", (event) => settle(event.detail.elt.parentElement || event.detail.elt));
  on("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("dismiss" in button.dataset) button.closest(".note").remove();
    if ("hide" in button.dataset) hide(button.closest("[data-reveal]"));
    if ("add" in button.dataset) addRow(button.closest("[data-formset]"));
  });
  settle(document);
  for (const tab of document.querySelectorAll(".tabs [aria-current]")) { // on a phone the row of tabs is wider than the page
    const row = tab.parentElement;
    row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - tab.offsetWidth) / 2;
  }
})();
