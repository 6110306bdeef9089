// The page itself: sections in their order, each a function of the data.

const { summary, examples, review, looked } = JSON.parse(document.getElementById("data").textContent);
const BASELINES = { exact: "exact match", "prime-like": "Prime-like", "math-verify": "Math-Verify" };
const baseline = BASELINES[summary.about.baseline] ?? summary.about.baseline;
const names = Object.fromEntries(summary.taxonomy.flatMap((group) => [[group.group, group.name], ...group.kinds.map((kind) => [kind.kind, kind.name])]));
const main = document.getElementById("main"), contents = document.getElementById("contents");

function section(id, title, note, ...children) {
  const short = id[0].toUpperCase() + id.slice(1);
  const node = el("section", { id }, el("h2", {}, title), note ? el("p", { class: "note" }, note) : null, children);
  main.append(node);
  contents.append(el("a", { href: `#${id}` }, short));
  return node;
}

const list = browser(examples, names, (wanted) => select(wanted.kind));
const see = (change) => {
  list.set({ what: "", kind: "", source: "", ...change });
  document.getElementById("examples").scrollIntoView({ behavior: "smooth" });
};
let sun, kindRows;
function select(kind) {
  sun?.select(kind);
  for (const row of kindRows?.querySelectorAll("tr") ?? []) row.setAttribute("aria-selected", String(Boolean(kind) && row.dataset.key === kind));
}

function heading() {
  const { headline, about, efficiency, prompts, damage, noise } = summary;
  document.title = `TinyV audit: ${headline.share} of ${baseline}'s rejections are right`;
  document.getElementById("about").textContent = [about.inputs.join(", "), `${count(summary.rows)} responses`, `baseline ${baseline}`, about.judge === "none" ? "rules only" : `judge ${about.judge}`].join(" · ");
  const [before, after] = headline.text.includes(headline.share) ? headline.text.split(headline.share) : [headline.text, ""];
  const tile = (value, words) => el("div", { class: "tile" }, el("b", { class: Array.isArray(value) ? "pair" : "" }, value), el("small", {}, words));
  const signs = damage.signs.reduce((sum, [, share]) => sum + share.part, 0);
  document.getElementById("result").append(
    el("h1", {}, before, after ? el("em", {}, headline.share) : null, after),
    el("p", { class: "under" }, headline.more.join(" ")),
    el("div", { class: "tiles" },
      tile(percent(summary.false_negatives.value), `of what ${baseline} rejects is right (${interval(summary.false_negatives)})`),
      tile(percent(noise.false_negative_rate.value), `of all right responses are rejected (${interval(noise.false_negative_rate)})`),
      tile(percent(prompts.hit.value), `of ${count(prompts.hit.whole)} prompts have at least one (${interval(prompts.hit)})`),
      efficiency.groups ? tile([percent(efficiency.share.before.value), el("i", {}, "→"), percent(efficiency.share.after.value)], `prompt efficiency, of ${count(efficiency.groups)} groups of ${efficiency.size}`) : null,
      summary.review ? tile(percent(summary.review.precision.value), `measured precision of recovery, ${count(summary.review.precision.whole)} labelled (${interval(summary.review.precision)})`) : null,
      summary.opinions ? tile(percent(summary.opinions.strata.recovered.right.value), `of recovered responses are right by annotators too (${interval(summary.opinions.strata.recovered.right)})`) : null,
      tile(count(signs), `of ${count(damage.prompts)} references look damaged`)));
}

