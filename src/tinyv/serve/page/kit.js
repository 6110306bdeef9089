// What the page's modules share: building elements, adopting our own typesetting, asking the server.

/** An element with attributes and children; strings become text, never markup. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child != null && child !== false));
  return node;
}

export const byId = (id) => document.getElementById(id);

const MATHML = "http://www.w3.org/1998/Math/MathML";
const ELEMENTS = new Set(
  ("math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr mtd").split(" "),
);
const ATTRIBUTES = new Set(["display", "accent", "mathvariant", "linethickness", "width"]);
const policy = globalThis.trustedTypes?.createPolicy("tinyv", { createHTML: (markup) => markup });

/**
 * Our server's typesetting as nodes. The one place where markup is parsed: MathML cannot be sent as text. The server
 * escapes every leaf; in case it ever fails to, the markup is parsed in an inert document and rebuilt from the
 * elements and attributes listed above, and everything else is kept as its text.
 */
export function adopt(markup) {
  const inert = new DOMParser().parseFromString(policy ? policy.createHTML(markup) : markup, "text/html");
  const out = document.createDocumentFragment();
  for (const child of inert.body.childNodes) out.append(rebuilt(child));
  return out;
}

function rebuilt(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return document.createTextNode(node.nodeType === Node.TEXT_NODE ? node.data : "");
  const name = node.localName;
  const known = node.namespaceURI === MATHML ? ELEMENTS.has(name) : name === "code";
  if (!known) return document.createTextNode(node.textContent);
  const copy = node.namespaceURI === MATHML ? document.createElementNS(MATHML, name) : document.createElement(name);
  for (const { name: key, value } of node.attributes) if (ATTRIBUTES.has(key)) copy.setAttribute(key, value);
  for (const child of node.childNodes) copy.append(rebuilt(child));
  return copy;
}

/** What the server says to a POST of JSON; an Error with a sentence for the reader if it says no. */
export async function ask(path, body, signal) {
  const headers = { "content-type": "application/json" };
  const token = byId("token").value.trim();
  if (token) headers.authorization = `Bearer ${token}`;
  let reply;
  for (let turn = 0; ; turn++) {
    try {
      reply = await fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal });
    } catch (problem) {
      if (problem.name === "AbortError") throw problem;
      throw new Error("The server cannot be reached. Is it still running?");
    }
    if (![429, 503].includes(reply.status) || turn === 4) break;
    await pause(Math.min(10, Number(reply.headers.get("retry-after")) || 1), signal); // it is busy and says for how long
  }
  if (reply.ok) return reply.json();
  if (reply.status === 401 || reply.status === 403) {
    byId("access").open = true;
    byId("token").focus();
    throw new Error("This server asks for a token. Give it at the foot of the page, then verify again.");
  }
  const said = await reply.json().catch(() => ({}));
  const why = [said.error, said.detail, said.error?.message].find((text) => typeof text === "string");
  throw new Error(why ?? `The server answers ${reply.status} ${reply.statusText}.`);
}

function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, 1000 * seconds);
    signal?.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}

/** `840 µs`, `1.2 ms`, `3.4 s`. */
export function duration(microseconds) {
  if (microseconds == null) return "";
  if (microseconds < 1000) return `${Math.max(1, Math.round(microseconds))} µs`;
  const [value, unit] = microseconds < 1e6 ? [microseconds / 1000, "ms"] : [microseconds / 1e6, "s"];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** Says something to those who listen to the page. */
export function announce(text) {
  byId("status").textContent = text;
}
