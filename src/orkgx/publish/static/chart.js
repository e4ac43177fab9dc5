// The chart of sizes over time, drawn by Vega with what the filters leave: hover names a model, a click opens it.
"use strict";
{
  const { element, many } = orkgx;
  const at = (id) => document.getElementById(id);
  const colors = orkgx.charts.log.scales.find((scale) => scale.name === "color").range;
  const groups = 8, canvas = 1500, letter = 7; // pixels of a letter
  let view, current, frame, redraw;

  // Sizes that are far from those of their year (Tukey's fences over the orders of magnitude).
  function outliers(dots) {
    const years = Map.groupBy(dots, (dot) => dot.date.slice(0, 4));
    for (const some of years.values()) {
      const sorted = some.map((dot) => Math.log10(dot.size)).sort((a, b) => a - b);
      const quarter = (part) => sorted[Math.floor((sorted.length - 1) * part)];
      const reach = 1.5 * (quarter(0.75) - quarter(0.25));
      if (sorted.length < 8 || !reach) continue;
      for (const dot of some) {
        const size = Math.log10(dot.size);
        if (size > quarter(0.75) + reach || size < quarter(0.25) - reach) dot.shape = "outlier";
      }
    }
  }

  // Names for the largest, as many as can be read beside each other.
  function label(dots, log, width) {
    const days = dots.map((dot) => Date.parse(dot.date));
    const scaled = (size) => (log ? Math.log10(size) : size);
    const extent = (values) => [Math.min(...values), Math.max(...values)];
    if (!dots.length) return;
    const wide = extent([days.reduce((a, b) => Math.min(a, b)), days.reduce((a, b) => Math.max(a, b))]);
    const sizes = dots.map((dot) => scaled(dot.size));
    const high = [sizes.reduce((a, b) => Math.min(a, b)), sizes.reduce((a, b) => Math.max(a, b))];
    const named = width < 500 ? 4 : 8;
    const placed = [];
    for (const dot of [...dots].sort((a, b) => b.size - a.size).slice(0, 4 * named)) {
      const x = (Date.parse(dot.date) - wide[0]) / (wide[1] - wide[0] || 1);
      const y = (scaled(dot.size) - high[0]) / (high[1] - high[0] || 1);
      const text = dot.name.length > 28 ? dot.name.slice(0, 27) + "…" : dot.name;
      const half = (letter * text.length) / 2 / width;
      if (placed.length < named && placed.every(([a, b, c]) => Math.abs(a - x) > half + c || Math.abs(b - y) > 0.07)) {
        placed.push([x, y, half]);
        dot.label = text;
      }
    }
  }

  function dots(shown, state, facets) {
    const values = facets.find(({ name }) => name === state.color)?.values || (() => []);
    const usable = shown.filter((row) => row.parameters && row.date);
    const counts = new Map();
    for (const row of usable) for (const value of values(row).slice(0, 1)) counts.set(value, (counts.get(value) || 0) + 1);
    const first = [...counts].sort((a, b) => b[1] - a[1]).slice(0, groups).map(([value]) => value);
    const made = usable.map((row) => {
      const group = first.indexOf(values(row)[0]);
      const date = row.date.length > 4 ? row.date : `${row.date}-07`;
      return { name: row.name, date, size: row.parameters, group: group < 0 ? groups : group, label: "", shape: "usual", row };
    });
    outliers(made);
    label(made, state.log, Math.max(at("chart").clientWidth - 130, 1));
    return [made, first, counts.size > groups || usable.some((row) => !values(row).length)];
  }

  function drawLegend(made, first, others) {
    const spot = (color, text) => element("span", { title: text }, element("i", { style: `background:${color}` }), element("bdi", {}, text));
    at("legend").hidden = false;
    at("legend").replaceChildren(...first.map((value, place) => spot(colors[place], value)),
      ...(others ? [spot(colors[groups], "other or not known")] : []),
      ...(made.some((dot) => dot.shape === "outlier") ? [element("span", {}, element("i", { className: "outlier" }), "far from its year")] : []));
    at("chart-summary").textContent = made.length
      ? `${made.length.toLocaleString("en")} models have both a date and a size. Drag to move, turn the wheel to zoom, click to open.`
      : "None of these models has both a date and a size.";
  }

  const tip = element("div", { className: "tip", role: "tooltip", hidden: true });
  document.body.append(tip);
  function hover(_, event, item) {
    const dot = item?.datum?.row && item.datum;
    tip.hidden = !dot;
    if (!dot) return;
    tip.replaceChildren(element("strong", {}, element("bdi", {}, dot.name)),
      `${orkgx.number(dot.size)} parameters, ${orkgx.date(dot.row.date)}`,
      ...many(dot.row.organization).slice(0, 1).map((one) => element("bdi", { style: "display:block" }, one)));
    const box = tip.getBoundingClientRect();
    tip.style.left = `${Math.min(event.clientX + 14, innerWidth - box.width - 8)}px`;
    tip.style.top = `${event.clientY + 14 + box.height > innerHeight ? event.clientY - box.height - 10 : event.clientY + 14}px`;
  }

  async function render() {
    const [shown, state, facets] = current;
    const [made, first, others] = dots(shown, state, facets);
    await orkgx.load("static/vega.js");
    const color = getComputedStyle(document.body).color;
    const spec = JSON.parse(JSON.stringify(orkgx.charts[state.log ? "log" : "linear"]).replaceAll("currentColor", color));
    spec.data.find(({ name }) => name === "models").values = made;
    const box = at("chart");
    spec.width = box.clientWidth;
    spec.height = Math.max(300, Math.min(560, box.clientWidth * 0.42));
    view?.finalize();
    box.classList.add("live");
    box.replaceChildren();
    if (made.length) {
      // Expressions are interpreted, so that a page may forbid scripts to make scripts.
      const options = { mode: "vega", ast: true, actions: false, defaultStyle: false, hover: true, tooltip: hover };
      ({ view } = await vegaEmbed(box, spec, { ...options, renderer: made.length > canvas ? "canvas" : "svg" }));
      view.addEventListener("click", (_, item) => { if (item?.datum?.row) location.href = orkgx.page(item.datum.row); });
      box.firstElementChild.setAttribute("aria-hidden", "true");
    }
    drawLegend(made, first, others);
    box.dataset.drawn = made.length;
  }

  orkgx.draw = (...given) => {
    current = given;
    clearTimeout(frame);
    // Nothing is as urgent as the first sight of the page.
    frame = setTimeout(render, given[3] ? 50 : 0);
  };

  orkgx.chartState = (state, facets, changed) => {
    at("chart-tools").hidden = false;
    at("color").append(...facets.map(({ name, title }) => element("option", { value: name, selected: name === state.color }, title)));
    at("color").closest("label").hidden = !facets.length;
    at("log").checked = state.log;
    redraw = (name, value) => { current[1][name] = value; changed(); };
    at("color").addEventListener("change", (event) => redraw("color", event.target.value));
    at("log").addEventListener("change", (event) => redraw("log", event.target.checked));
    at("reset").addEventListener("click", () => render());
    at("chart-tools").addEventListener("submit", (event) => event.preventDefault());
    let wide = innerWidth;
    addEventListener("resize", () => { if (innerWidth !== wide) { wide = innerWidth; orkgx.draw(...current); } });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => orkgx.draw(...current));
  };
}