function responses() {
  const { accepted, rejected } = summary.counts;
  const parts = [
    { name: "accepted by both", value: accepted.correct, tone: "--flow-accepted" },
    { name: "accepted, TinyV cannot tell", value: accepted.undecided, tone: "--bar" },
    { name: "contested: TinyV refutes it", value: accepted.wrong, tone: "--contested", pick: () => see({ what: "contested" }) },
    { name: "recovered: rejected and right", value: rejected.correct, tone: "--recovered", pick: () => see({ what: "recovered" }) },
    { name: "rejected, undecided", value: rejected.undecided, tone: "--flow-open", pick: () => see({ what: "undecided" }) },
    { name: "rejected by both", value: rejected.wrong, tone: "--flow-rejected", pick: () => see({ what: "rejected" }) },
  ].filter((part) => part.value);
  section("responses", "All responses", `What ${baseline} and TinyV make of them. Click a part to see examples.`, el("div", { class: "card" }, flow(parts)));
}

function kinds() {
  if (!summary.false_negatives.part) return;
  const pick = (kind) => see({ kind, what: "recovered" });
  sun = sunburst(summary.taxonomy, pick);
  const rows = summary.taxonomy.filter((group) => group.share.part).flatMap((group) => [
    { name: `${group.group} ${group.name}`, share: group.share, tone: `--g${group.group}`, class: "head", key: group.group, pick: () => pick(group.group) },
    ...group.kinds.filter((kind) => kind.share.part).map((kind) => ({ name: `${kind.kind} ${kind.name}`, share: kind.share, tone: `--g${group.group}`, class: "kind", key: kind.kind, pick: () => pick(kind.kind) })),
  ]);
  kindRows = bars(rows, "Recovered responses by kind of difference");
  section("kinds", "Why they were rejected", "How a recovered answer differs from its reference, by rule evidence from the texts and trees of both. Click to see examples.", el("div", { class: "card kinds" }, el("figure", {}, sun), kindRows));
}

function sources() {
  if (summary.sources.length < 2) return;
  const rows = (name) => [...summary.sources].sort((a, b) => (b[name].value ?? -1) - (a[name].value ?? -1)).map((row) => ({ name: row.source, share: row[name], pick: () => see({ source: row.source }) }));
  section("sources", "By source", "Whiskers are 95 % intervals.", el("div", { class: "two" },
    el("div", { class: "card" }, el("p", { class: "note" }, "Right among the rejected responses"), folded(rows("false_negatives"), "False negatives by source")),
    el("div", { class: "card" }, el("p", { class: "note" }, "Prompts with at least one"), folded(rows("prompts_hit"), "Prompts with a false negative by source"))));
}

/** Bars of which only the first are shown until one asks for all. */
function folded(rows, label) {
  const FIRST = 12;
  const table = bars(rows, label);
  const rest = [...table.querySelectorAll("tr")].slice(FIRST);
  if (rest.length < 3) return table;
  for (const row of rest) row.hidden = true;
  const all = el("button", { type: "button", class: "plain-button all" }, `Show all ${count(rows.length)}`);
  all.addEventListener("click", () => (rest.forEach((row) => (row.hidden = false)), all.remove()));
  return [table, all];
}

function steps() {
  if (summary.steps.length < 2) return;
  const points = (name) => summary.steps.map((step) => ({ x: step.step, share: step[name] }));
  section("training", "Over training", "Right among the rejected responses, and the share of groups that carry a gradient, with and without TinyV. Click a name to hide its line.", el("div", { class: "card" }, curve([
    { name: "right among the rejected", tone: "--contested", points: points("false_negatives") },
    { name: `prompt efficiency by ${baseline}`, tone: "--g7", points: points("efficiency_before") },
    { name: "with TinyV besides", tone: "--recovered", points: points("efficiency_after") },
  ], "step")));
}

