/* The counter: Enter goes on, a number is read while it is typed, and what is missing is said. */
const form = document.querySelector("[data-counter]");
const PAUSE = 250;
const guessed = new WeakSet();
const waiting = new Map();

const visible = (field) =>
  field.tabIndex >= 0 && !field.disabled && field.getClientRects().length > 0 && !field.closest("details:not([open])");
/* Enter passes over what is seldom used, such as the camera; Tab does not. */
const stops = () => [...form.elements].filter((field) => !["hidden", "button", "file"].includes(field.type) && visible(field));
const goesOn = (field) => field.matches("select, input:not([type=radio], [type=checkbox])");

function onward(field) {
  const all = stops();
  all[all.indexOf(field) + 1]?.focus();
}

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-enter]"));
  } else if (goesOn(event.target)) {
    event.preventDefault();
    if (event.target.matches("[data-number]")) read(event.target);
    onward(event.target);
  } else if (event.target.matches("[type=radio], [type=checkbox]")) {
    event.preventDefault();
    onward(event.target);
  }
});

/* A second click while the first is on its way would only be answered again. */
let sent = false;
form.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
addEventListener("pageshow", () => { sent = false; });

async function read(field) {
  const value = field.value.trim();
  const told = document.getElementById(`${field.id.replace(/-number$/, "")}-told`);
  if (!value) return;
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, number: value });
  const answer = await fetch(form.dataset.check, { method: "POST", body }).catch(() => null);
  if (!answer?.ok || field.value.trim() !== value) return;
  const { standing, text, category } = await answer.json();
  told.dataset.standing = standing;
  if (told.textContent !== text) told.textContent = text;
  const chosen = form.elements[field.name.replace(/number$/, "category")];
  if (category && (!chosen.value || guessed.has(chosen))) {
    chosen.value = category;
    guessed.add(chosen);
  }
  missing();
}

function labelOf(field) {
  const set = field.type === "radio" && field.closest("fieldset");
  return (set ? set.querySelector("legend") : field.labels[0]).textContent.trim();
}

/* Instead of a number a description will do. */
function isEmpty(field) {
  if (field.type === "radio") return !form.elements[field.name].value;
  const others = field.matches("[data-number]")
    ? form.elements[field.name.replace(/number$/, "description")].value
    : "";
  return !field.value.trim() && !others.trim();
}

/* Only what is still empty is named, in the order of the page. */
function missing() {
  const names = new Set();
  for (const field of form.querySelectorAll("[required], [data-number]")) {
    if (isEmpty(field) && visible(field)) names.add(labelOf(field));
  }
  const line = form.querySelector("[data-missing-list]");
  const text = names.size ? `${form.dataset.missing} ${[...names].join(", ")}` : form.dataset.complete;
  if (line.textContent !== text) line.textContent = text;
}

form.addEventListener("input", ({ target }) => {
  if (target.matches("select")) guessed.delete(target);
  if (target.matches("[data-number]")) {
    clearTimeout(waiting.get(target));
    waiting.set(target, setTimeout(read, PAUSE, target));
  }
});
/* Said on leaving a field and not at each key, so that a screen reader is not kept talking. */
form.addEventListener("change", missing);
missing();
form.querySelector("[aria-invalid=true]:not(fieldset)")?.focus();
