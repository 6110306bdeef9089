// Many answers: JSONL in, a table of verdicts out, sorted and filtered, and saved as JSONL or CSV.

import { announce, ask, byId, el } from "./kit.js";

// The names data sets give the three columns; the first one that a row has is taken.
const COLUMNS = {
  question: ["question", "problem", "prompt"],
  reference: ["reference", "ground_truth", "gold", "target", "answer", "solution"],
  response: ["response", "completion", "output", "prediction", "model_answer", "generation", "answer"],
};
const BATCH = 64; // rows of one request, at most
const HEAVY = 2e6; // characters of one request, about
const AT_ONCE = 2; // requests under way
const SHOWN = 200; // rows drawn at first; more on demand
const LARGEST = 200e6; // bytes of a file that a tab can hold
const LABELS = ["correct", "wrong", "undecided", "unreadable"];
const HEADINGS = { line: "Line", label: "Verdict", answer: "Answer", reference: "Reference", decided_by: "By", score: "Score", reason: "Reason" };

const REST = 250; // milliseconds between two drawings of a run
const collator = new Intl.Collator("en", { numeric: true });

let rows = [];
let order = { key: "line", up: true };
let filter = "all";
let shown = SHOWN;
let running = null; // the AbortController of a run
let drawn = 0; // when
let open = () => {};

/** Wires the table's view; `openRow` shows the way of a query. */
export function setUp(openRow) {
  open = openRow;
  const lines = byId("lines");
  byId("lines-form").addEventListener("submit", (event) => (event.preventDefault(), run(lines.value)));
  byId("stop").addEventListener("click", stop);
  byId("file").addEventListener("change", ({ target }) => (take(target.files[0]), (target.value = "")));
  const many = byId("many");
  many.addEventListener("dragover", (event) => (event.preventDefault(), many.classList.add("dropping")));
  many.addEventListener("dragleave", () => many.classList.remove("dropping"));
  many.addEventListener("drop", (event) => {
    event.preventDefault();
    many.classList.remove("dropping");
    take(event.dataTransfer.files[0]);
  });
}

/** Stops a run; false if none is under way. */
export function stop() {
  running?.abort();
  return running !== null;
}

async function take(file) {
  if (!file) return;
  if (file.size > LARGEST) return say(`${file.name} is too large for a page (${Math.round(file.size / 1e6)} MB). Use: tinyv verify ${file.name}`);
  const text = await file.text();
  byId("lines").value = text.length < 2e6 ? text : `${text.slice(0, 2e5)}\n… ${file.name} goes on; all of it is verified.`;
  run(text);
}

/** A line as a row: its query, or the problem with it. */
function read(text, line) {
  const row = { line, id: String(line), label: "", answer: "", reference: "", decided_by: "", score: null, reason: "", failure: "" };
  const bad = (reason) => ({ ...row, label: "unreadable", reason, failure: "bad-row" });
  let record;
  try {
    record = JSON.parse(text);
  } catch (problem) {
    return bad(`not valid JSON (${problem.message}); one JSON object a line is expected`);
  }
  if (record === null || typeof record !== "object" || Array.isArray(record)) return bad("not a JSON object");
  const query = { question: "", reference: null, response: null };
  const used = new Set();
  for (const [field, names] of Object.entries(COLUMNS)) {
    const name = names.find((name) => record[name] != null && !used.has(name));
    if (name === undefined) continue;
    used.add(name);
    query[field] = textOf(record[name], field === "question" ? "user" : "assistant");
    if (query[field] === null) return bad(`"${name}" is neither a text nor a number nor a chat`);
  }
  for (const field of ["reference", "response"]) {
    if (query[field] === null) return bad(`no ${field}; name it one of ${COLUMNS[field].join(", ")}`);
  }
  if (typeof record.id === "string" || Number.isInteger(record.id)) row.id = String(record.id);
  return { ...row, query, reference: query.reference };
}

function textOf(value, role) {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  const said = Array.isArray(value) ? value.findLast((message) => message?.role === role)?.content : null;
  return typeof said === "string" ? said : null;
}