function prompts() {
  const { efficiency } = summary;
  const rows = [["by " + baseline, "before", "--g7"], ["with TinyV besides", "after", "--recovered"], ["by TinyV alone", "ours", "--bar"]];
  section("prompts", "By prompt", "Only groups whose responses are neither all accepted nor all rejected carry a gradient in GRPO.", el("div", { class: "two" },
    el("div", { class: "card" }, el("p", { class: "note" }, "Prompt efficiency"), bars(rows.map(([name, key, tone]) => ({ name, tone, share: efficiency.share[key] })), "Prompt efficiency"),
      el("p", { class: "note" }, "Mean reward: ", rows.map(([name, key]) => `${percent(efficiency.pass_rate[key])} ${name}`).join(", "), ".")),
    el("div", { class: "card" }, el("p", { class: "note" }, "Prompts by their number of recovered responses"), columns(summary.prompts.recovered, "Prompts by number of recovered responses"))));
}

function rivals() {
  const known = new Set(["exact", "prime-like"]);
  const shown = summary.rivals.filter((row) => row.name !== "baseline" || !known.has(summary.about.baseline));
  const title = (row) => (row.name === "tinyv" ? "TinyV" : row.name === "baseline" ? baseline : BASELINES[row.name]);
  const cells = (row) => [row.accepts, row.rejects, row.rejects_right, row.rejects_undecided, row.accepts_wrong, row.accepts_undecided].map((number) => el("td", { class: "number" }, count(number)));
  section("verifiers", "Verifiers side by side", "All have seen the same responses. Right and wrong are TinyV's verdicts: its own row agrees with them by definition, and is no measure of it; the review is.", el("div", { class: "card scroll" }, el("table", { class: "table" },
    el("thead", {}, el("tr", {}, ["", "accepts", "rejects", "rejects right ones", "rejects undecided", "accepts wrong ones", "accepts undecided", "right among rejected"].map((name, index) => el("th", { class: index ? "number" : "" }, name)))),
    el("tbody", {}, shown.map((row) => el("tr", { class: row.name === "tinyv" ? "ours" : "" }, el("th", { scope: "row" }, title(row)), cells(row), el("td", { class: "number" }, row.name === "tinyv" ? "–" : `${percent(row.false_negatives.value)}`)))))));
}

function references() {
  const { damage } = summary;
  if (!damage.signs.length) return section("references", "References", "None looks damaged.");
  const rows = damage.shown.map((row) => el("tr", {}, el("td", {}, row.sign), el("td", { class: "maths" }, el("span", { class: "clip raw" }, visible(row.reference))),
    el("td", { class: "maths" }, row.answer ? [el("span", { class: "clip raw" }, row.answer), el("small", {}, `${row.votes[0]} of ${row.votes[1]} rollouts`)] : el("span", { class: "none" }, "–")),
    el("td", {}, el("span", { class: "clip" }, row.question || "none given")), el("td", {}, el("small", {}, row.prompt))));
  section("references", "Suspicious references", `Of ${count(damage.prompts)} prompts. Each is for a person to look at: a model that is wrong in the same way every time contradicts a sound reference too.`, el("div", { class: "card" }, bars(damage.signs.map(([name, share]) => ({ name, share, tone: "--undecided" })), "Signs of damage")),
    el("div", { class: "card scroll" }, el("table", { class: "table" }, el("thead", {}, el("tr", {}, ["sign", "reference", "what rollouts say", "question", "prompt"].map((name) => el("th", {}, name)))), el("tbody", {}, rows))));
}

function opinions() {
  if (!summary.opinions) return;
  const { models, strata, text } = summary.opinions;
  const cases = [["recovered", "recovered", "--recovered"], ["undecided", "undecided", "--undecided"], ["rejected", "refuted", "--flow-rejected"]];
  const rows = (name) => cases.filter(([what]) => strata[what].right.whole).map(([what, words, tone]) => ({ name: words, tone, share: strata[what][name] }));
  const many = models.length > 1;
  section("opinions", "Second opinions", `${models.join(", ")} judged random samples of what ${baseline} rejects, ${many ? "each on its own and " : ""}without knowing TinyV's word. Models err too: labels by people, in the review, go before theirs.`, el("div", { class: many ? "two" : "" },
    el("div", { class: "card" }, el("p", { class: "note" }, many ? "Right by all of them" : "Right by its word"), bars(rows("right"), "Rows that all annotators call right")),
    many ? el("div", { class: "card" }, el("p", { class: "note" }, "Right by at least one"), bars(rows("perhaps"), "Rows that at least one annotator calls right")) : null),
    el("ul", { class: "said" }, text.map((line) => el("li", {}, line[0].toUpperCase() + line.slice(1) + "."))),
    looked.length ? el("details", { class: "card looked" }, el("summary", {}, `${count(looked.length)} rows to look at: they contradict TinyV${many ? ", or each other" : ""}`), el("ul", { class: "rows" }, looked.map((row) => el("li", {}, card(row, names, models.map((model, index) => `${model}: ${row.votes[index] ? "right" : "wrong"}`)))))) : null);
}

