// Two to ten models side by side: what differs first, what is equal folded, prose last.
"use strict";
{
  const { element } = orkgx;
  const at = (id) => document.getElementById(id);
  const rows = orkgx.rows({ name: orkgx.models.name, page: orkgx.models.page, organization: orkgx.models.organization || [] });
  const places = new Map(rows.map((row, place) => [row.page, place]));
  const perFile = 100, most = 10, prose = 120;
  let chosen = [];

  const text = (value) => (Array.isArray(value) ? value[0] : value);

  function read() {
    chosen = [...new Set(orkgx.state().getAll("m"))].filter((page) => places.has(page)).slice(0, most);
  }

  function change(pages) {
    chosen = pages;
    orkgx.remember(new URLSearchParams(pages.map((page) => ["m", page])));
    draw();
  }

  // The properties of the chosen models in the order of their pages: group, name, and the values of each model.
  function properties(facts) {
    const found = new Map();
    facts.forEach((some, column) => {
      for (const [group, name, values] of some) {
        const key = `${group}\n${name}`;
        if (!found.has(key)) found.set(key, { group, name, cells: chosen.map(() => []) });
        found.get(key).cells[column] = values;
      }
    });
    const order = new Map();
    for (const some of facts) some.forEach(([group, name], place) => order.set(`${group}\n${name}`, Math.max(place, order.get(`${group}\n${name}`) || 0)));
    return [...found.entries()].sort((a, b) => order.get(a[0]) - order.get(b[0])).map(([, one]) => one);
  }

  function kind({ cells }) {
    const said = cells.map((values) => values.map(text).join("\n"));
    if (Math.max(...said.map((one) => one.length)) > prose) return "prose";
    return said.every((one) => one === said[0]) ? "equal" : "differing";
  }

  function cell(values, long) {
    if (!values.length) return element("td", { className: "none" }, element("span", { ariaLabel: "not known" }, "–"));
    const brief = values.every((value) => text(value).length < 20);
    const shown = values.map((value, place) => element(values.length > 1 && !brief ? "div" : "span", Array.isArray(value) ? { title: value[1] } : {}, place && brief ? " · " : "", element("bdi", {}, text(value))));
    const whole = values.map(text).join(" ");
    if (!long || whole.length < prose) return element("td", {}, ...shown);
    return element("td", {}, element("details", {}, element("summary", {}, element("bdi", {}, whole.slice(0, prose) + "…")), ...shown));
  }

  function part(title, some, open) {
    if (!some.length) return null;
    const body = element("tbody", { hidden: !open }, ...some.map(({ name, cells }) =>
      element("tr", {}, element("th", { scope: "row" }, element("bdi", {}, name[0].toUpperCase() + name.slice(1))), ...cells.map((values) => cell(values, true)))));
    const fold = element("button", { type: "button", ariaExpanded: String(open), onclick: () => {
      body.hidden = !body.hidden;
      fold.setAttribute("aria-expanded", String(!body.hidden));
    } }, `${title} (${some.length})`);
    const head = element("tbody", {}, element("tr", { className: "part" }, element("th", { scope: "colgroup" }, fold), element("td", { colSpan: chosen.length })));
    return [head, body];
  }

  async function draw() {
    at("pick").querySelector("button").disabled = chosen.length >= most;
    at("share").hidden = chosen.length < 2;
    if (!chosen.length) {
      at("comparison").replaceChildren(element("p", {}, "Type the name of a model above, or ", element("a", { href: "models.html" }, "pick some in the table"), "."));
      return;
    }
    const numbers = chosen.map((page) => Math.floor(places.get(page) / perFile));
    await Promise.all([...new Set(numbers)].map((number) => orkgx.load(`static/facts/${number}.js`)));
    const found = properties(chosen.map((page, place) => {
      const { properties: names, models } = orkgx.facts[numbers[place]];
      return (models[page] || []).map(([property, ...values]) => [...names[property], values]);
    }));
    const by = (wanted) => found.filter((one) => kind(one) === wanted);
    const heads = chosen.map((page) => {
      const row = rows[places.get(page)];
      return element("th", { scope: "col" }, element("a", { href: orkgx.page(row) }, element("bdi", {}, row.name)),
        element("button", { type: "button", className: "drop", ariaLabel: `Without ${row.name}`, onclick: () => change(chosen.filter((one) => one !== page)) }, "✕"));
    });
    const parts = [part("Different", by("differing"), true), part("The same", by("equal"), chosen.length < 2), part("In words", by("prose"), true)];
    at("comparison").replaceChildren(element("div", { className: "compared", tabIndex: 0, role: "region", ariaLabel: "Comparison" },
      element("table", { style: `min-width: ${11 + 12 * chosen.length}rem` }, element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Property"), ...heads)), ...parts.filter(Boolean).flat())),
      chosen.length < 2 ? element("p", { className: "note" }, "Add at least one more model.") : "");
  }

  function add(event) {
    event.preventDefault();
    const name = at("model").value.trim();
    const wanted = name.toLowerCase();
    const row = wanted && (rows.find((one) => one.name === name) || rows.find((one) => one.name.toLowerCase() === wanted) ||
      rows.find((one) => one.name.toLowerCase().startsWith(wanted)) || rows.find((one) => one.name.toLowerCase().includes(wanted)));
    at("said").textContent = row ? (chosen.includes(row.page) ? `${row.name} is there.` : "") : `No model is called ${name}.`;
    if (!row || chosen.includes(row.page) || chosen.length >= most) return;
    at("model").value = "";
    change([...chosen, row.page]);
  }

  function suggest() {
    const wanted = at("model").value.trim().toLowerCase();
    const some = rows.filter((row) => row.name.toLowerCase().includes(wanted)).slice(0, 50);
    at("names").replaceChildren(...some.map((row) => element("option", { value: row.name })));
  }

  async function share() {
    try {
      await navigator.clipboard.writeText(location.href);
      at("said").textContent = "The link is copied.";
    } catch {
      at("said").textContent = location.href; // a page from disk may not use the clipboard in every browser
    }
  }

  at("pick").hidden = false;
  at("pick").addEventListener("submit", add);
  at("model").addEventListener("input", suggest);
  at("share").addEventListener("click", share);
  addEventListener("hashchange", () => { read(); draw(); });
  suggest();
  read();
  draw();
}
