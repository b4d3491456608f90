/* In the worker, below the engine: the graph once, then queries; their answers are text. */
var graph = null;
onmessage = function (event) {
  var told = event.data;
  try {
    if (told.module) {
      initSync({ module: told.module });
      graph = new Store();
      graph.load(new Uint8Array(told.graph), { format: "application/trig" });
      postMessage({ started: true, size: graph.size });
    } else {
      var options = { use_default_graph_as_union: true, results_format: told.format };
      postMessage({ text: String(graph.query(told.query, options)) });
    }
  } catch (error) {
    postMessage({ error: String(error && error.message || error) });
  }
};
