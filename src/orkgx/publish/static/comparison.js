// Filter, order and choice of rows for the comparison. Without this script the whole table is there to read.
"use strict";
const table = document.getElementById("comparison");
const tools = document.querySelector(".tools");
const rows = Array.from(table.rows, (row) => Array.from(row.cells));
const models = rows[0].map((_, at) => at).slice(1);
const text = (row, at) => rows[row][at].textContent.trim();
const compare = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

function show() {
  const wanted = document.getElementById("filter").value.trim().toLowerCase();
  const shown = new Set(
    models.filter((at) => rows.some((row) => row[at].textContent.toLowerCase().includes(wanted)))
  );
  rows.forEach((row) => models.forEach((at) => { row[at].hidden = !shown.has(at); }));
  document.getElementById("shown").textContent = `${shown.size} of ${models.length} models`;
}

function sort() {
  const by = Number(document.getElementById("sort").value) + 1;
  const sign = document.getElementById("down").checked ? -1 : 1;
  // What has no value stands last, whichever way the others stand.
  const order = [...models].sort((a, b) => {
    const [one, other] = [text(by, a), text(by, b)];
    if (!one !== !other) return one ? -1 : 1;
    return sign * compare(one, other) || a - b;
  });
  Array.from(table.rows).forEach((row, at) => row.append(...order.map((place) => rows[at][place])));
}

function choose() {
  tools.querySelectorAll("[name=row]").forEach((box) => {
    table.rows[Number(box.value) + 1].hidden = !box.checked;
  });
}

document.getElementById("filter").addEventListener("input", show);
document.getElementById("sort").addEventListener("change", sort);
document.getElementById("down").addEventListener("change", sort);
tools.addEventListener("change", choose);
tools.addEventListener("submit", (event) => event.preventDefault());
tools.hidden = false;
show();
