/* A list: chosen by facets and years, counted, sorted, and shown in four forms. A page of a long list
   has some of its rows; the files beside it have all, and are read once something is chosen. */
(function () {
  "use strict";
  var page = document, box = page.getElementById("lists"), form = page.getElementById("facets");
  var data = page.getElementById("given"), given = data && JSON.parse(data.textContent), said = box.dataset;
  var list = page.querySelector("#rows ul"), rows = Array.from(list.children), typed = [];
  var each = +said.rows || Infinity, facets = [], items = [];
  function worded(text) { return dvgraph.words(dvgraph.fold(text)); }

  function element(name, text, within) {
    var one = page.createElement(name);
    if (text !== "") { one.textContent = text; }
    within.appendChild(one);
    return one;
  }
  function year(name) {
    var text = form.elements[name].value.trim();
    return /^\d{4}$/.test(text) ? +text : null;
  }
  function chosenWho() {
    return facets.indexOf("who") < 0 ? -1 : given.facets.who.indexOf(form.elements.who.value);
  }
  /* The years of an item as [first, last] pairs: those in which an organisation had it, or all. */
  function periods(item, who) {
    var own = who >= 0 ? item.had[who] : null;
    return own || (item.years ? [item.years] : []);
  }
  /* The first period within the years asked for: undefined if there is none. */
  function fitting(item, who) {
    var from = year("from"), until = year("until"), last = form.elements.years.value === "was" ? 1 : 0;
    return periods(item, who).find(function (years) {
      return (from === null || years[last] >= from) && (until === null || years[0] <= until);
    });
  }
  function timely(item, who) {
    return (year("from") === null && year("until") === null) || Boolean(fitting(item, who));
  }
  /* Whether a value is that of an organisation: a ground or role belongs to its holder. */
  function owned(item, n, value, who) {
    var of = who >= 0 && item.by[n] && item.by[n][value];
    return !of || of.indexOf(who) >= 0;
  }
  /* Whether an item fits all that is chosen, but for one facet. */
  function fits(item, but) {
    if (but !== "who" && !timely(item, chosenWho())) { return false; }
    if (!dvgraph.begins(item.words, typed)) { return false; }
    return facets.every(function (facet, n) {
      var chosen = form.elements[facet].value, value = given.facets[facet].indexOf(chosen);
      if (facet === but || !chosen) { return true; }
      return item.of[n].indexOf(value) >= 0 && (but === "who" || owned(item, n, value, chosenWho()));
    });
  }
  /* Whether an organisation had an item in the years, and by the grounds and roles, that are chosen. */
  function heldBy(item, who) {
    return timely(item, who) && facets.every(function (facet, n) {
      var chosen = form.elements[facet].value;
      return facet === "who" || !chosen || owned(item, n, given.facets[facet].indexOf(chosen), who);
    });
  }
  /* The row of an item, made from its text the first time that it is shown. */
  function row(n) {
    if (!rows[n]) {
      var within = page.createElement("ul");
      within.innerHTML = given.rows[n];
      rows[n] = within.firstChild;
    }
    return rows[n];
  }
  /* The items of the page that is open, and the links to the other pages. */
  function turned(found) {
    var number = Math.max(1, Math.ceil(found.length / each));
    var first = found.length < items.length ? 1 : +said.page, now = Math.min(+dvgraph.state().page || first, number);
    dvgraph.all("nav.turn").forEach(function (turn) {
      var to = { first: 1, previous: now - 1, next: now + 1, last: number };
      turn.hidden = number < 2;
      turn.querySelector(".place").textContent = said.place.replace("{}", now).replace("{}", number);
      dvgraph.all("[data-to]", turn).forEach(function (old) {
        var there = to[old.dataset.to], on = there !== now && there >= 1 && there <= number;
        var one = page.createElement(on ? "a" : "span");
        one.dataset.to = old.dataset.to;
        one.textContent = old.textContent;
        if (on) {
          one.href = "#page=" + there;
          one.addEventListener("click", function (event) {
            event.preventDefault();
            dvgraph.put("page", String(there));
            show();
            box.scrollIntoView();
          });
        }
        old.replaceWith(one);
      });
    });
    return each < Infinity ? found.slice((now - 1) * each, now * each) : found;
  }
  function options() {
    facets.forEach(function (facet, n) {
      var counts = given.facets[facet].map(function () { return 0; });
      items.forEach(function (item) {
        if (fits(item, facet)) {
          item.of[n].forEach(function (value) {
            if (facet !== "who" ? owned(item, n, value, chosenWho()) : heldBy(item, value)) { counts[value] += 1; }
          });
        }
      });
      Array.from(form.elements[facet].options).slice(1).forEach(function (option, at) {
        option.textContent = option.value + " (" + counts[at] + ")";
        option.disabled = !counts[at];
      });
    });
  }
  function texts(item) {
    return facets.map(function (facet, n) {
      return item.of[n].map(function (value) {
        var of = facet === "ground" && item.by[n] && item.by[n][value], text = given.facets[facet][value];
        return of ? text + " (" + of.map(function (who) { return given.facets.who[who]; }).join(", ") + ")" : text;
      }).join("; ");
    });
  }
  function table(found) {
    var body = page.querySelector("#table tbody");
    body.textContent = "";
    found.forEach(function (n) {
      var item = items[n], line = element("tr", "", body), first = element("th", "", line);
      first.scope = "row";
      if (item.link) { element("a", item.label, first).href = item.link; } else { first.textContent = item.label; }
      [item.when].concat(texts(item)).forEach(function (text) { element("td", text, line); });
    });
  }
  function chart(found) {
    var within = page.getElementById("chart"), counts = new Map(), space = "http://www.w3.org/2000/svg", undated = 0;
    within.textContent = "";
    found.forEach(function (n) {
      var years = fitting(items[n], chosenWho());
      if (years) { counts.set(years[0], (counts.get(years[0]) || 0) + 1); } else { undated += 1; }
    });
    if (!counts.size) { element("p", said.undated.replace("{}", undated), within); return; }
    var first = Math.min.apply(null, Array.from(counts.keys())), last = Math.max.apply(null, Array.from(counts.keys()));
    var most = Math.max.apply(null, Array.from(counts.values())), wide = 1160, high = 220, step = wide / (last - first + 1);
    var svg = page.createElementNS(space, "svg");
    function draw(name, attributes, text) {
      var one = page.createElementNS(space, name);
      Object.keys(attributes).forEach(function (key) { one.setAttribute(key, attributes[key]); });
      if (text) { one.textContent = text; }
      svg.appendChild(one);
    }
    svg.setAttribute("viewBox", "0 0 " + wide + " " + (high + 24));
    svg.setAttribute("class", "counts");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", said.begun);
    var every = [1, 2, 5, 10, 20, 50, 100].find(function (n) { return n * step >= 44; }) || 100;
    for (var now = first; now <= last; now += 1) {
      var number = counts.get(now) || 0, tall = number / most * (high - 20), x = (now - first) * step;
      if (number) {
        draw("rect", { x: x + step * 0.1, y: high - tall, width: step * 0.8, height: tall });
        if (step > 15) { draw("text", { x: x + step / 2, y: high - tall - 4, "text-anchor": "middle" }, String(number)); }
      }
      if (now % every === 0) { draw("text", { x: x + step / 2, y: high + 18, "text-anchor": "middle", "class": "ax" }, String(now)); }
    }
    element("p", said.begun, within).className = "soft";
    within.appendChild(svg);
    if (undated) { element("p", said.undated.replace("{}", undated), within).className = "soft"; }
    var whole = element("table", "", within), head = element("tr", "", element("thead", "", whole)), body = element("tbody", "", whole);
    whole.className = "years";
    [said.year, said.number].forEach(function (text) { element("th", text, head).scope = "col"; });
    Array.from(counts.keys()).sort().forEach(function (one) {
      var line = element("tr", "", body);
      element("td", String(one), line);
      element("td", String(counts.get(one)), line).className = "num";
    });
  }
  var address = "";
  function file(found) {
    function quoted(text) { return /[",\n\r]/.test(text) ? "\"" + text.replace(/"/g, "\"\"") + "\"" : text; }
    var heads = Array.from(page.querySelectorAll("#table th[scope=col]")).map(function (one) { return one.textContent; });
    var lines = [heads].concat(found.map(function (n) { return [items[n].label, items[n].when].concat(texts(items[n])); }));
    if (address) { URL.revokeObjectURL(address); }
    address = URL.createObjectURL(new Blob([lines.map(function (line) { return line.map(quoted).join(",") + "\n"; }).join("")], { type: "text/csv" }));
    var old = page.getElementById("chosen") || element("p", "", page.getElementById("csv"));
    old.id = "chosen";
    old.textContent = "";
    var link = element("a", page.getElementById("lead").textContent + " (CSV)", old);
    link.className = "btn";
    link.download = location.pathname.replace(/^.*\/|\.html$/g, "") + ".csv";
    link.href = address;
  }
  function show() {
    typed = worded(form.elements.text.value);
    var found = items.map(function (_, n) { return n; }).filter(function (n) { return fits(items[n]); });
    if (form.elements.sort.value === "name") {
      found.sort(function (a, b) { return items[a].label.localeCompare(items[b].label, page.documentElement.lang); });
    }
    var open = turned(found);
    if (given.rows) {
      list.replaceChildren.apply(list, open.map(row));
    } else {
      rows.forEach(function (row) { row.hidden = true; });
      open.forEach(function (n) { rows[n].hidden = false; list.appendChild(rows[n]); });
    }
    page.getElementById("lead").textContent = said.count.replace("{}", found.length);
    options();
    table(open);
    chart(found);
    file(found);
  }
  /* The list and the time line are the same rows; the open panel has them. */
  function place() {
    var open = dvgraph.state().form === "timeline" ? "timeline" : "list";
    page.getElementById(open).appendChild(page.getElementById("rows"));
  }
  page.addEventListener("state", place);
  function state() {
    var found = dvgraph.state(), query = new URLSearchParams(location.search);
    Array.from(form.elements).forEach(function (field) {
      if (field.name) { field.value = found[field.name] || query.get(field.name) || ""; }
      if (field.selectedIndex === -1) { field.value = ""; }
    });
  }
  form.addEventListener("input", function (event) {
    dvgraph.put(event.target.name, event.target.value);
    dvgraph.put("page", "");
    if (given) { show(); }
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () {
    setTimeout(function () {
      Array.from(form.elements).forEach(function (field) { if (field.name) { field.value = ""; dvgraph.put(field.name, ""); } });
      dvgraph.put("page", "");
      if (given) { show(); }
    });
  });
  function begin() {
    facets = Object.keys(given.facets);
    items = given.items;
    items.forEach(function (item) { item.words = worded(item.label); });
    if (given.rows) {
      rows = [];
      facets.forEach(function (facet) {
        given.facets[facet].forEach(function (text) { element("option", text, form.elements[facet]).value = text; });
      });
    }
    state();
    show();
  }
  /* Reads the files of a long list one after another. */
  var begun = false;
  function read() {
    if (begun) { return; }
    begun = true;
    dvgraph.load(said.files.split(" "), function () {
      var parts = said.files.split(" ").map(function (_, n) { return dvgraph["list_" + (n + 1)]; });
      function all(name) { return [].concat.apply([], parts.map(function (part) { return part[name]; })); }
      given = { facets: parts[0].facets, items: all("items"), rows: all("rows") };
      begin();
    });
  }
  place();
  if (given) { begin(); return; }
  form.addEventListener("focusin", read);
  page.querySelector(".tabs").addEventListener("click", read);
  var wanted = Object.assign({}, dvgraph.state()), query = new URLSearchParams(location.search);
  if (wanted.form || wanted.page || Array.from(form.elements).some(function (field) { return field.name && (wanted[field.name] || query.get(field.name)); })) { read(); }
})();
