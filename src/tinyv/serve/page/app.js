// The page: two views, the form of one answer, examples, links, keys.

import { announce, ask, byId, el } from "./kit.js";
import { setUp as setUpTable, stop } from "./table.js";
import { drawWay } from "./way.js";

const FIELDS = ["question", "reference", "response"];
let pending = null; // the AbortController of the request under way
let fromTable = false;

function show(view) {
  for (const name of ["one", "many"]) {
    byId(name).hidden = name !== view;
    byId(`show-${name}`).setAttribute("aria-pressed", String(name === view));
  }
}

const query = () => Object.fromEntries(FIELDS.map((field) => [field, byId(field).value]));

function fill(values) {
  for (const field of FIELDS) byId(field).value = values[field] ?? "";
}

/** The query as the address holds it. */
function toHash(values) {
  return `#${new URLSearchParams(FIELDS.filter((field) => values[field]).map((field) => [field, values[field]]))}`;
}

async function verify() {
  const values = query();
  if (!values.reference && !values.response) return byId("reference").focus();
  pending?.abort();
  const controller = (pending = new AbortController());
  const hash = toHash(values);
  if (location.hash !== hash) history.pushState(null, "", hash);
  const place = byId("way");
  place.setAttribute("aria-busy", "true");
  try {
    const way = await ask("v1/explain", values, controller.signal);
    const drawn = drawWay(way);
    byId("form").append(byId("gallery")); // the examples stay at hand, out of the way
    place.replaceChildren(drawn);
    const mark = drawn.querySelector("mark");
    if (mark) mark.parentElement.scrollTop = mark.offsetTop - mark.parentElement.offsetTop - 60;
    if (matchMedia("(max-width: 60rem)").matches) drawn.scrollIntoView({ block: "start" }); // it is below the form
    const { label, decided_by, reason } = way.verdict;
    announce(`${label}${decided_by ? ` by ${decided_by}` : ""}: ${reason}`);
    document.title = `${label}: TinyV`;
  } catch (problem) {
    if (problem.name === "AbortError") return;
    place.querySelector(".problem")?.remove();
    place.prepend(el("p", { class: "problem" }, problem.message));
    announce(problem.message);
  }
  place.setAttribute("aria-busy", "false");
  byId("copy").hidden = !navigator.clipboard;
}

/** Shows what the address holds, if it holds a query. */
function follow() {
  const values = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  if (!FIELDS.some((field) => values[field])) return;
  fill(values);
  show("one");
  verify();
}

function openRow(values) {
  fromTable = true;
  byId("back").hidden = false;
  fill(values);
  show("one");
  verify();
  scrollTo({ top: 0 });
  byId("back").focus({ preventScroll: true });
}

function back() {
  fromTable = false;
  byId("back").hidden = true;
  show("many");
  byId("table").querySelector("tbody button")?.focus({ preventScroll: true });
}

const keepToken = () => sessionStorage.setItem("token", byId("token").value.trim());

async function loadExamples() {
  const examples = await (await fetch("page/examples.json")).json();
  for (const { title, shows, ...values } of examples) {
    const href = toHash(values);
    const again = () => location.hash === href && follow(); // the browser follows only a new address
    const link = el("a", { href, title: shows, onclick: again }, title, el("small", {}, shows));
    byId("examples").append(el("li", {}, link));
  }
  byId("sample").addEventListener("click", () => {
    byId("lines").value = examples.map(({ title, shows, ...values }) => JSON.stringify({ id: title, ...values })).join("\n");
    byId("lines-form").requestSubmit();
  });
}

byId("form").addEventListener("submit", (event) => (event.preventDefault(), verify()));
byId("show-one").addEventListener("click", () => show("one"));
byId("show-many").addEventListener("click", () => show("many"));
byId("back").addEventListener("click", back);
byId("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(location.href);
  announce("Link copied.");
  byId("copy").textContent = "Copied";
  setTimeout(() => (byId("copy").textContent = "Copy link"), 1500);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
    event.preventDefault();
    event.target.form.requestSubmit();
  } else if (event.key === "Escape" && !stop() && fromTable && !byId("one").hidden) {
    back();
  }
});
byId("token").value = sessionStorage.getItem("token") ?? "";
byId("token").addEventListener("change", keepToken);
byId("token-form").addEventListener("submit", (event) => (event.preventDefault(), keepToken()));
addEventListener("popstate", follow); // also fired by a click on a link to another hash
if (/Mac|iP/.test(navigator.platform)) document.querySelectorAll("kbd").forEach((key) => (key.textContent = key.textContent.replace("Ctrl", "⌘")));

setUpTable(openRow);
loadExamples();
follow();
