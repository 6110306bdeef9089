// The way of one verdict, drawn: answer -> trees -> rules -> guard -> judge -> verdict.

import { adopt, duration, el } from "./kit.js";

const WHERE = {
  boxed: "in the last box",
  stated: "stated in words",
  choice: "the letter of an option",
  plain: "the response is its answer",
  tail: "its last value, which is a guess",
  none: "no final answer",
};
const PROVED = { correct: "=", wrong: "≠" };
const SETTLED = { correct: "✓", wrong: "✗", undecided: "≟" }; // by guard or judge: no proof

const HEADS = {
  "*": "×", "/": "÷", neg: "−", root: "√", "<=": "≤", ">=": "≥", "!=": "≠", "~": "≈", in: "∈", notin: "∉", pm: "±", mp: "∓",
  union: "∪", inter: "∩", minus: "∖", "[]": "[ , ]", "[)": "[ , )", "(]": "( , ]", tuple: "( , )", set: "{ , }", list: "list , ",
  cong: "≡", sum: "∑", prod: "∏", int: "∫", "->": "→", maps: "↦", percent: "%", degree: "°", implies: "⇒",
};
const LEAVES = { oo: "∞", pi: "π", empty: "∅", RR: "ℝ", ZZ: "ℤ", NN: "ℕ", QQ: "ℚ", CC: "ℂ", "...": "…" };
const HALF = 33; // characters that fit beside another tree, or on a phone
const WHOLE = 80; // characters that fit below another tree; a wider one is drawn as an outline

/** The whole way of a verdict as an element. */
export function drawWay(way) {
  const { verdict, microseconds: time } = way;
  const steps = [
    ["Answer", time.extraction, answerStep(way)],
    ["Trees", time.parsing, treesStep(way)],
    ["Rules", time.rules, rulesStep(way)],
    ["Guard", way.guard.asked ? time.guard : null, guardStep(way.guard)],
    ["Judge", time.judge, judgeStep(way.judge)],
    ["Verdict", null, verdictStep(verdict)],
  ];
  const decider = way.verdict.decided_by.split(":")[0];
  const flow = steps.map(([title, taken, content]) =>
    el(
      "li",
      { class: title.toLowerCase() === { rule: "rules" }[decider] || title.toLowerCase() === decider ? "decides" : null },
      el("h2", {}, title, el("span", { class: "time" }, duration(taken))),
      ...content,
    ),
  );
  return el("article", { class: `way ${verdict.label}`, tabindex: "-1" }, headline(way), timeline(time), el("ol", { class: "flow" }, ...flow));
}

function headline({ verdict, question, reference, answer }) {
  return el(
    "header",
    {},
    el("p", { class: "label" }, verdict.label),
    el(
      "p",
      { class: "claim" },
      typeset(answer),
      el("span", { class: "sign", "aria-hidden": "true" }, sign(verdict)),
      typeset(reference),
    ),
    question.html && el("p", { class: "asked" }, adopt(question.html)),
  );
}

function sign({ label, decided_by }) {
  const proved = decided_by.startsWith("rule:") && decided_by !== "rule:no-answer";
  return (proved && PROVED[label]) || SETTLED[label];
}

function typeset({ text, math }) {
  return text.trim() ? el("span", { class: "math" }, adopt(math)) : el("span", { class: "math none" }, "nothing");
}

/** One bar for the time of all steps: each segment as long as its share. */
function timeline(time) {
  const parts = Object.entries(time).filter(([, taken]) => taken);
  const whole = parts.reduce((sum, [, taken]) => sum + taken, 0);
  const bar = el("div", { class: "bar", "aria-hidden": "true" });
  for (const [name, taken] of parts) {
    const segment = el("i", { class: name, title: `${name} ${duration(taken)}` });
    segment.style.flexGrow = taken / whole;
    bar.append(segment);
  }
  return el("div", { class: "timeline" }, bar, el("span", { class: "time" }, `${duration(whole)} in all`));
}

function answerStep({ extraction }) {
  const { where, note, pieces } = extraction;
  const response = el("pre", { class: "response", tabindex: "0", "aria-label": "The response, its answer marked" });
  for (const [text, marked] of pieces) response.append(marked ? el("mark", {}, text) : text);
  if (!pieces.length) response.append(el("span", { class: "none" }, "an empty response"));
  const said = note ? `${WHERE[where] ?? where} (${note})` : (WHERE[where] ?? where);
  return [el("p", { class: "note" }, `Found: ${said}.`), response];
}

function treesStep({ reference, answer }) {
  const size = Math.max(width(reference.tree), width(answer.tree));
  const stacked = size > HALF && size <= WHOLE && matchMedia("(min-width: 60rem)").matches;
  const look = size <= HALF || stacked ? "tree" : "tree outline";
  const sides = [side("Reference", reference, answer, look), side("Answer", answer, reference, look)];
  return [el("div", { class: stacked ? "sides stacked" : "sides" }, ...sides)];
}

