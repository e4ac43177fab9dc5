// Oxigraph's editor over the endpoint of this server, and over that alone: without the completions that other hosts give.
// A query stands in the address once it is asked, so that it can be shared.
"use strict";
{
  const { Yasgui } = window;
  const at = (id) => document.getElementById(id);
  const examples = [...document.querySelectorAll("[data-query]")];
  const most = 40; // bars of a chart
  Yasgui.Yasqe.defaults.autocompleters = ["variables"];
  Yasgui.Yasqe.defaults.value = orkgx.state().get("query") || examples[0]?.dataset.query || "";
  const endpoint = new URL("sparql", location.href).href;
  const yasgui = new Yasgui(at("editor"), {
    persistenceId: null,
    populateFromUrl: false,
    requestConfig: { endpoint },
    endpointCatalogueOptions: { getData: () => [{ endpoint }], keys: [] },
  });
  const tab = yasgui.getTab();
  tab.getYasqe().addKeyMap({ Tab: false, "Shift-Tab": false }); // who comes by the keyboard must get out again

  // What the editor leaves without a name, or out of reach of the keyboard; parts of it come and go.
  const names = {
    ".autocomplete": "Endpoint", ".CodeMirror textarea": "Query", ".CodeMirror-scroll": "Text of the query",
    ".tableSizer": "Rows of a page", ".tableFilter": "Words in the results",
  };
  function name() {
    for (const [selector, label] of Object.entries(names)) {
      for (const one of at("editor").querySelectorAll(`${selector}:not([aria-label])`)) one.setAttribute("aria-label", label);
    }
    for (const one of at("editor").querySelectorAll(".CodeMirror-scroll:not([role])")) {
      one.setAttribute("role", "region");
      one.tabIndex = 0;
    }
  }
  new MutationObserver(name).observe(at("editor"), { childList: true, subtree: true });
  name();

  // A number is shown as one, not with the IRI of its type, unless somebody asks for that.
  let simple = false;
  function simplify() {
    const box = [...at("editor").querySelectorAll(".tableControls label")].find((one) => one.textContent === "Simple view")?.querySelector("input");
    if (!box || simple) return;
    simple = true;
    if (!box.checked) box.click();
  }

  function ask(text) {
    tab.setQuery(text);
    tab.query();
  }

  // A chart of what has a number beside a name or a date.
  async function draw({ head, results }) {
    const rows = results?.bindings || [];
    const number = (name) => rows.some((row) => row[name]) && rows.every((row) => !row[name] || Number.isFinite(Number(row[name].value)) && row[name].datatype);
    const columns = head?.vars || [];
    const measured = columns.find((name) => number(name) && !/year/i.test(name));
    const named = columns.find((name) => name !== measured && rows.some((row) => row[name]));
    at("drawn").hidden = !measured || !named || rows.length < 2;
    if (at("drawn").hidden) return;
    await orkgx.load("static/vega.js");
    const values = rows.slice(0, most).map((row) => ({ name: row[named]?.value ?? "", value: Number(row[measured]?.value ?? 0) }));
    const color = getComputedStyle(document.body).color;
    const room = at("drawing").clientWidth;
    const labels = Math.min(260, Math.round(room * .4));
    const axis = { labelColor: color, titleColor: color, labelLimit: labels, gridColor: "#8883" };
    const whole = values.every(({ value }) => Number.isInteger(value));
    await window.vegaEmbed(at("drawing"), {
      data: { values }, width: Math.max(100, Math.min(1000, room - labels - 50)), height: { step: 20 },
      mark: { type: "bar", color: "#3b6fd6", tooltip: true },
      encoding: { y: { field: "name", type: "nominal", sort: null, title: named }, x: { field: "value", type: "quantitative", title: measured, axis: whole ? { tickMinStep: 1, format: "~s" } : {} } },
      config: { background: null, axis, view: { stroke: null } },
    }, { mode: "vega-lite", ast: true, actions: false, defaultStyle: false, renderer: "svg" });
  }

  tab.on("query", () => orkgx.remember(new URLSearchParams([["query", tab.getQuery()]])));
  tab.getYasr().on("drawn", () => {
    simplify();
    const answer = tab.getYasr().results?.getAsJson?.();
    if (answer) draw(answer);
    else at("drawn").hidden = true;
  });
  for (const example of examples) example.addEventListener("click", () => ask(example.dataset.query));
  if (orkgx.state().get("query")) tab.query();
}
