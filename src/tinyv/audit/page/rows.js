// Rows of the audit: cards with both sides, a list with filters, and the desk where a person reviews the sample.

const CASES = { recovered: "Recovered", undecided: "Undecided", contested: "Contested", rejected: "Rejected by both" };
const CASE_NOTES = {
  recovered: "the baseline rejects it, TinyV accepts it",
  undecided: "the baseline rejects it, TinyV cannot tell",
  contested: "the baseline accepts it, TinyV refutes it",
  rejected: "both call it wrong",
};

/** Where a label of people is kept between visits; a file on disk may have no storage. */
const memory = {
  load(key) {
    try { return JSON.parse(localStorage.getItem(key)) ?? {}; } catch { return {}; }
  },
  save(key, value) {
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* the download still works */ }
  },
};

function sides(row) {
  const side = (title, name) =>
    el("div", { class: "side" }, el("small", {}, title), el("span", { class: "maths" }, row[name] ? typeset(row, name) : el("span", { class: "none" }, "nothing")), el("div", { class: "raw" }, row[name]));
  return el("div", { class: "sides" }, side("Reference", "reference"), side("Answer", "answer"));
}

/** A row; `votes` are words on it that stand in its head. */
function card(row, names, votes = []) {
  const node = el("article", { class: `card row ${row.what}` },
    el("header", {}, el("b", {}, CASES[row.what]), row.kind ? el("span", {}, `${row.kind} ${names[row.kind] ?? ""}`) : null, row.by ? el("span", {}, row.by) : null, votes.map((vote) => el("span", { class: "vote" }, vote)),
      el("span", { class: "right" }, [row.source === "(none)" ? null : row.source, row.step == null ? null : `step ${row.step}`, row.id].filter(Boolean).join(" · "))),
    sides(row));
  const more = el("details", {}, el("summary", {}, "Question and end of the response"));
  more.addEventListener("toggle", () => {
    if (more.open && more.children.length === 1) more.append(...context(row), el("h3", {}, "What decided"), el("div", { class: "raw" }, `${row.by || "nothing"}: ${row.reason}`));
  });
  node.append(more);
  return node;
}

function context(row) {
  return [el("h3", {}, "Question"), el("div", { class: "prose" }, row.question ? typeset(row, "question") : "none given"), el("h3", {}, "End of the response"), el("div", { class: "prose" }, typeset(row, "tail"))];
}

/** The list of examples with its filters. `names` maps kinds and groups to words. */
function browser(rows, names, onFilter) {
  const PAGE = 24;
  const wanted = { what: "", kind: "", source: "", text: "" };
  let shown = PAGE;
  const list = el("ul", { class: "rows" }), more = el("button", { class: "plain-button more", type: "button" }, "Show more"), said = el("output", { class: "note" });
  const choice = (label, name, options) => {
    const select = el("select", { "aria-label": label, onchange: () => set({ [name]: select.value }) }, el("option", { value: "" }, label), options.map(([value, words]) => el("option", { value }, words)));
    return select;
  };
  const has = (name) => [...new Set(rows.map((row) => row[name]).filter(Boolean))].sort();
  const kinds = has("kind").flatMap((kind, index, all) => (index && all[index - 1][0] === kind[0] ? [kind] : [kind[0], kind]));
  const selects = {
    what: choice("All cases", "what", Object.entries(CASES).filter(([what]) => rows.some((row) => row.what === what))),
    kind: choice("All kinds", "kind", kinds.map((kind) => [kind, kind.length > 1 ? `   ${kind} ${names[kind]}` : `${kind} ${names[kind]}`])),
    source: choice("All sources", "source", has("source").map((source) => [source, source])),
  };
  const search = el("input", { type: "search", placeholder: "Search questions, references, answers, rules", "aria-label": "Search", oninput: () => set({ text: search.value }) });
  const matches = (row) =>
    (!wanted.what || row.what === wanted.what) && (!wanted.kind || row.kind === wanted.kind || (wanted.kind.length === 1 && row.kind.startsWith(wanted.kind))) &&
    (!wanted.source || row.source === wanted.source) &&
    (!wanted.text || [row.question, row.reference, row.answer, row.by, row.id, row.tail, names[row.kind]].join("\n").toLowerCase().includes(wanted.text.toLowerCase()));
  const fill = () => {
    const found = rows.filter(matches);
    list.replaceChildren(...found.slice(0, shown).map((row) => el("li", {}, card(row, names))));
    more.hidden = found.length <= shown;
    said.textContent = found.length === rows.length ? `${count(rows.length)} examples` : `${count(found.length)} of ${count(rows.length)} examples`;
    if (wanted.what) said.textContent += `: ${CASE_NOTES[wanted.what]}`;
  };
  const set = (change) => {
    Object.assign(wanted, change);
    shown = PAGE;
    for (const [name, select] of Object.entries(selects)) select.value = wanted[name];
    onFilter(wanted);
    fill();
  };
  more.addEventListener("click", () => ((shown += PAGE), fill()));
  fill();
  return { node: [el("div", { class: "filters" }, search, Object.values(selects), said), list, more], set, wanted };
}