function side(title, here, there, look) {
  const shared = new Set();
  collect(there.tree, shared);
  const drawn =
    here.tree == null
      ? el("p", { class: "note" }, "Too large to draw.")
      : el(
          "div",
          { class: "scroll", tabindex: "0", role: "img", "aria-label": `Tree: ${here.words}` },
          el("ul", { class: look }, branch(here.tree, shared)),
        );
  return el(
    "figure",
    {},
    el("figcaption", {}, title),
    el("p", { class: "read" }, typeset(here)),
    drawn,
    el("details", {}, el("summary", {}, "As text"), el("code", {}, here.words)),
  );
}

function collect(tree, found) {
  found.add(JSON.stringify(tree));
  if (Array.isArray(tree)) tree.slice(1).forEach((part) => collect(part, found));
}

/** How many characters a tree is wide, about. */
function width(tree) {
  if (tree == null) return 0;
  const [head, ...parts] = Array.isArray(tree) ? tree : [tree];
  const below = parts.reduce((sum, part) => sum + width(part), 0);
  return Math.max(below, Math.min(30, (HEADS[head] ?? LEAVES[head] ?? head).length) + 2.8);
}

function branch(tree, shared) {
  const own = shared.has(JSON.stringify(tree)) ? null : "own"; // the other tree has nothing like it
  if (!Array.isArray(tree)) return el("li", { class: own }, el("span", { class: "leaf" }, LEAVES[tree] ?? tree));
  const [head, ...parts] = tree;
  const label = el("span", { class: "head", title: head }, HEADS[head] ?? head);
  return el("li", { class: own }, label, parts.length > 0 && el("ul", {}, ...parts.map((part) => branch(part, shared))));
}

function rulesStep({ rules, verdict }) {
  if (!rules.length) return [el("p", { class: "note" }, "Not asked: there is nothing to compare.")];
  const decider = verdict.decided_by.startsWith("rule:") ? verdict.decided_by.slice(5) : "";
  const last = rules.findLastIndex(({ rule, word }) => rule === decider && word && word !== "not shown");
  const list = el("ol", { class: "asked-rules" });
  const seen = new Set();
  rules.forEach(({ rule, word }, place) => {
    if (!word && seen.has(rule)) return; // asked again about a part, and silent again
    seen.add(rule);
    const kind = word.replace(" ", "-") || "silent";
    list.append(
      el(
        "li",
        { class: place === last ? `${kind} deciding` : kind, title: word || "does not apply" },
        rule,
        word && " ",
        word && el("b", {}, word),
      ),
    );
  });
  const spoke = rules.filter(({ word }) => word).length;
  const note = spoke ? "Asked in this order; a grey one does not apply to such trees." : "None of them could prove or refute it.";
  return [el("p", { class: "note" }, note), list];
}

function guardStep({ asked, rule, reason }) {
  if (!asked) return [el("p", { class: "note" }, "Not needed.")];
  if (!rule) return [el("p", { class: "note" }, "Nothing speaks against it as an answer.")];
  return [el("p", {}, el("b", { class: "refusal" }, rule), ` ${reason}.`)];
}

function judgeStep({ asked, identity, threshold, probability, failure }) {
  if (!identity) return [el("p", { class: "note" }, "This server has none: it lives by rules alone.")];
  if (!asked) return [el("p", { class: "note" }, `${identity} was not asked: there was nothing left to judge.`)];
  if (failure) return [el("p", {}, el("b", { class: "refusal" }, failure), ` ${identity} gave no opinion.`)];
  if (probability == null) return [el("p", { class: "note" }, `${identity} was asked.`)];
  const percent = (value) => `${(100 * value).toFixed(1)} %`;
  const gauge = el("div", { class: "gauge", role: "img", "aria-label": `${percent(probability)}, accepted from ${percent(threshold)}` });
  for (const [name, value] of [["fill", probability], ["floor", Math.min(0.5, threshold)], ["threshold", threshold]]) {
    const mark = el("i", { class: name });
    mark.style[name === "fill" ? "width" : "left"] = `${100 * value}%`;
    gauge.append(mark);
  }
  return [
    el("p", {}, el("b", {}, percent(probability)), ` that it is right, says ${identity}; accepted from ${percent(threshold)}.`),
    gauge,
  ];
}

function verdictStep({ label, score, decided_by, reason, failure }) {
  return [
    el("p", {}, el("b", { class: "label" }, label), decided_by ? ` by ${decided_by}` : " : nobody decided", `, score ${+score.toFixed(4)}`),
    el("p", { class: "note" }, reason),
    failure && el("p", {}, el("b", { class: "refusal" }, failure), " A failure is never a wrong answer."),
  ];
}
