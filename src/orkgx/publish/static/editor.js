// Oxigraph's editor over the endpoint of this server, and over that alone: without the completions that other hosts give.
"use strict";
Yasgui.Yasqe.defaults.autocompleters = ["variables"];
Yasgui.Yasqe.defaults.value = `PREFIX fair4ml: <https://w3id.org/fair4ml#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>

SELECT ?model ?label ?date
WHERE {
  ?model a fair4ml:MLModel ; rdfs:label ?label .
  OPTIONAL { ?model schema:dateCreated ?date }
}
ORDER BY ?date ?label
LIMIT 100`;
const endpoint = new URL("../sparql", document.querySelector('script[src$="static/editor.js"]').src).href;
new Yasgui(document.getElementById("editor"), {
  persistenceId: null,
  requestConfig: { endpoint },
  endpointCatalogueOptions: { getData: () => [{ endpoint }], keys: [] },
});
