// Filters, table and chart over all models, which show the same models and keep what is chosen in the address.
"use strict";
{
  const { element, many, collator } = orkgx;
  const explorer = document.querySelector(".explorer");
  const home = explorer.dataset.view === "home";
  const at = (id) => document.getElementById(id);
  const rows = orkgx.rows(orkgx.models, home ? {} : orkgx.links);
  const sizes = [[0, "below 100 M"], [1e8, "100 M to 1 B"], [1e9, "1 B to 10 B"], [1e10, "10 B to 100 B"], [1e11, "100 B to 1 T"], [1e12, "1 T and more"]];
  const sized = (row) => (row.parameters ? sizes.findLast(([least]) => row.parameters >= least)[1] : null);

  // What models are parted by: the name in the address, the heading, the values of a row, and their order.
  const byCount = (one, other) => other[1] - one[1] || collator.compare(one[0], other[0]);
  const facets = [
    ["organization", "Organisation", (row) => many(row.organization), byCount],
    ["family", "Family", (row) => many(row.family), byCount],
    ["architecture", "Architecture", (row) => many(row.architecture), byCount],
    ["license", "Licence", (row) => many(row.license), byCount],
    ["access", "Access", (row) => many(row.access), byCount],
    ["year", "Year", (row) => many(row.date && row.date.slice(0, 4)), (one, other) => collator.compare(other[0], one[0])],
    ["size", "Parameters", (row) => many(sized(row)), (one, other) => place(one[0]) - place(other[0])],
  ].map(([name, title, values, order]) => ({ name, title, values, order }));
  const place = (text) => sizes.findIndex(([, name]) => name === text);

  const plain = (name) => (row) => {
    const text = many(row[name]).join(", ");
    return text && element("bdi", { className: "clamp", title: text.length > 40 ? text : "" }, text);
  };
  // The columns of the table: heading, cell, what it is sorted and searched by, and its text in CSV.
  const columns = [
    ["name", "Model", (row) => element("a", { href: orkgx.page(row) }, element("bdi", {}, row.name))],
    ["date", "Released", (row) => row.date && element("time", { dateTime: row.date, title: row.date }, orkgx.date(row.date)), "date"],
    ["organization", "Organisation", plain("organization")],
    ["family", "Family", plain("family")],
    ["architecture", "Architecture", plain("architecture")],
    ["parameters", "Parameters", (row) => row.parameters && figure(row.parameters), "number"],
    ["context", "Context", (row) => row.context && figure(row.context), "number"],
    ["license", "Licence", plain("license")],
    ["access", "Access", plain("access")],
    ["paper", "Paper", (row) => row.paper && link(row.paper[1] ? orkgx.root + row.paper[1] : row.paper[2], row.paper[0])],
    ["code", "Code", (row) => row.code && link(row.code, new URL(row.code).host.replace(/^www\./, ""))],
  ]
    .map(([name, title, cell, kind = ""]) => ({ name, title, cell, kind }))
    .filter(({ name }) => rows.some((row) => row[name] !== null && row[name] !== undefined));
  const figure = (value) => element("span", { title: value.toLocaleString("en") }, orkgx.number(value));
  const link = (address, text) =>
    address ? element("a", { href: address, className: "clamp" }, element("bdi", {}, text)) : element("bdi", {}, text);
  const text = (row, name) => (name === "paper" ? row.paper?.[0] ?? "" : many(row[name]).join(", "));

  // The home page has no column that says something of hardly any model.
  const known = (name) => rows.filter((row) => row[name]).length >= rows.length / 10;
  const usual = home
    ? ["name", ...["date", "organization", "parameters", "license", "access"].filter(known)]
    : columns.map(({ name }) => name).filter((name) => name !== "family");
  // What dots are coloured by: of a catalogue that names no organisation, the first that it does name.
  const colors = ["organization", "license", "architecture", "family", "access"].filter((name) => orkgx.models[name]);
  const step = home ? 25 : 100;
  let state, shown, most, picked;

  // -- what is chosen

  function read() {
    const given = orkgx.state();
    state = {
      wanted: Object.fromEntries(facets.map(({ name }) => [name, new Set(given.getAll(name))])),
      words: given.get("q") || "",
      sort: given.get("sort") || "-date",
      columns: given.get("columns")?.split(",") || usual,
      color: given.get("color") || colors[0],
      log: given.get("scale") !== "linear",
    };
    picked = new Set(given.getAll("m"));
    most = step;
  }

  function write() {
    const given = new URLSearchParams();
    for (const { name } of facets) for (const value of state.wanted[name]) given.append(name, value);
    if (state.words) given.set("q", state.words);
    if (state.sort !== "-date") given.set("sort", state.sort);
    if (state.columns.join() !== usual.join()) given.set("columns", state.columns.join());
    if (state.color && state.color !== colors[0]) given.set("color", state.color);
    if (!state.log) given.set("scale", "linear");
    for (const page of picked) given.append("m", page);
    orkgx.remember(given);
  }

  const fits = (row, but) =>
    facets.every((facet) => facet.name === but || !state.wanted[facet.name].size ||
      facet.values(row).some((value) => state.wanted[facet.name].has(value)));

  function choose() {
    const words = state.words.toLowerCase().split(/\s+/).filter(Boolean);
    const holds = (row) => {
      const all = columns.map(({ name }) => text(row, name)).join("\n").toLowerCase();
      return words.every((word) => all.includes(word));
    };
    const found = words.length ? rows.filter(holds) : rows;
    shown = found.filter((row) => fits(row));
    const name = state.sort.replace(/^-/, "");
    const sign = state.sort.startsWith("-") ? -1 : 1;
    const number = columns.find((column) => column.name === name)?.kind === "number";
    const key = (row) => (number ? row[name] : text(row, name)) || null;
    // What has no value stands last, whichever way the others stand.
    shown = shown.map((row) => [key(row), row]).sort(([one, a], [other, b]) => {
      if ((one === null) !== (other === null)) return one === null ? 1 : -1;
      return (one === null ? 0 : sign * (number ? one - other : name === "date" ? (one < other ? -1 : one > other ? 1 : 0) : collator.compare(one, other))) || collator.compare(a.name, b.name);
    }).map(([, row]) => row);
    return found;
  }

  // -- the filters

  function drawFacets(found) {
    const drawn = facets.map((facet) => {
      const counts = new Map();
      for (const row of found) if (fits(row, facet.name)) for (const value of facet.values(row)) counts.set(value, (counts.get(value) || 0) + 1);
      for (const value of state.wanted[facet.name]) if (!counts.has(value)) counts.set(value, 0);
      return [facet, [...counts].sort(facet.order)];
    });
    for (const [facet, counts] of drawn) {
      const box = at(`facet-${facet.name}`) || newFacet(facet, counts);
      if (!box) continue;
      const part = box.querySelector("[type=search]")?.value.trim().toLowerCase() || "";
      const wanted = state.wanted[facet.name];
      const listed = counts.filter(([value]) => wanted.has(value) || value.toLowerCase().includes(part)).slice(0, 100);
      const focused = document.activeElement?.closest(`#${box.id} label`)?.querySelector("input").value;
      box.querySelector(".choices").replaceChildren(...listed.map(([value, count]) =>
        element("label", { className: count ? "" : "none" },
          element("input", { type: "checkbox", value, checked: wanted.has(value), onchange: (event) => {
            wanted[event.target.checked ? "add" : "delete"](value);
            update();
          } }), element("bdi", { className: "clamp", title: value.length > 40 ? value : "" }, value), element("span", { className: "count" }, count.toLocaleString("en")))));
      if (focused !== undefined) [...box.querySelectorAll("input[type=checkbox]")].find((input) => input.value === focused)?.focus();
    }
    const active = facets.flatMap(({ name }) => [...state.wanted[name]].map((value) => [name, value]));
    at("active").hidden = !active.length;
    at("active").replaceChildren(...active.map(([name, value]) =>
      element("button", { type: "button", ariaLabel: `Without ${value}`, onclick: () => { state.wanted[name].delete(value); update(); } },
        element("bdi", {}, value), " ✕")),
      ...(active.length > 1 ? [element("button", { type: "button", onclick: () => { for (const one of facets) state.wanted[one.name].clear(); update(); } }, "Clear all")] : []));
    at("filtered").textContent = active.length ? `${active.length} chosen` : "";
  }

  function newFacet(facet, counts) {
    if (counts.length < 2 && !state.wanted[facet.name].size) return null;
    const box = element("fieldset", { className: "facet", id: `facet-${facet.name}` }, element("legend", {}, facet.title),
      counts.length > 12 ? element("input", { type: "search", ariaLabel: `${facet.title} that holds`, placeholder: `of ${counts.length.toLocaleString("en")}`, oninput: () => drawFacets(choose()) }) : null,
      element("div", { className: "choices" }));
    at("facets").append(box);
    return box;
  }

  // -- the table

  function drawTable() {
    const chosen = columns.filter(({ name }) => name === "name" || state.columns.includes(name));
    const filled = chosen.filter(({ name }) => home ? rows.some((row) => row[name]) : true);
    const heads = filled.map(({ name, title, kind }) => {
      const way = state.sort === name ? "ascending" : state.sort === `-${name}` ? "descending" : "none";
      const head = element("th", { scope: "col", className: kind === "number" ? "number" : "" },
        element("button", { type: "button", id: `sort-${name}`, onclick: () => {
          const first = kind ? `-${name}` : name;
          state.sort = state.sort === first ? (kind ? name : `-${name}`) : first;
          update();
          at(`sort-${name}`).focus();
        } }, title));
      if (way !== "none") head.setAttribute("aria-sort", way);
      return head;
    });
    const body = shown.slice(0, most).map((row) => element("tr", {},
      element("td", { className: "tick" }, element("input", { type: "checkbox", ariaLabel: `Compare ${row.name}`, checked: picked.has(row.page), onchange: (event) => pick(row, event.target) })),
      ...filled.map(({ name, cell, kind }) => element(name === "name" ? "th" : "td", name === "name" ? { scope: "row" } : { className: kind }, cell(row) || ""))));
    const scroll = element("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: "Table of models" },
      element("table", {}, element("thead", {}, element("tr", {}, element("td", { className: "tick" }), ...heads)), element("tbody", {}, ...body)));
    at("table").replaceChildren(scroll);
    at("shown").textContent = shown.length === rows.length ? `${rows.length.toLocaleString("en")} models` : `${shown.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} models`;
    const rest = shown.length - most;
    at("rest").replaceChildren(...(rest > 0 ? [element("button", { type: "button", onclick: () => { most += step * 4; drawTable(); } }, `Show ${Math.min(rest, step * 4).toLocaleString("en")} more`), " "] : []),
      home ? element("a", { href: "models.html" + location.hash }, "The whole table") : element("a", { href: "list/models.html" }, "All models by name"));
  }

  function pick(row, box) {
    if (box.checked && picked.size >= 10) {
      box.checked = false;
      return;
    }
    picked[box.checked ? "add" : "delete"](row.page);
    write();
    drawTray();
  }

  function drawTray() {
    at("tray").hidden = !picked.size;
    at("picked").textContent = picked.size === 1 ? "1 model picked; pick one more" : `${picked.size} models picked${picked.size === 10 ? ", the most there can be" : ""}`;
    at("compare").href = `compare.html#${new URLSearchParams([...picked].map((page) => ["m", page]))}`;
    at("compare").hidden = picked.size < 2;
  }

  function csv() {
    const chosen = columns.filter(({ name }) => name === "name" || state.columns.includes(name));
    const cell = (row, name) => (name === "paper" ? row.paper?.[2] || row.paper?.[0] || "" : many(row[name]).join("; "));
    // What a spreadsheet would take for a formula is kept as text.
    const quoted = (value) => `"${String(value).replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
    const lines = [chosen.map(({ title }) => title), ...shown.map((row) => chosen.map(({ name }) => cell(row, name)))];
    const blob = new Blob([lines.map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n"], { type: "text/csv" });
    const address = URL.createObjectURL(blob);
    element("a", { href: address, download: "models.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  // -- all of it

  function update(first) {
    const found = choose();
    if (!first) {
      most = step;
      write();
    }
    drawFacets(found);
    drawTable();
    drawTray();
    orkgx.draw?.(shown, state, facets, first);
  }

  function start() {
    explorer.classList.add("live");
    const filters = explorer.querySelector(".filters");
    filters.hidden = false;
    filters.open = matchMedia("(min-width: 64rem)").matches;
    matchMedia("(min-width: 64rem)").addEventListener("change", (event) => { filters.open = event.matches; });
    at("table-tools").hidden = false;
    at("table-tools").addEventListener("submit", (event) => event.preventDefault());
    at("unpick").addEventListener("click", () => { picked.clear(); update(); });
    if (!home) {
      at("words").value = state.words;
      at("words").addEventListener("input", (event) => { state.words = event.target.value; update(); });
      at("csv").addEventListener("click", csv);
      for (const { name, title } of columns.slice(1)) {
        at("columns").append(element("label", {}, element("input", { type: "checkbox", checked: state.columns.includes(name), onchange: (event) => {
          state.columns = columns.map((one) => one.name).filter((one) => (one === name ? event.target.checked : state.columns.includes(one)));
          update();
        } }), ` ${title}`));
      }
    }
    orkgx.chartState?.(state, facets.filter(({ name }) => colors.includes(name)), () => update());
    addEventListener("hashchange", () => { read(); update(true); });
  }

  read();
  start();
  update(true);
}
