/* A question: the answers to other choices, which the library made ahead; the page gives the words. */
(function () {
  "use strict";
  var page = document, box = page.getElementById("question"), form = page.getElementById("form");
  var said = box.dataset, listed = 300, shown = 75, files = [];
  var root = said.root.replace(/index\.html$/, "");
  var fields = dvgraph.all("select, input", form);
  var first = (page.querySelector("#chart > .scroll") || {}).innerHTML;

  function load(address, then) { dvgraph.load([address], then); }
  function fault(text) {
    var line = page.getElementById("fault");
    line.textContent = text;
    line.hidden = !text;
    /* What is on the screen is no answer to what cannot be read. */
    page.getElementById("lead").hidden = !!text;
    hide(!!text);
  }
  function hide(off) {
    dvgraph.all(".tabs, [role=tabpanel]", box).forEach(function (one) { one.hidden = off; });
  }

  /* A month by its name, as in the figures that dates are read from. */
  function figures(text) {
    return dvgraph.answers.months.reduce(function (left, name, at) {
      var written = new RegExp("^(?:(\\d+)\\s+)?" + name + "\\s+(?=\\d)", "i");
      return left.replace(written, function (all, date) { return (date ? date + "/" : "") + (at + 1) + "/"; });
    }, text.trim());
  }

  /* A day, month or year as people write it; the field says which day of it is meant. */
  function day(text, edge) {
    var found = new RegExp("^(?:" + dvgraph.answers.dates + ")$").exec(figures(text));
    if (!found) { return ""; }
    var part = found.groups, year = part.y || part.y2, month = part.m || part.m2, date = part.d || part.d2;
    var last = edge === "last";
    month = month || (last ? 12 : 1);
    date = date || (last ? new Date(Date.UTC(2000 + year % 400, month, 0)).getUTCDate() : 1);
    var whole = year + "-" + ("0" + month).slice(-2) + "-" + ("0" + date).slice(-2);
    var read = new Date(whole + "T00:00:00Z");
    return !isNaN(read) && read.toISOString().slice(0, 10) === whole ? whole : "";
  }
  function worded(whole) {
    var part = whole.split("-");
    return +part[2] + " " + dvgraph.answers.months[part[1] - 1] + " " + part[0];
  }

  /* The answer of a case on a day: [rows, sentence]; no rows where the library has none. */
  function answer(chosen) {
    var data = dvgraph.answers, steps = data.cases[chosen.case] || [], at = -1;
    for (var low = 0, high = steps.length - 1; low <= high;) {
      var middle = (low + high) >> 1;
      if (steps[middle][0] <= chosen.day) { at = middle; low = middle + 1; } else { high = middle - 1; }
    }
    var found = steps[at];
    var lead = found ? data.leads[found[2]] : data.none;
    return [found ? data.answers[found[1]] : [], lead.replace("{day}", chosen.day && worded(chosen.day))];
  }

  /* Whether the library made the answers of a case for another day only, as it does in a large graph. */
  function beyond(chosen) {
    var data = dvgraph.answers;
    if (data.alone) { return true; }
    return data.only && chosen.day !== data.only && (!data.cut.length || data.cut.indexOf(chosen.case) >= 0);
  }

  /* The thing that a typed name means: its IRI, "" for any, null for none or several. */
  function named(field) {
    var text = field.value.trim(), folded = dvgraph.fold(text), all = dvgraph.answers.things;
    if (text === field.dataset.first) { return field.dataset.thing; }
    if (!text) { return field.dataset.required ? null : ""; }
    if (all[text]) { return all[text]; }
    var found = like(field, function (name, path) { return name === folded || path.split("/").pop() === text; });
    return found.length === 1 ? dvgraph.answers.base + found[0][2] : null;
  }
  /* The things of the kind of a field whose name fits. */
  function like(field, fits) {
    var kind = dvgraph.names.kinds.indexOf(field.dataset.kind);
    return dvgraph.names.things.filter(function (one) {
      return (kind < 0 || one[1] === kind) && !/\.html$/.test(one[2]) && fits(dvgraph.fold(one[0]), one[2]);
    });
  }
  /* What stands in the form; null, and said why, if a field cannot be read. */
  function read() {
    var data = dvgraph.answers, chosen = { day: "", terms: {}, free: false }, things = {}, wrong = "";
    fields.forEach(function (field) {
      var name = field.dataset.variable, text = field.value;
      if (field.type === "checkbox") { chosen.fresh = field.checked; return; }
      if (field.dataset.optional && !text.trim()) { return; }
      if (field.dataset.type === "date") {
        var meant = day(text, field.dataset.edge);
        if (field.dataset.optional) { chosen.free = true; } else { chosen.day = meant; }
        chosen.terms[name] = "\"" + meant + "\"^^<http://www.w3.org/2001/XMLSchema#date>";
        wrong = wrong || (meant ? "" : said.noDate);
      } else if (field.dataset.kind) {
        var one = named(field);
        wrong = wrong || (one === null ? said.unknown : "");
        if (!one) { return; }
        things[name] = Object.keys(data.things).find(function (key) { return data.things[key] === one; }) || one;
        chosen.terms[name] = (one === "agency" ? data.agency : [one]).map(function (iri) { return "<" + iri + ">"; }).join(" ");
      } else if (field.dataset.type) {
        chosen.free = chosen.free || text !== field.dataset.first;
        var number = /^-?\d{1,18}$/.test(text);
        wrong = wrong || (field.dataset.type === "integer" && !number ? said.unknown : "");
        chosen.terms[name] = field.dataset.type === "integer" ? text : JSON.stringify(text);
      } else if (text !== "all") {
        things[name] = text;
        var iri = data.things[text], iris = iri === "agency" ? data.agency : [iri];
        if (/^https?:/.test(iris[0])) {
          chosen.terms[name] = iris.map(function (one) { return "<" + one + ">"; }).join(" ");
        }
      }
    });
    chosen.things = things;
    chosen.case = data.asked.map(function (name) { return things[name] || ""; }).join("|") + "|";
    if (!data.asked.length) { chosen.case = ""; }
    if (chosen.fresh) { chosen.case += "new"; }
    fault(wrong);
    return wrong ? null : chosen;
  }

  /* The query with the parameters of its "# parameter" lines, as the library binds them. */
  function bound(text, terms) {
    var scalars = {};
    var line = /^([ \t]*)(#[ \t]*)?VALUES[ \t]+\?(\w+)[ \t]*\{[ \t]*((?:"(?:[^"\\\n]|\\.)*"|[^}"\n])*?)[ \t]*\}[ \t]*#[ \t]*parameter[ \t]*\n/gm;
    var filled = text.replace(line, function (whole, indent, off, name, value) {
      if (!off && /^("|[+-]?\d)/.test(value)) { scalars[name] = terms[name] || value; return ""; }
      return terms[name] ? indent + "VALUES ?" + name + " { " + terms[name] + " }\n" : whole;
    });
    return filled.replace(/"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|#[^\n]*|[?$](\w+)/g, function (whole, name) {
      return Object.prototype.hasOwnProperty.call(scalars, name) ? scalars[name] : whole;
    });
  }

  function element(name, text, within) {
    var one = page.createElement(name);
    if (text) { one.textContent = text; }
    if (within) { within.appendChild(one); }
    return one;
  }
  function panel(name) {
    var one = page.getElementById(name);
    one.textContent = "";
    return one;
  }
  function more(within, rows, most) {
    if (rows.length > most) { element("p", said.more.replace("{}", rows.length - most), within).className = "soft"; }
  }
  function list(rows) {
    var data = dvgraph.answers, within = panel("list"), kinds = new Map();
    rows.slice(0, listed).forEach(function (n) {
      var group = data.of[n], above = data.groups[group][0];
      if (!kinds.has(above)) { kinds.set(above, new Map()); }
      if (!kinds.get(above).has(group)) { kinds.get(above).set(group, []); }
      kinds.get(above).get(group).push(n);
    });
    if (!rows.length) { element("p", said.nothing, within); }
    kinds.forEach(function (groups, above) {
      if (above) { element("h2", above.charAt(0).toUpperCase() + above.slice(1), within); }
      groups.forEach(function (found, group) {
        if (data.groups[group][1]) {
          var title = element("h3", "", within);
          title.className = "grp";
          title.innerHTML = data.groups[group][1];
        }
        var one = element("ul", "", within);
        one.className = "rows";
        one.innerHTML = found.map(function (n) { return data.lines[n]; }).join("");
        found.forEach(function (n, at) {
          if (at && data.labels[n] === data.labels[found[at - 1]]) { one.children[at].classList.add("same"); }
        });
      });
    });
    more(within, rows, listed);
  }
  function table(within, heads, rows) {
    var scroll = element("div", "", within), whole = element("table", "", scroll);
    scroll.className = "scroll";
    scroll.tabIndex = 0;
    element("caption", page.querySelector("h1").textContent, whole);
    var head = element("tr", "", element("thead", "", whole)), body = element("tbody", "", whole);
    heads.forEach(function (text) { element("th", text, head).scope = "col"; });
    rows.forEach(function (row) {
      var line = element("tr", "", body);
      row.forEach(function (text) {
        var cell = element("td", typeof text === "string" ? text : "", line);
        if (typeof text !== "string") {
          if (text[1]) { element("a", text[0], cell).href = root + text[1]; } else { cell.textContent = text[0]; }
        }
      });
    });
  }
  function file(name, text, type) {
    var within = panel(name), link = element("a", name.toUpperCase(), element("p", "", within));
    var address = URL.createObjectURL(new Blob([text], { type: type }));
    files.push(address);
    link.className = "btn";
    link.href = address;
    link.download = location.pathname.replace(/^.*\/|\.html$/g, "") + "." + name;
    var lines = text.split("\n");
    element("pre", lines.slice(0, 40).join("\n") + (lines.length > 41 ? "\n…" : ""), within).tabIndex = 0;
  }
  function texts(row) { return row.map(function (n) { return dvgraph.answers.strings[n]; }); }
  function quoted(text) { return /[",\n\r]/.test(text) ? "\"" + text.replace(/"/g, "\"\"") + "\"" : text; }
  function machines(columns, rows, bare) {
    var lines = [columns].concat(rows).map(function (row) { return row.map(quoted).join(","); });
    file("csv", lines.join("\n") + "\n", "text/csv");
    file("json", JSON.stringify(rows.map(function (row) {
      var one = {};
      columns.forEach(function (name, n) {
        var text = row[n];
        one[name] = text === "" ? null : bare.indexOf(name) < 0 ? text : value(text);
      });
      return one;
    }), null, 2) + "\n", "application/json");
  }
  function value(text) {
    try { var read = JSON.parse(text); return typeof read === "object" ? text : read; } catch (error) { return text; }
  }
  function query(chosen) {
    var text = bound(dvgraph.answers.query, chosen.terms), within = page.getElementById("sparql");
    within.querySelector("pre").textContent = text;
    var open = page.getElementById("open");
    if (open) { open.href = open.href.split("#")[0] + "#query=" + encodeURIComponent(text); }
  }
  function show(chosen) {
    files.splice(0).forEach(function (address) { URL.revokeObjectURL(address); });
    query(chosen);
    chart(chosen);
    if (chosen.free || beyond(chosen)) { ask(chosen); return; }
    var found = answer(chosen);
    page.getElementById("lead").textContent = found[1];
    readable(found[0]);
  }
  /* The chart is that of the measure that was chosen, as the library drew it, or of all. */
  function chart(chosen) {
    var within = page.querySelector("#chart > .scroll"), iri = dvgraph.answers.things[chosen.things[dvgraph.answers.measured]];
    if (!within) { return; }
    function draw(svg) {
      var tab = page.getElementById("tab-chart");
      within.innerHTML = svg || "";
      tab.hidden = !svg;
      if (!svg && tab.getAttribute("aria-selected") === "true") { page.getElementById("tab-list").click(); }
    }
    if (!iri) { draw(first); return; }
    gather("charts", said.charts, [iri], function () { draw(dvgraph.charts[iri.replace(dvgraph.answers.base, "")]); });
  }
  /* Rows that the library told. */
  function readable(rows) {
    var data = dvgraph.answers, within = panel("table");
    list(rows);
    table(within, data.heads, rows.slice(0, shown).map(function (n) { return texts(data.cells[n]); }));
    var cells = rows.slice(0, shown).map(function (n) { return texts(data.cells[n]).join(" "); }).join(" ");
    data.sources.forEach(function (text) {
      if (cells.indexOf(text.split(" ")[0]) >= 0 || data.sources.length === 1) { element("p", text, within).className = "s"; }
    });
    more(within, rows, shown);
    machines(data.columns, rows.map(function (n) { return texts(data.terms[n]); }), data.plain);
  }

  /* The rows of the library that have these solutions, each in every column; null where one has none,
     or where the same statement stands there in several states. */
  function known(columns, solutions) {
    var data = dvgraph.answers, at = data.columns.indexOf("uitspraak"), of = new Map(), found = new Set();
    function cell(n, place) { return data.strings[data.terms[n][place]].split("; "); }
    if (at < 0 || columns.indexOf("uitspraak") < 0 || data.columns.indexOf("geldt") >= 0) { return null; }
    data.terms.forEach(function (_, n) {
      cell(n, at).forEach(function (iri) { of.set(iri, (of.get(iri) || []).concat(n)); });
    });
    var all = solutions.every(function (one) {
      var row = (of.get(one.uitspraak && one.uitspraak.value) || []).filter(function (n) {
        return columns.every(function (name) {
          var place = data.columns.indexOf(name), text = one[name] ? one[name].value : "";
          var texts = (data.words[name] || {})[text] || [text];
          return place < 0 || cell(n, place).some(function (said) { return texts.indexOf(said) >= 0; });
        });
      })[0];
      found.add(row);
      return row !== undefined;
    });
    return all ? Array.from(found) : null;
  }

  /* A value that the library did not foresee: the engine asks the query. Rows that the library told
     for another value are shown as it told them; else each solution is a row, and the library's list
     of labels names what it found. */
  function ask(chosen) {
    var lead = page.getElementById("lead"), data = dvgraph.answers;
    lead.textContent = said.loading;
    hide(true); /* what is on the screen answers another question */
    load(said.engine + "engine.js", function () {
      var found;
      dvgraph.engine(said.engine).then(function (engine) {
        return engine.query(bound(data.query, chosen.terms), "json");
      }).then(function (text) {
        var values = [];
        found = JSON.parse(text);
        found.results.bindings.slice(0, shown).forEach(function (one) {
          Object.keys(one).forEach(function (name) { values.push(one[name].value); });
        });
        return new Promise(function (then) { gather("labels", said.labels, values, then); });
      }).then(function () {
        var columns = found.head.vars;
        var solutions = found.results.bindings.filter(function (one) { return !(chosen.fresh && one[data.before]); });
        var told = known(columns, solutions);
        hide(false);
        if (told) {
          lead.textContent = said.asked.replace("{}", told.length);
          readable(told);
          return;
        }
        var heads = columns.map(function (name) { return data.named[name] || name; });
        var rows = solutions.map(function (one) {
          return columns.map(function (name) { return one[name] ? one[name].value : ""; });
        });
        var named = rows.slice(0, shown).map(function (row) { return row.map(label); });
        lead.textContent = said.raw.replace("{}", rows.length);
        table(panel("list"), heads, named);
        table(panel("table"), heads, named);
        machines(columns, rows, []);
      }).catch(function (error) { lead.textContent = ""; fault(error.message); });
    });
  }
  /* Reads the labels or charts of things: from one file, or from those of several that have them. */
  function gather(name, addresses, values, then) {
    var files = addresses.split(" "), read = new Set(files.length < 2 ? files : values.map(function (text) {
      var sum = 0;
      Array.from(text.replace(dvgraph.answers.base, "")).forEach(function (one) { sum += one.codePointAt(0); });
      return files[sum % files.length];
    }));
    var all = dvgraph[name] || {};
    (function next(left) {
      if (!left.length) { dvgraph[name] = all; then(); return; }
      load(left[0], function () { Object.assign(all, dvgraph[name]); next(left.slice(1)); });
    })(Array.from(read));
  }
  /* What a value is called, with its address; itself where the library has no label for it. */
  function label(text) {
    var known = dvgraph.labels[text.replace(dvgraph.answers.base, "")];
    return known || [text, ""];
  }

  /* What is chosen stands in the address, after # or ?. */
  function given() {
    var found = {};
    new URLSearchParams(location.search).forEach(function (text, name) { found[name] = text; });
    return Object.assign(found, dvgraph.state());
  }
  function apply() {
    var found = given(), any = false;
    fields.forEach(function (field) {
      if (!(field.name in found)) { return; }
      any = true;
      if (field.type === "checkbox") { field.checked = found[field.name] === "1"; } else { field.value = found[field.name]; }
      if (field.tagName === "SELECT" && field.selectedIndex < 0) { field.value = field.dataset.first || "all"; fault(said.unknown); }
    });
    return any;
  }
  function ready(then) {
    var unread = fields.some(function (field) { return field.dataset.kind && field.value.trim() && field.value.trim() !== field.dataset.first; });
    function answers() { load(said.answers, then); }
    if (unread) { dvgraph.named(said.names, answers); } else { answers(); }
  }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    ready(function () {
      var chosen = read();
      if (!chosen) { return; }
      fields.forEach(function (field) {
        var text = field.type === "checkbox" ? (field.checked ? "1" : "") : field.value;
        dvgraph.put(field.name, text === (field.dataset.first || (field.tagName === "SELECT" ? "all" : "")) ? "" : text);
      });
      show(chosen);
    });
  });
  /* A field for a name offers those that have words which begin with the words typed. */
  fields.forEach(function (field) {
    if (!field.dataset.kind) { return; }
    field.addEventListener("input", function () {
      dvgraph.named(said.names, function () {
        var typed = dvgraph.words(dvgraph.fold(field.value)), offered = typed.length ? like(field, function (name) {
          return dvgraph.begins(dvgraph.words(name), typed);
        }).slice(0, 20) : [];
        field.list.textContent = "";
        offered.forEach(function (one) { field.list.append(Object.assign(page.createElement("option"), { value: one[0] })); });
      });
    });
  });
  /* Of two things of one variable, the last chosen counts. */
  form.addEventListener("change", function (event) {
    fields.forEach(function (field) {
      var same = field !== event.target && field.tagName === "SELECT" && event.target.tagName === "SELECT";
      if (same && field.dataset.variable === event.target.dataset.variable) { field.value = "all"; }
    });
  });
  if (apply()) { ready(function () { var chosen = read(); if (chosen) { show(chosen); } }); }
})();