async function run(text) {
  stop();
  const controller = (running = new AbortController());
  rows = text.split("\n").flatMap((line, at) => (line.trim() ? [read(line.replace(/^\ufeff/, ""), at + 1)] : []));
  [order, filter, shown] = [{ key: "line", up: true }, "all", SHOWN];
  if (!rows.length) return (running = null), say("There is nothing to verify: paste JSONL, one object a line.");
  const waiting = rows.filter((row) => row.query);
  const [progress, halt] = [byId("progress"), byId("stop")];
  progress.hidden = halt.hidden = false;
  progress.max = waiting.length || 1;
  progress.value = 0;
  announce(`Verifying ${rows.length} rows.`);
  let next = 0;
  const work = async () => {
    while (next < waiting.length) {
      const batch = [];
      for (let weight = 0; next < waiting.length && batch.length < BATCH && weight < HEAVY; next++) {
        batch.push(waiting[next]);
        weight += waiting[next].query.response.length;
      }
      const { verdicts } = await ask("v1/verify", { queries: batch.map((row) => row.query) }, controller.signal);
      batch.forEach((row, at) => Object.assign(row, verdicts[at], { answer: verdicts[at].answer ?? "", failure: verdicts[at].failure ?? "" }));
      progress.value += batch.length;
      if (performance.now() - drawn > REST) draw();
    }
  };
  let problem = "";
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } catch (error) {
    controller.abort();
    problem = error.name === "AbortError" ? "Stopped. The verdicts so far are below." : error.message;
  }
  if (running !== controller) return; // another run has begun
  running = null;
  progress.hidden = halt.hidden = true;
  draw(problem);
  announce(problem || `${rows.length} rows: ${LABELS.map((label) => `${count(label)} ${label}`).join(", ")}.`);
}

const count = (label) => rows.filter((row) => row.label === label).length;

function say(problem) {
  rows = [];
  byId("table").replaceChildren(el("p", { class: "problem" }, problem));
  announce(problem);
}

/** The rows as filtered and sorted now. */
function view() {
  const { key, up } = order;
  const rank = (row) => (key === "label" ? LABELS.indexOf(row.label) : row[key]);
  const compare = (a, b) => (typeof a === "string" ? collator.compare(a, b) : (a ?? -1) - (b ?? -1));
  const kept = rows.filter((row) => filter === "all" || row.label === filter);
  return kept.sort((a, b) => (up ? 1 : -1) * compare(rank(a), rank(b)) || a.line - b.line);
}

function draw(problem = "") {
  drawn = performance.now();
  const focused = document.activeElement?.id; // what is drawn anew keeps the focus
  const kept = view();
  const filters = ["all", ...LABELS].map((label) =>
    el(
      "button",
      { type: "button", id: `filter-${label}`, class: label, "aria-pressed": String(filter === label), onclick: () => ((filter = label), (shown = SHOWN), draw(problem)) },
      label,
      el("b", {}, String(label === "all" ? rows.length : count(label))),
    ),
  );
  const heads = Object.entries(HEADINGS).map(([key, title]) =>
    el(
      "th",
      { scope: "col", class: key, "aria-sort": order.key === key ? (order.up ? "ascending" : "descending") : "none" },
      el("button", { type: "button", id: `sort-${key}`, onclick: () => ((order = { key, up: order.key === key ? !order.up : true }), draw(problem)) }, title),
    ),
  );
  const more = kept.length - shown;
  byId("table").replaceChildren(
    ...(problem ? [el("p", { class: "problem" }, problem)] : []),
    el(
      "div",
      { class: "actions" },
      el("div", { class: "filters", role: "group", "aria-label": "Show only" }, ...filters),
      el("button", { type: "button", id: "save-jsonl", onclick: () => save("verdicts.jsonl", "application/x-ndjson", jsonl(kept)) }, "Save JSONL"),
      el("button", { type: "button", id: "save-csv", onclick: () => save("verdicts.csv", "text/csv", csv(kept)) }, "Save CSV"),
    ),
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Verdicts" },
      el("table", {}, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...kept.slice(0, shown).map(drawRow))),
    ),
    ...(more > 0 ? [el("button", { type: "button", id: "more", onclick: () => ((shown += SHOWN), draw(problem)) }, `Show ${Math.min(more, SHOWN)} more of ${more}`)] : []),
  );
  if (focused) byId(focused)?.focus({ preventScroll: true });
}

function drawRow(row) {
  const line = row.query ? el("button", { type: "button", "aria-label": `Line ${row.line}: see its way` }, String(row.line)) : String(row.line);
  const cell = (key, content) => el("td", { class: key }, content);
  const cut = (text) => (text.length > 160 ? `${text.slice(0, 159)}…` : text);
  return el(
    "tr",
    { class: row.label || "waiting", onclick: () => row.query && String(getSelection()) === "" && open(row.query) },
    cell("line", line),
    cell("label", row.label || "…"),
    cell("answer", cut(row.answer)),
    cell("reference", cut(row.reference)),
    cell("decided_by", row.decided_by),
    cell("score", row.score == null ? "" : String(+row.score.toFixed(3))),
    cell("reason", row.failure && row.query ? `${row.failure}: ${row.reason}` : row.reason),
  );
}

const FIELDS = ["line", "id", "label", "score", "answer", "decided_by", "reason", "failure"];

function jsonl(kept) {
  return kept.map((row) => JSON.stringify(Object.fromEntries(FIELDS.map((field) => [field, row[field] === "" ? null : row[field]]))) + "\n").join("");
}

function csv(kept) {
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text; // a spreadsheet must not run an answer
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [FIELDS.join(","), ...kept.map((row) => FIELDS.map((field) => cell(row[field])).join(","))].join("\r\n") + "\r\n";
}

function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
