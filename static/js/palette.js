/* Command search: a dialog with a combobox over what /search/ answers (templates/components/palette.html). Ctrl-K or
   Cmd-K opens it everywhere, / where single keys are wanted, a click into the top bar's box as well. Arrows choose,
   Enter opens, Esc closes. While an input method composes, nothing is asked and no key is taken from it. */
(() => {
  "use strict";
  const palette = document.getElementById("palette");
  if (!palette?.showModal) return;
  const input = palette.querySelector("[role=combobox]");
  const list = palette.querySelector("[role=listbox]");
  const said = palette.querySelector("[data-palette-said]");
  const QUIET_MS = 120;
  let composing = false;
  let timer = 0;
  let asked = null; // the text that was asked for, and has not been answered
  let opening = false; // Enter was pressed before the answer came

  const textOf = (xhr) => new URL(xhr.responseURL).searchParams.get("q") ?? "";
  const options = () => [...list.querySelectorAll("[role=option]")];
  const active = () => list.querySelector("[aria-selected=true]");
  const choose = (option) => {
    active()?.setAttribute("aria-selected", "false");
    input.removeAttribute("aria-activedescendant");
    if (!option) return;
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const move = (step) => {
    const all = options();
    if (all.length) choose(all[(all.indexOf(active()) + step + all.length) % all.length]);
  };

  const ask = () => {
    clearTimeout(timer);
    asked = input.value;
    window.htmx.trigger(input, "find");
  };
  const askSoon = () => {
    if (composing) return;
    asked = input.value;
    clearTimeout(timer);
    timer = setTimeout(ask, QUIET_MS);
  };
  const open = (text) => {
    if (!palette.open) palette.showModal();
    input.value = text;
    opening = composing = false;
    list.replaceChildren();
    choose(null);
    ask();
    input.focus();
    input.select();
  };

  list.addEventListener("htmx:afterSettle", (event) => {
    if (textOf(event.detail.xhr) !== input.value) return; // the answer to what was typed before; the next one comes
    asked = null;
    input.setAttribute("aria-expanded", String(options().length > 0));
    choose(options()[0]);
    list.scrollTop = 0;
    said.textContent = list.querySelector("[data-found-count]")?.textContent || "";
    if (opening) go();
  });
  const go = () => {
    opening = false;
    if (active()) active().click();
    else if (input.value.trim()) input.form.submit();
  };

  input.addEventListener("compositionstart", () => { composing = true; });
  input.addEventListener("compositionend", () => {
    composing = false;
    askSoon();
  });
  input.addEventListener("input", (event) => {
    opening = false;
    if (!event.isComposing) askSoon();
  });
  input.addEventListener("keydown", (event) => {
    if (composing || event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (asked === null) go();
      else {
        opening = true;
        ask();
      }
    }
  });
  palette.addEventListener("cancel", (event) => {
    if (composing) event.preventDefault(); // this Esc was the input method's
  });
  palette.addEventListener("click", (event) => {
    if (event.target === palette || event.target.closest("[data-palette-close]")) palette.close();
  });
  list.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== active()) choose(option);
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey || event.shiftKey) return;
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !document.querySelector("dialog[open]:not(#palette)")) {
      event.preventDefault();
      if (palette.open) palette.close();
      else open("");
    }
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-palette-open]");
    if (opener) open(opener.value || "");
  });
})();
