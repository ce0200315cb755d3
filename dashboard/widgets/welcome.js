/* Cards on where to begin, and a page of keys: shown until closed once, then at the button's wish.

   Whether they were closed is kept by the browser, so that the app need not run to know it. */
const KEY = "borderwatch.begun";
const begun = new WeakSet();

export default function (component) {
  const { parentElement, setTriggerValue } = component;
  const help = parentElement.querySelector(".help"), panel = parentElement.querySelector(".panel");
  if (begun.has(panel)) return;
  begun.add(panel);
  const show = (open) => {
    panel.hidden = !open;
    help.setAttribute("aria-expanded", String(open));
  };
  const close = () => { remember(); show(false); help.focus(); };
  help.onclick = () => {
    if (!panel.hidden) return close();
    show(true);
    panel.querySelector(".card").focus();
  };
  panel.querySelector(".close").onclick = close;
  panel.onkeydown = (event) => { if (event.key === "Escape") close(); };
  panel.querySelectorAll(".card").forEach((card) => {
    card.onclick = () => { close(); setTriggerValue("choice", card.dataset.choice); };
  });
  show(!remembered() && !asked());
}

/* Whoever opens a shared address wants to see what it shows. */
function asked() {
  const [opened] = performance.getEntriesByType("navigation");
  return new URL(opened?.name ?? location.href).search.length > 1;
}

/* A browser that keeps nothing shows the cards each time. */
function remembered() {
  try { return localStorage.getItem(KEY) !== null; } catch { return false; }
}

function remember() {
  try { localStorage.setItem(KEY, "1"); } catch { /* see above */ }
}
