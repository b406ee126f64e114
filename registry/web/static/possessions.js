// My possessions: a list that is kept in this browser and sent nowhere.

const KEY = "possessions";
const FORMAT = 1;
const FIELDS = { name: 100, category: 40, number: 120, brand: 200, marks: 500, bought: 10 };
const MOST = 500;

const root = document.getElementById("possessions");
const said = root.dataset;
let items = [];
let editing = null;

/** Return an item with our fields only, or null for what is no item. */
function cleaned(raw) {
  if (typeof raw !== "object" || raw === null) return null;
  const item = {};
  for (const [field, longest] of Object.entries(FIELDS)) {
    const value = raw[field] ?? "";
    if (typeof value !== "string" || value.length > longest) return null;
    item[field] = value.trim();
  }
  return item.name ? item : null;
}

/** Return the items of a file or of the store, or null if it is not a list of ours. */
function parsed(text) {
  try {
    const raw = JSON.parse(text);
    if (raw.format !== FORMAT || !Array.isArray(raw.items) || raw.items.length > MOST) return null;
    const found = raw.items.map(cleaned);
    return found.includes(null) ? null : found;
  } catch {
    return null;
  }
}

/** Return what the browser keeps; nothing where it is told to keep nothing. */
function stored() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

function written() {
  return JSON.stringify({ format: FORMAT, items }, null, 1);
}

function tell(sentence) {
  root.querySelector("[role=status]").textContent = sentence;
}

function keep(sentence) {
  draw();
  try {
    localStorage.setItem(KEY, written());
    tell(sentence);
  } catch {
    tell(said.notStored);
  }
}

function cell(row, text, className = "") {
  const made = row.insertCell();
  made.textContent = text;
  made.className = className;
  return made;
}

function action(text, name, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = text;
  button.setAttribute("aria-label", `${text}: ${name}`);
  button.addEventListener("click", act);
  return button;
}

function draw() {
  const body = root.querySelector("tbody");
  body.replaceChildren();
  items.forEach((item, at) => {
    const row = body.insertRow();
    const chosen = document.createElement("input");
    chosen.type = "checkbox";
    chosen.value = String(at);
    chosen.setAttribute("aria-label", `${said.stolen}: ${item.name}`);
    cell(row, "", "no-print").append(chosen);
    cell(row, item.name);
    cell(row, item.number, "serial");
    cell(row, item.brand);
    cell(row, item.marks);
    cell(row, "", "no-print").append(
      action(said.edit, item.name, () => edit(at)),
      action(said.remove, item.name, () => remove(at)),
    );
  });
  root.querySelector(".scroll").hidden = items.length === 0;
  root.querySelector(".empty").hidden = items.length > 0;
}

function form() {
  return root.querySelector("[data-form=item]");
}

function edit(at) {
  editing = at;
  for (const field of Object.keys(FIELDS)) form().elements[field].value = items[at][field];
  form().querySelector("h2").textContent = said.change;
  form().elements.name.focus();
}

function add() {
  editing = null;
  form().querySelector("h2").textContent = said.add;
}

function remove(at) {
  const [gone] = items.splice(at, 1);
  form().reset();
  keep(said.removed);
  const undo = action(said.undo, gone.name, () => {
    items.splice(at, 0, gone);
    keep(said.kept);
    form().elements.name.focus();
  });
  root.querySelector("[role=status]").append(" ", undo);
  undo.focus();
}

function save(event) {
  event.preventDefault();
  const item = cleaned(Object.fromEntries(new FormData(form())));
  if (item === null) return;
  if (editing === null) items.push(item);
  else items[editing] = item;
  form().reset();
  keep(said.kept);
  form().elements.name.focus();
}

function download(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function take(input) {
  const [file] = input.files;
  if (!file) return;
  const found = parsed(await file.text());
  input.value = "";
  if (found === null || items.length + found.length > MOST) {
    tell(said.notImported);
    return;
  }
  const known = new Set(items.map((item) => JSON.stringify(item)));
  items.push(...found.filter((item) => !known.has(JSON.stringify(item))));
  keep(said.imported);
}

/** Return a report of the goods that are ticked, for the police. */
function reported(theft, goods) {
  const category = (code) => form().elements.category.querySelector(`[value="${CSS.escape(code)}"]`);
  const today = new Date().toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
  const lines = [
    [said.reportMade, today],
    [said.reportName, theft.victim],
    [said.reportReach, theft.reach],
    [said.reportWhen, theft.when],
    [said.reportWhere, theft.where],
    [said.reportHow, theft.how],
  ];
  const told = goods.map((item, at) => {
    const facts = [
      [said.category, item.category ? category(item.category)?.textContent : ""],
      [said.number, item.number],
      [said.brand, item.brand],
      [said.marks, item.marks],
      [said.bought, item.bought],
    ];
    return `${at + 1}. ${item.name}\n${listed(facts, "   ")}`;
  });
  return `${said.reportTitle}\n\n${listed(lines, "")}\n${said.reportGoods}\n\n${told.join("\n")}`;
}

function listed(facts, indent) {
  return facts.filter(([, value]) => value).map(([name, value]) => `${indent}${name}: ${value}\n`).join("");
}

function report(event) {
  event.preventDefault();
  const ticked = [...root.querySelectorAll("tbody input:checked")].map((box) => items[Number(box.value)]);
  if (ticked.length === 0) {
    tell(said.choose);
    root.querySelector("[role=status]").scrollIntoView({ block: "center" });
    return;
  }
  const theft = Object.fromEntries(new FormData(event.target));
  const paper = root.querySelector("[data-part=paper]");
  paper.querySelector("pre").textContent = reported(theft, ticked);
  paper.hidden = false;
  paper.querySelector("h2").focus();
}

function start() {
  const list = document.getElementById("possessions-list");
  root.append(list.content);
  list.remove();
  document.getElementById("on-paper").hidden = true;
  items = parsed(stored()) ?? [];
  const file = root.querySelector("[type=file]");
  const acts = {
    print: () => print(),
    export: () => download(said.file, "application/json", written()),
    import: () => file.click(),
    "print-report": () => print(),
    "save-report": () => download(said.reportFile, "text/plain", root.querySelector("pre").textContent),
  };
  for (const button of root.querySelectorAll("[data-do]")) {
    button.addEventListener("click", acts[button.dataset.do]);
  }
  file.addEventListener("change", () => take(file));
  form().addEventListener("submit", save);
  form().addEventListener("reset", add);
  root.querySelector("[data-form=theft]").addEventListener("submit", report);
  draw();
}

start();
