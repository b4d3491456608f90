/* The page for SPARQL: the editor, asking the engine in this page, or the server that sent it. */
(function () {
  "use strict";
  var page = document, box = page.getElementById("editor"), said = box.dataset;
  var given = JSON.parse(page.getElementById("given").textContent);
  dvgraph.prefixes = given.prefixes;

  function script(address, then) {
    var one = page.createElement("script");
    one.src = address;
    one.onload = then;
    page.head.appendChild(one);
  }
  function tell(text) { page.getElementById("told").textContent = text; }
  function reason(error) {
    return { stopped: said.stopped, timeout: said.timeout }[error.message] || error.message;
  }

  /* The server as an engine: of the days that the page shows. */
  function server() {
    var control = null, days = page.body.dataset.days;
    return {
      query: function (text, format) {
        control = new AbortController();
        return fetch(said.endpoint + (days ? "?" + days : ""), {
          method: "POST",
          headers: { Accept: format === "json" ? "application/sparql-results+json" : format },
          body: new URLSearchParams({ query: text }),
          signal: control.signal
        }).then(function (answer) {
          return answer.text().then(function (body) {
            if (!answer.ok) { throw new Error(JSON.parse(body).detail); }
            return body;
          });
        }).catch(function (error) {
          throw error.name === "AbortError" ? new Error("stopped") : error;
        });
      },
      stop: function () { if (control) { control.abort(); } }
    };
  }

  /* The editor has no setting for its words: ours take their place as it writes them. */
  var ours = Object.keys(given.words).map(function (text) {
    var parts = text.split("{}").map(function (part) { return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"); });
    return [new RegExp("^" + parts.join("(.+?)") + "$"), given.words[text]];
  });
  function ourWords(text) {
    for (var n = 0; n < ours.length; n += 1) {
      var found = ours[n][0].exec(text.trim());
      if (found) { return ours[n][1].replace(/\{\}/g, function () { return found.splice(1, 1)[0]; }); }
    }
    return text;
  }
  function reword() {
    var walker = page.createTreeWalker(box, NodeFilter.SHOW_TEXT), node;
    while ((node = walker.nextNode())) {
      if (node.parentElement.closest("td:not(.dt-empty), .dt-column-title, .CodeMirror")) { continue; }
      var text = ourWords(node.data);
      if (text !== node.data) { node.data = text; }
    }
    ["title", "aria-label", "placeholder"].forEach(function (name) {
      dvgraph.all("[" + name + "]", box).forEach(function (one) {
        var told = ourWords(one.getAttribute(name));
        if (told !== one.getAttribute(name)) { one.setAttribute(name, told); }
      });
    });
  }
  new MutationObserver(reword).observe(box, {
    childList: true, subtree: true, characterData: true, attributeFilter: ["title", "aria-label", "placeholder"]
  });

  script(said.parts + "yasgui.js", function () {
    var Yasqe = window.Yasqe, engine = null, running = null;
    if (!said.endpoint) { tell(said.loading); }
    var started = said.endpoint ? Promise.resolve(server()) : new Promise(function (done, failed) {
      script(said.parts + "engine.js", function () { dvgraph.engine(said.parts).then(done, failed); });
    });
    started.then(function (one) { engine = one; tell(said.ready); }, function (error) { tell(error.message); });

    Yasqe.prototype.query = function () {
      var editor = this, control = new AbortController(), begun = Date.now();
      if (editor.getQueryMode() === "update") { tell(said.update); return Promise.reject(new Error(said.update)); }
      var rows = /^(SELECT|ASK)$/i.test(editor.getQueryType());
      var format = rows ? "json" : "application/n-triples";
      var type = rows ? "application/sparql-results+json" : "application/n-triples";
      editor.emit("queryBefore", editor, {});
      editor.req = {};
      editor.emit("query", {}, control);
      stopper(true);
      running = control;
      control.signal.addEventListener("abort", function () { if (engine) { engine.stop(); } });
      function over(answer) {
        stopper(false);
        running = null;
        editor.req = undefined;
        editor.emit("queryResponse", answer, Date.now() - begun);
        editor.emit("queryResults", answer, Date.now() - begun);
        return answer;
      }
      tell(said.asking);
      return started.then(function () { return engine.query(editor.getValue(), format); })
        .then(function (text) {
          tell(said.answered.replace("{}", Date.now() - begun));
          return over({ ok: true, status: 200, headers: new Headers({ "content-type": type }), content: text });
        }, function (error) {
          tell(reason(error));
          return over(new Error(reason(error)));
        });
    };
    var button = page.getElementById("stop"), asks = page.getElementById("run");
    asks.disabled = false;
    asks.addEventListener("click", function () { dvgraph.editor().query().catch(function () {}); });
    function stopper(on) { button.disabled = !on; }
    button.addEventListener("click", function () { if (running) { running.abort(); } });

    var asked = dvgraph.state().query;
    var yasgui = new window.Yasgui(box, {
      requestConfig: { endpoint: "about:blank" },
      persistenceId: "dvgraph-sparql",
      copyEndpointOnNewTab: false,
      endpointCatalogueOptions: { getData: function () { return []; }, keys: [], renderItem: function () {} },
      yasqe: {
        autocompleters: ["prefixes", "variables"],
        value: asked || given.first,
        createShareableLink: function (editor) {
          return location.href.split("#")[0] + "#query=" + encodeURIComponent(editor.getValue());
        }
      }
    });
    function put(text) {
      var tab = yasgui.getTab() || yasgui.addTab(true);
      tab.setQuery(text);
      tab.getYasqe().setValue(text);
    }
    put(asked || given.first);
    dvgraph.all("textarea", box).forEach(function (field) {
      field.setAttribute("aria-label", page.querySelector("h1").textContent);
    });
    /* A long line is scrolled by keyboard too. */
    dvgraph.all(".CodeMirror-scroll", box).forEach(function (part) { part.tabIndex = 0; });
    page.getElementById("start").addEventListener("change", function (event) {
      var text = given.questions[event.target.value];
      if (text) { put(text); }
    });
    dvgraph.editor = function () { return yasgui.getTab().getYasqe(); };
  });
})();
