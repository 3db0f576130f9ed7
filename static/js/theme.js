/* Light or dark: the choice is the cookie "theme"; without it the system decides. Shared by the pages and the admin. */
(() => {
  "use strict";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => (document.cookie.match(/(?:^|; )theme=(light|dark)(?:;|$)/) || [])[1];

  const show = () => {
    const theme = chosen();
    if (theme) root.dataset.bsTheme = theme;
    else delete root.dataset.bsTheme;
  };

  const keep = (theme) => {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    const age = theme ? 31536000 : 0;
    document.cookie = `theme=${theme}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
  };

  show();
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    event.preventDefault();
    const system = dark.matches ? "dark" : "light";
    const next = (chosen() || system) === "dark" ? "light" : "dark";
    keep(next === system ? "" : next); // What the system asks for anyway needs no memory.
    show();
  });
})();
