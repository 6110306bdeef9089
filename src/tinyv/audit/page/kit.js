"use strict";
// What all parts of the page share: elements, typeset formulas, numbers in words, and one tooltip.

const SVG = "http://www.w3.org/2000/svg";
const MATHML = "http://www.w3.org/1998/Math/MathML";
const ELEMENTS = new Set(
  "math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr mtd".split(" "),
);
const ATTRIBUTES = new Set(["display", "accent", "mathvariant", "linethickness", "width"]);

/** An element with attributes and children; strings become text, never markup. */
function el(name, attributes = {}, ...children) {
  return dressed(document.createElement(name), attributes, children);
}

/** The same in SVG. */
function draw(name, attributes = {}, ...children) {
  return dressed(document.createElementNS(SVG, name), attributes, children);
}

function dressed(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key.startsWith("--")) value && node.style.setProperty(key, value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return node;
}

/**
 * A row's text, typeset if there is markup for it. The markup is our own typesetter's, and every leaf in it is escaped;
 * in case that ever fails, it is parsed in an inert document and rebuilt from the names listed above, the rest as text.
 */
function typeset(row, name) {
  const markup = row.math?.[name];
  if (!markup) return document.createTextNode(row[name]);
  const out = document.createDocumentFragment();
  const inert = new DOMParser().parseFromString(markup, "text/html");
  for (const child of inert.body.childNodes) out.append(rebuilt(child));
  return out;
}

function rebuilt(node) {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE) return document.createTextNode("");
  if (node.namespaceURI !== MATHML || !ELEMENTS.has(node.localName)) return document.createTextNode(node.textContent);
  const copy = document.createElementNS(MATHML, node.localName);
  for (const { name, value } of node.attributes) if (ATTRIBUTES.has(name)) copy.setAttribute(name, value);
  for (const child of node.childNodes) copy.append(rebuilt(child));
  return copy;
}

const count = (number) => number.toLocaleString("en");
const percent = (value) => (value == null ? "–" : `${(100 * value).toFixed(value === 0 || value === 1 ? 0 : 1)}\u00a0%`);
const interval = (share) => (share.whole ? `${(100 * share.low).toFixed(1)} to ${(100 * share.high).toFixed(1)}\u00a0%` : "no rows");
const told = (share) => `${count(share.part)} of ${count(share.whole)}\n95 % interval ${interval(share)}`;

/** Wilson's score interval, as in the package (intervals.py), for figures that change while one reviews. */
function wilson(part, whole) {
  if (!whole) return { part, whole, value: null, low: null, high: null };
  const share = part / whole, weight = 1.959964 ** 2 / whole;
  const centre = (share + weight / 2) / (1 + weight);
  const reach = (1.959964 / (1 + weight)) * Math.sqrt((share * (1 - share)) / whole + weight / (4 * whole));
  return { part, whole, value: share, low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}

const tip = document.getElementById("tip");

/** Shows a text beside the pointer, or beside an element that has the focus. */
function hint(node, text) {
  const show = (event) => {
    tip.textContent = typeof text === "function" ? text() : text;
    tip.hidden = false;
    const box = node.getBoundingClientRect();
    const x = event.clientX ?? box.left + box.width / 2, y = event.clientY ?? box.bottom;
    place(x, y);
  };
  node.addEventListener("pointermove", show);
  node.addEventListener("focus", show);
  for (const gone of ["pointerleave", "blur"]) node.addEventListener(gone, () => (tip.hidden = true));
  return node;
}

function place(x, y) {
  const width = tip.offsetWidth, height = tip.offsetHeight;
  tip.style.left = `${Math.max(8, Math.min(x + 14, innerWidth - width - 8))}px`;
  tip.style.top = `${y + 18 + height > innerHeight ? y - height - 12 : y + 18}px`;
}
