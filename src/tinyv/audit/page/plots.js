// Plots of shares with their intervals. Each is given plain data and what a click does.

/** A stacked bar of parts: {name, value, tone, pick}. */
function flow(parts) {
  const whole = parts.reduce((sum, part) => sum + part.value, 0) || 1;
  const svg = draw("svg", { class: "flow", role: "img", "aria-label": "All responses by what the baseline and TinyV say" });
  let at = 0;
  for (const part of parts) {
    const width = (100 * part.value) / whole;
    const rect = draw("rect", { x: `${at}%`, width: `${width}%`, height: "100%", fill: `var(${part.tone})`, onclick: part.pick });
    svg.append(hint(rect, `${part.name}\n${count(part.value)} of ${count(whole)}, ${percent(part.value / whole)}`));
    at += width;
  }
  const legend = parts.map((part) =>
    el("button", { type: "button", onclick: part.pick, disabled: !part.pick },
      el("span", { class: "swatch", "--tone": `var(${part.tone})` }), `${part.name} `, el("small", { class: "number" }, count(part.value))),
  );
  return [svg, el("div", { class: "legend" }, legend)];
}

/** One bar with its interval, on a scale that ends at `top`. */
function bar(share, top) {
  const at = (value) => `${(100 * Math.min(value, top)) / top}%`;
  const svg = draw("svg", { role: "img", "aria-label": `${percent(share.value)}, ${interval(share)}` }, draw("rect", { class: "track", y: 3, width: "100%", height: 12, rx: 2 }));
  if (share.whole) {
    svg.append(draw("rect", { y: 3, width: at(share.value), height: 12, rx: 2 }));
    svg.append(draw("line", { class: "reach", x1: at(share.low), x2: at(share.high), y1: 9, y2: 9 }));
    for (const edge of [share.low, share.high]) svg.append(draw("line", { class: "reach", x1: at(edge), x2: at(edge), y1: 5.5, y2: 12.5 }));
  }
  return svg;
}

/** Bars under one another: rows of {name, share, tone?, class?, pick?}. */
function bars(rows, label) {
  const top = Math.min(1, 1.02 * Math.max(0.01, ...rows.map((row) => row.share.high ?? 0)));
  return el("table", { class: "bars", "aria-label": label }, rows.map((row) => {
    const line = el("tr", { class: `${row.class ?? ""} ${row.pick ? "pick" : ""}`, "--tone": row.tone && `var(${row.tone})`, tabindex: row.pick ? 0 : null, onclick: row.pick, onkeydown: (event) => event.key === "Enter" && row.pick?.() },
      el("th", { scope: "row" }, row.name), el("td", {}, bar(row.share, top)),
      el("td", { class: "value" }, percent(row.share.value)), el("td", { class: "of" }, `${count(row.share.part)}/${count(row.share.whole)}`));
    if (row.key) line.dataset.key = row.key;
    return hint(line, () => told(row.share));
  }));
}

/** The taxonomy as two rings: groups inside, kinds outside. `pick` hears "4" or "4.1", or "" for all. */
function sunburst(groups, pick) {
  const whole = groups.reduce((sum, group) => sum + group.share.part, 0);
  const svg = draw("svg", { class: "sun", viewBox: "-200 -200 400 400", role: "img", "aria-label": "Kinds of differences; the bars beside hold the same figures" });
  const big = draw("text", { class: "big", y: 2 }), small = draw("text", { class: "small", y: 25 });
  const rest = () => say(count(whole), "recovered responses");
  const say = (number, words) => ((big.textContent = number), (small.textContent = words.length > 24 ? `${words.slice(0, 23)}…` : words));
  const arcs = [];
  const sector = (from, to, inner, outer, key, name, share, opacity) => {
    if (!share.part) return;
    const path = draw("path", { d: ring(from, Math.min(to, from + 0.99999), inner, outer), fill: `var(--g${key[0]})`, "fill-opacity": opacity, tabindex: 0, "aria-label": `${key} ${name}`, onclick: () => pick(key), onkeydown: (event) => event.key === "Enter" && pick(key) });
    path.dataset.key = key;
    for (const on of ["pointerenter", "focus"]) path.addEventListener(on, () => say(percent(share.part / whole), name));
    for (const off of ["pointerleave", "blur"]) path.addEventListener(off, rest);
    arcs.push(hint(path, () => `${key} ${name}\n${told(share)}`));
  };
  let at = 0;
  for (const group of groups) {
    const size = group.share.part / (whole || 1);
    sector(at, at + size, 78, 134, group.group, group.name, group.share, 1);
    let inside = at;
    group.kinds.forEach((kind, index) => {
      const part = kind.share.part / (whole || 1);
      sector(inside, inside + part, 137, 190, kind.kind, kind.name, kind.share, 0.85 - 0.12 * (index % 5));
      inside += part;
    });
    at += size;
  }
  svg.append(...arcs, big, small);
  rest();
  svg.select = (key) => {
    svg.classList.toggle("dim", Boolean(key));
    for (const arc of arcs) arc.classList.toggle("lit", Boolean(key) && (arc.dataset.key.startsWith(key) || key.startsWith(arc.dataset.key)));
  };
  return svg;
}

