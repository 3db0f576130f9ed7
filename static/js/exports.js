// The export form: the reason is asked for only where values are wanted in full; without script it is always there.
(() => {
  "use strict";
  const form = document.querySelector("form[data-export]");
  const full = form?.querySelector("[name=unmasked]");
  if (!full) return;
  const asked = ["reason", "reason_text"].map((name) => form.querySelector(`[name=${name}]`)?.closest(".field"));
  const show = () => asked.forEach((field) => field?.toggleAttribute("hidden", !full.checked));
  full.addEventListener("change", show);
  show();
})();
