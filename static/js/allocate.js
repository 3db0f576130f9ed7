// Allocation by hand: counts what the credit leaves while amounts are typed, and fills one in (data-take).
// The amounts count only here; the server judges them anew.
(() => {
  const cents = (text) => Math.round(Number(String(text).replace(/,/g, "")) * 100) || 0;
  const shown = (amount) => (amount / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

  const left = (form) => {
    const taken = [...form.querySelectorAll("input[data-money]")].reduce((sum, input) => sum + cents(input.value), 0);
    return cents(form.dataset.open) - taken;
  };

  const count = (form) => {
    const remainder = form.querySelector("[data-remainder]");
    const rest = left(form);
    remainder.textContent = shown(rest);
    remainder.toggleAttribute("data-negative", rest < 0);
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest("[data-allocation]");
    if (form && !event.isComposing) count(form);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    if (!button) return;
    const form = button.closest("[data-allocation]");
    const row = button.closest("tr");
    const input = row.querySelector("input[data-money]");
    input.value = "";
    const most = Math.max(0, Math.min(left(form), cents(row.dataset.left)));
    input.value = most ? (most / 100).toFixed(2) : "";
    input.focus();
    count(form);
  });

  document.querySelectorAll("[data-allocation]").forEach(count);
})();
