/* Similar customers while one types (templates/customers/edit.html): what stands in the form is posted after a pause,
   and the answer becomes the block #similar-typed. Its data-similar is where to ask, data-customer whose form it is.
   While an input method composes, nothing is asked. A question that fails is forgotten: the save asks again anyway. */
(() => {
  "use strict";
  const block = document.getElementById("similar-typed");
  const form = block?.closest("form");
  if (!form) return;
  const QUIET_MS = 500;
  const WATCHED = /^(name|kind|tax_id|contacts-\d+-mobile|addresses-\d+-city)$/;
  let composing = false;
  let timer = 0;
  let running = null;

  const typed = () => {
    const asked = new URLSearchParams();
    const add = (name, input) => {
      const text = input?.value.trim();
      if (text && !input.closest("[hidden]")) asked.append(name, text);
    };
    for (const name of ["name", "kind", "tax_id"]) add(name, form.elements[name]);
    for (const input of form.querySelectorAll("[name^=contacts-][name$=-mobile]")) add("mobile", input);
    for (const input of form.querySelectorAll("[name^=addresses-][name$=-city]")) add("city", input);
    return asked;
  };
  const says = (asked) => (asked.get("name") || "").length > 1 || asked.has("tax_id") || asked.has("mobile");
  const show = (html) => {
    if (block.innerHTML !== html) block.innerHTML = html;
  };

  let last = block.dataset.customer ? typed().toString() : "";
  const ask = async () => {
    const asked = typed();
    if (asked.toString() === last) return;
    last = asked.toString();
    running?.abort();
    running = null;
    if (!says(asked)) return show("");
    const mine = new AbortController();
    running = mine;
    if (block.dataset.customer) asked.set("customer", block.dataset.customer);
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    try {
      const answer = await fetch(block.dataset.similar, { method: "POST", body: asked, headers, redirect: "error", signal: mine.signal });
      const html = answer.ok ? await answer.text() : "";
      if (running === mine) show(html.trim());
    } catch {
      if (running === mine) show("");
    }
  };
  const askSoon = () => {
    clearTimeout(timer);
    if (!composing) timer = setTimeout(ask, QUIET_MS);
  };
  const watched = (event) => WATCHED.test(event.target.name || "");

  form.addEventListener("compositionstart", () => {
    composing = true;
    clearTimeout(timer);
  });
  form.addEventListener("compositionend", (event) => {
    composing = false;
    if (watched(event)) askSoon();
  });
  form.addEventListener("input", (event) => {
    if (watched(event) && !event.isComposing) askSoon();
  });
  form.addEventListener("change", askSoon);
  if (!block.dataset.customer) askSoon();
})();
