// Pages whose sources are watched: when they were made again, this one is read again, at its own address.
"use strict";
{
  const made = Number(document.body.dataset.made);
  const said = orkgx.element("p", { className: "watched", role: "alert", hidden: true });
  document.body.append(said);

  async function look() {
    try {
      const answer = await fetch(`${orkgx.root}news.json`, { cache: "no-store" });
      const { number, fault } = await answer.json();
      if (number !== made) return location.reload();
      said.textContent = fault;
      said.hidden = !fault;
    } catch {
      // The server is away for a moment.
    }
    setTimeout(look, 500);
  }
  look();
}
