// Oxigraph's editor over the endpoint of this server, and over that alone: without the completions that other hosts give.
"use strict";
Yasgui.Yasqe.defaults.autocompleters = ["variables"];
const endpoint = new URL("../sparql", document.querySelector('script[src$="static/editor.js"]').src).href;
new Yasgui(document.getElementById("editor"), {
  persistenceId: null,
  requestConfig: { endpoint },
  endpointCatalogueOptions: { getData: () => [{ endpoint }], keys: [] },
});
