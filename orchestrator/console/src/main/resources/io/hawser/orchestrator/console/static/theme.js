// Runs before the first paint, so that the page never flashes in the other theme.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  if (root.dataset.bsTheme === "auto") {
    const follow = () => { root.dataset.bsTheme = system.matches ? "dark" : "light"; };
    follow();
    system.addEventListener("change", follow);
  }
})();
