// What every page has: elements without markup in strings, figures for people, the state in the address, and search.
"use strict";
var orkgx = window.orkgx || {};
{
  orkgx.root = document.body.dataset.root;

  // An element with attributes and children; whatever a label holds stays text.
  orkgx.element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (key in made && key !== "list") made[key] = value;
      else made.setAttribute(key, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  };

  const units = [[1e15, "quadrillion"], [1e12, "T"], [1e9, "B"], [1e6, "M"]];
  orkgx.number = (value) => {
    const found = units.find(([unit]) => value >= unit);
    return found ? `${Number((value / found[0]).toPrecision(3))}\u00a0${found[1]}` : value.toLocaleString("en");
  };
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  orkgx.date = (text) => {
    const [, year, month, day] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(text) || [null, text];
    return `${day ? Number(day) + " " : ""}${month && months[month - 1] ? months[month - 1] + " " : ""}${year}`;
  };
  orkgx.collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  // The columns of a file as a list of rows; what is not known is null.
  orkgx.rows = (...files) => {
    const columns = Object.fromEntries(Object.entries(Object.assign({}, ...files)).filter(([, column]) => column));
    for (const [name, column] of Object.entries(columns)) {
      if (!Array.isArray(column)) columns[name] = column.at.map((place) => column.values[place]);
    }
    const names = Object.keys(columns);
    return (columns.name || []).map((label, at) => {
      const row = Object.fromEntries(names.map((name) => [name, columns[name][at]]));
      // A page that is called by the name needs no column.
      row.page ||= label.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
      return row;
    });
  };
  orkgx.many = (value) => (Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]);
  orkgx.page = (row) => `${orkgx.root}${row.page.includes("/") ? "" : "model/"}${row.page}.html`;

  // What is chosen stands behind the #, so that an address shows it to others, from disk too.
  orkgx.state = () => new URLSearchParams(location.hash.slice(1));
  orkgx.remember = (state) => history.replaceState(null, "", `#${state}`);

  const loading = {};
  orkgx.load = (path) =>
    (loading[path] ||= new Promise((done, failed) => {
      document.head.append(
        orkgx.element("script", { src: orkgx.root + path, onload: () => done(), onerror: () => failed(new Error(path)) })
      );
    }));

  const form = document.querySelector(".search");
  const field = document.getElementById("search");
  const found = document.getElementById("found");
  const most = 30;

  function matches(words) {
    const better = [], others = [];
    for (const [kind, things] of orkgx.search) {
      for (const [label, page, more] of things) {
        const text = label.toLowerCase();
        if (!words.every((word) => text.includes(word) || more.toLowerCase().includes(word))) continue;
        (text.startsWith(words[0]) ? better : others).push([label, page, more ? `${kind}, ${more}` : kind]);
        if (better.length >= most) return better;
      }
    }
    better.sort((one, other) => one[0].length - other[0].length);
    return [...better, ...others].slice(0, most);
  }

  async function show() {
    await orkgx.load("static/search.js");
    const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    found.hidden = !words.length;
    if (!words.length) return;
    const lines = matches(words).map(([label, page, kind]) =>
      orkgx.element("a", { href: `${orkgx.root}${page.replace(/#|$/, (place) => `.html${place}`)}` }, orkgx.element("bdi", {}, label), " ",
        orkgx.element("span", { className: "note" }, kind)));
    found.replaceChildren(...(lines.length ? lines : [orkgx.element("p", {}, "Nothing is called that.")]));
  }

  function step(event) {
    const links = [field, ...found.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (to !== undefined && links[to]) {
      event.preventDefault();
      links[to].focus();
    }
    if (event.key === "Escape") {
      found.hidden = true;
      field.focus();
    }
  }

  form.hidden = false;
  field.addEventListener("focus", () => orkgx.load("static/search.js"));
  field.addEventListener("input", show);
  form.addEventListener("keydown", step);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    found.querySelector("a")?.click();
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) found.hidden = true;
    for (const menu of document.querySelectorAll("details.choose[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.activeElement?.closest("details.choose");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