/** Control characters, which are the damage in many a reference, as escapes one can see. */
function visible(text) {
  return text.replace(/[\u0000-\u001f\u007f]/g, (sign) => ({ "\t": "⇥", "\n": "⏎", "\f": "␌", "\r": "␍", "\b": "␈" })[sign] ?? `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

function sample() {
  if (!review.length) return;
  const key = `tinyv-audit ${summary.about.inputs.join(" ")} ${summary.about.baseline} ${summary.rows} ${review[0].key}`;
  section("review", "Review", `${count(review.length)} recovered responses, drawn at random from all. Say whether each is right: click here, then y, n or u. Your labels stay in this browser until you download them; tinyv audit --labels labels.json --out DIR puts the measured precision into this report.`, desk(review, names, key, summary.review?.labels ?? {}));
}

function method() {
  const facts = [
    ["Right", `is what TinyV ${summary.about.judge === "none" ? "proves by rules; what they leave open is undecided, so rates of false negatives are lower bounds" : "proves by rules, or its judge accepts at its threshold"}. How often that is true, the review tells.`],
    ["The baseline", "is given what the last box of a response holds, or else the answer that TinyV found, so that it is not blamed for a missing box." + (summary.unboxed ? ` ${count(summary.unboxed)} of ${count(summary.rows)} responses have no box.` : "")],
    ["Intervals", `are 95 %. Rollouts of one prompt resemble each other: rates over responses, all and by source, are from 1,000 draws of whole prompts; those by kind and by step are Wilson's for a sample smaller by the design effect, ${summary.design_effect.toFixed(1)} here. Rates over prompts are Wilson's.`],
    ["Kinds", "follow the taxonomy of arXiv 2505.14625: 7 groups, 31 kinds, each answer one kind. How well they agree with labels by hand is in the documentation."],
    ["Contradicted references", "are those where three quarters of at least four rollouts give one and the same other answer."],
  ];
  section("method", "How this was counted", "", el("dl", { class: "method" }, facts.map(([term, text]) => [el("dt", {}, term), el("dd", {}, text)])));
  if (summary.bad_rows) main.append(el("p", { class: "note" }, `${count(summary.bad_rows)} rows could not be read; the first: line ${summary.problems[0][1]}: ${summary.problems[0][2]}`));
  if (summary.baseline_failed) main.append(el("p", { class: "note" }, `${baseline} failed or hung on ${count(summary.baseline_failed)} responses, which count as rejected.`));
  document.querySelector("footer").textContent = `TinyV ${summary.about.version}. This file holds all it shows and asks no network; summary.json, CSV files and every verdict lie beside it.`;
}

for (const part of [heading, responses, kinds, sources, steps, prompts, rivals]) part();
section("examples", "Examples", "", list.node);
for (const part of [sample, opinions, references, method]) part();

const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries)
    if (isIntersecting) for (const link of contents.children) link.toggleAttribute("aria-current", link.hash === `#${target.id}`);
}, { rootMargin: "-20% 0px -70% 0px" });
for (const node of main.querySelectorAll("section[id]:not(#result)")) seen.observe(node);
