/* The query engine in a worker: each large part is a classic script that sets one property. */
(function () {
  "use strict";
  var parts = null, limit = 30000;

  function script(address) {
    return new Promise(function (done, failed) {
      var one = document.createElement("script");
      one.src = address;
      one.onload = done;
      one.onerror = function () { failed(new Error(address)); };
      document.head.appendChild(one);
    });
  }
  function unpacked(text) {
    var bytes = Uint8Array.from(atob(text), function (letter) { return letter.charCodeAt(0); });
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  }
  function fetched(base) {
    return Promise.all(["wasm.js", "worker.js", "graph.js"].map(function (name) { return script(base + name); }))
      .then(function () { return Promise.all([unpacked(dvgraph.wasm), unpacked(dvgraph.graph)]); })
      .then(function (found) {
        delete dvgraph.wasm;
        delete dvgraph.graph;
        return WebAssembly.compile(found[0]).then(function (module) { return [module, found[1]]; });
      });
  }

  /* A promise of {query(text, format), stop()}; a stopped query is rejected with its reason. */
  dvgraph.engine = function (base) {
    parts = parts || fetched(base);
    return parts.then(function (found) {
      var worker = null, waiting = null, ready = null, timer = 0;
      function settle(error, text) {
        var one = waiting;
        clearTimeout(timer);
        waiting = null;
        if (one) { if (error) { one.failed(error); } else { one.done(text); } }
      }
      function start() {
        var address = URL.createObjectURL(new Blob([dvgraph.worker], { type: "text/javascript" }));
        worker = new Worker(address);
        URL.revokeObjectURL(address);
        ready = new Promise(function (done, failed) {
          worker.onmessage = function (event) {
            var told = event.data;
            if (told.started) { done(told.size); } else { settle(told.error && new Error(told.error), told.text); }
          };
          worker.onerror = function (event) { failed(new Error(event.message)); settle(new Error(event.message)); };
        });
        worker.postMessage({ module: found[0], graph: found[1] });
        return ready;
      }
      function stop(reason) {
        if (!waiting) { return; }
        worker.terminate();
        settle(new Error(reason || "stopped"));
        start();
      }
      return start().then(function (size) {
        return {
          size: size,
          stop: stop,
          query: function (text, format) {
            stop();
            return ready.then(function () {
              return new Promise(function (done, failed) {
                waiting = { done: done, failed: failed };
                timer = setTimeout(function () { stop("timeout"); }, limit);
                worker.postMessage({ query: text, format: format });
              });
            });
          }
        };
      });
    });
  };
})();
