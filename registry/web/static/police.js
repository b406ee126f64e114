// Keys of the police's pages: through the list with j and k, to the buttons of a hit with letters.
// A key only moves the focus; Enter does it, so a slip of the hand judges nothing. Whoever speaks
// to the computer, or types with a stick, switches the keys off (WCAG 2.1.4).

const KEPT = "police-keys";
const box = document.querySelector("[data-shortcuts]");
const choice = document.querySelector("[data-shortcuts-on]");

function read() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

function keep(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // Where nothing may be kept the choice holds for this page.
  }
}

function isTyped(target) {
  return target instanceof HTMLElement && target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
}

function step(by) {
  const links = [...document.querySelectorAll("[data-hit]")];
  const at = links.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by));
  links[next]?.focus();
}

if (box && choice) {
  box.hidden = false;
  choice.checked = read();
  choice.addEventListener("change", () => keep(choice.checked));
  document.addEventListener("keydown", (event) => {
    if (!choice.checked || event.ctrlKey || event.metaKey || event.altKey || isTyped(event.target)) return;
    if (event.key === "j" || event.key === "k") {
      step(event.key === "j" ? 1 : -1);
      return;
    }
    if (!/^[a-z]$/.test(event.key)) return;
    const button = document.querySelector(`[data-key="${event.key}"]`);
    if (button) {
      button.scrollIntoView({ block: "center" });
      button.focus();
      event.preventDefault();
    }
  });
}
