// Where each fact of a model stands, and how it is written there, for who asks.
"use strict";
{
  const sources = [...document.querySelectorAll(".source")].map((source) => {
    const link = source.querySelector("a[href*='#L']");
    const name = (link || source).textContent.replace(/^.*: /, "").replace(/, lines? .*/s, "");
    return { name: name.split("/").at(-1), address: link?.href.replace(/#.*/, "") };
  });

  function said(place) {
    const [, source, line, text] = /^(?:(\d+):)?(\d+)(?: (.*))?$/s.exec(place);
    const { name, address } = sources[source || 0] || {};
    const where = `${name || "line"}:${line}`;
    return orkgx.element("p", {}, text ? orkgx.element("q", {}, orkgx.element("bdi", {}, text)) : "As it is shown", " · ",
      address ? orkgx.element("a", { href: `${address}#L${line}` }, where) : orkgx.element("span", {}, where));
  }

  for (const fact of document.querySelectorAll("[data-at]")) {
    const shown = orkgx.element("div", { className: "written", hidden: true });
    const button = orkgx.element("button", { type: "button", className: "at", ariaExpanded: "false", title: "As it is written", ariaLabel: `As it is written: ${fact.querySelector("dt").textContent}`, onclick: () => {
      if (!shown.firstChild) shown.append(...fact.dataset.at.split(/\n(?=(?:\d+:)?\d+(?: |$))/).map(said));
      shown.hidden = !shown.hidden;
      button.setAttribute("aria-expanded", String(!shown.hidden));
    } }, "\u201d");
    fact.querySelector("dd").append(button, shown);
  }
}