/** The review desk: one row at a time, answered by keys, kept in the browser, downloaded as JSON. */
function desk(rows, names, key, given) {
  const labels = { ...given, ...memory.load(key) };
  let at = Math.max(0, rows.findIndex((row) => !labels[row.key]));
  const progress = el("progress", { max: rows.length, value: 0 }), said = el("span", { class: "number" }), precision = el("span", { class: "number" });
  const body = el("div"), marks = {};
  const mark = (value) => {
    labels[rows[at].key] = labels[rows[at].key] === value ? undefined : value;
    memory.save(key, labels);
    if (labels[rows[at].key] && at < rows.length - 1) at += 1;
    fill();
  };
  const go = (by) => ((at = Math.min(rows.length - 1, Math.max(0, at + by))), fill());
  for (const [value, words] of [["y", "Right"], ["n", "Wrong"], ["u", "Unclear"]])
    marks[value] = el("button", { type: "button", onclick: () => mark(value) }, words, el("kbd", {}, value));
  const back = el("button", { type: "button", onclick: () => go(-1) }, "Back", el("kbd", {}, "←")), next = el("button", { type: "button", onclick: () => go(1) }, "Next", el("kbd", {}, "→"));
  const save = el("button", { type: "button", class: "push", onclick: () => download(labels) }, "Download labels");
  const node = el("div", { class: "card desk", tabindex: 0, "aria-label": "Review; keys y, n, u and the arrows" },
    el("div", { class: "top" }, said, progress, precision), body, el("div", { class: "actions" }, Object.values(marks), back, next, save));
  node.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (marks[event.key]) mark(event.key);
    else if (event.key === "ArrowLeft") go(-1);
    else if (event.key === "ArrowRight" || event.key === " ") go(1);
    else return;
    event.preventDefault();
    node.focus({ preventScroll: true });
  });
  const fill = () => {
    const row = rows[at], values = Object.values(labels).filter(Boolean);
    const right = values.filter((value) => value === "y").length, wrong = values.filter((value) => value === "n").length;
    progress.value = values.length;
    said.textContent = `${at + 1} of ${rows.length} drawn, ${values.length} labelled`;
    const share = wilson(right, right + wrong);
    precision.textContent = share.whole ? `precision ${percent(share.value)} (${interval(share)})` : "";
    for (const [value, button] of Object.entries(marks)) button.setAttribute("aria-pressed", String(labels[row.key] === value));
    back.disabled = at === 0;
    next.disabled = at === rows.length - 1;
    save.disabled = !values.length;
    body.replaceChildren(
      el("div", { class: "asked" }, el("h3", {}, "Question"), el("div", { class: "prose" }, row.question ? typeset(row, "question") : "none given")),
      sides(row),
      el("div", { class: "tail" }, el("small", {}, `${row.kind} ${names[row.kind] ?? ""}, ${row.by}`), el("details", {}, el("summary", {}, "End of the response"), el("div", { class: "prose" }, typeset(row, "tail")))));
  };
  fill();
  return node;
}

function download(labels) {
  const kept = Object.fromEntries(Object.entries(labels).filter(([, value]) => value));
  const address = URL.createObjectURL(new Blob([JSON.stringify({ labels: kept }, null, 1)], { type: "application/json" }));
  el("a", { href: address, download: "labels.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