function ring(from, to, inner, outer) {
  const point = (turn, radius) => `${(radius * Math.sin(2 * Math.PI * turn)).toFixed(2)} ${(-radius * Math.cos(2 * Math.PI * turn)).toFixed(2)}`;
  const far = to - from > 0.5 ? 1 : 0;
  return `M${point(from, outer)} A${outer} ${outer} 0 ${far} 1 ${point(to, outer)} L${point(to, inner)} A${inner} ${inner} 0 ${far} 0 ${point(from, inner)} Z`;
}

/** Lines over training steps: series of {name, tone, points: [{x, share}]}; a click on the legend hides one. */
function curve(series, xName) {
  const W = Math.max(340, Math.min(1120, innerWidth - 100)), H = 320, left = 46, right = 12, top = 12, bottom = 40;
  const xs = series[0].points.map((point) => point.x);
  const [first, last] = [xs[0], xs[xs.length - 1]];
  const ceiling = nice(Math.max(0.05, ...series.flatMap((one) => one.points.map((point) => Math.min(1, point.share.high ?? 0)))));
  const x = (value) => left + ((W - left - right) * (value - first)) / (last - first || 1);
  const y = (value) => H - bottom - ((H - top - bottom) * value) / ceiling;
  const svg = draw("svg", { class: "curve", viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": `Figures over ${xName}; by_step.csv holds them` });
  for (let tick = 0; tick <= 4; tick++) {
    const value = (ceiling * tick) / 4;
    svg.append(draw("line", { class: "grid", x1: left, x2: W - right, y1: y(value), y2: y(value) }));
    svg.append(draw("text", { x: left - 8, y: y(value) + 4, "text-anchor": "end" }, `${Math.round(100 * value)} %`));
  }
  for (const index of new Set([0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * (xs.length - 1)))))
    svg.append(draw("text", { x: x(xs[index]), y: H - bottom + 18, "text-anchor": "middle" }, count(Math.round(xs[index]))));
  svg.append(draw("text", { x: (left + W - right) / 2, y: H - 4, "text-anchor": "middle" }, xName));
  const layers = series.map((one) => {
    const points = one.points.filter((point) => point.share.whole);
    const path = (edge) => points.map((point) => `${x(point.x).toFixed(1)} ${y(Math.min(ceiling, point.share[edge])).toFixed(1)}`);
    const layer = draw("g", { "--tone": `var(${one.tone})` });
    if (points.length) {
      layer.append(draw("path", { class: "band", d: `M${path("high").join("L")}L${path("low").reverse().join("L")}Z` }));
      layer.append(draw("path", { class: "line", d: `M${path("value").join("L")}` }));
      if (points.length < 40) for (const point of points) layer.append(draw("circle", { class: "dot", cx: x(point.x), cy: y(point.share.value), r: 4 }));
    }
    svg.append(layer);
    return layer;
  });
  const cross = draw("line", { class: "cross", y1: top, y2: H - bottom, visibility: "hidden" });
  svg.append(cross);
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const at = first + (((event.clientX - box.left) / box.width) * W - left) / (W - left - right) * (last - first);
    const near = xs.reduce((best, value, index) => (Math.abs(value - at) < Math.abs(xs[best] - at) ? index : best), 0);
    cross.setAttribute("x1", x(xs[near]));
    cross.setAttribute("x2", x(xs[near]));
    cross.setAttribute("visibility", "visible");
    tip.textContent = [`${xName} ${count(Math.round(xs[near]))}`, ...series.map((one) => `${one.name}: ${percent(one.points[near].share.value)} (${interval(one.points[near].share)})`)].join("\n");
    tip.hidden = false;
    place(event.clientX, event.clientY);
  });
  svg.addEventListener("pointerleave", () => ((tip.hidden = true), cross.setAttribute("visibility", "hidden")));
  const legend = series.map((one, index) => {
    const button = el("button", { type: "button", "aria-pressed": "true" }, el("span", { class: "swatch", "--tone": `var(${one.tone})` }), one.name);
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      layers[index].setAttribute("visibility", on ? "visible" : "hidden");
    });
    return button;
  });
  return [svg, el("div", { class: "legend" }, legend)];
}

const nice = (value) => [0.08, 0.12, 0.2, 0.4, 0.6, 0.8, 1].find((top) => value <= top) ?? 1;

/** Columns: how many prompts have 0, 1, 2, ... of something. */
function columns(counts, name) {
  const W = 420, H = 170, most = Math.max(...counts, 1), wide = W / counts.length;
  return draw("svg", { class: "columns", viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": name }, counts.flatMap((number, index) => {
    const tall = ((H - 46) * number) / most;
    const rect = draw("rect", { x: index * wide + wide * 0.12, y: H - 24 - tall, width: wide * 0.76, height: tall, rx: 2 });
    return [
      hint(rect, `${count(number)} prompts with ${index}`),
      draw("text", { x: (index + 0.5) * wide, y: H - 8 }, String(index)),
      number ? draw("text", { x: (index + 0.5) * wide, y: H - 29 - tall }, count(number)) : null,
    ];
  }));
}
