/* Two days side by side. The library gave each state with the day on which it began, and told what
   changed between any two days: here days are only compared with the two chosen. */
(function () {
  "use strict";
  var page = document, all = dvgraph.all, form = page.getElementById("two");
  if (!form) { return; }
  var terms = JSON.parse(page.getElementById("terms").textContent), said = terms.said;
  var root = page.getElementById("compare").dataset.root.replace(/index\.html$/, "");
  var options = all("option[data-key]", form), changes = dvgraph.changes;
  var names = options.map(function (one) { return one.textContent; });
  var keys = options.map(function (one) { return one.dataset.key; });

  function make(tag, kind, text) {
    var made = page.createElement(tag);
    if (kind) { made.className = kind; }
    if (text) { made.textContent = text; }
    return made;
  }
  function linked(text, to) {
    if (!to) { return page.createTextNode(text); }
    var made = make("a", "", text);
    made.href = root + to;
    return made;
  }
  function fill(pattern) {
    var values = Array.prototype.slice.call(arguments, 1);
    return pattern.replace(/\{\}/g, function () { return values.shift(); });
  }
  function two(n) { return (n < 10 ? "0" : "") + n; }
  function real(y, m, d) {
    var made = new Date(Date.UTC(y, m - 1, d));
    return made.getUTCMonth() === m - 1 && made.getUTCDate() === d ? y + "-" + two(m) + "-" + two(d) : null;
  }
  /* A day, or the last day of a month or year; null for what is none. */
  function day(text) {
    var t = text.trim().toLowerCase(), m, month;
    if ((m = /^(\d{4})$/.exec(t))) { return m[1] + "-12-31"; }
    if ((m = /^(\d{4})-(\d\d)$/.exec(t)) && m[2] >= 1 && m[2] <= 12) { return new Date(Date.UTC(m[1], m[2], 0)).toISOString().slice(0, 10); }
    if ((m = /^(\d{4})-(\d\d?)-(\d\d?)$/.exec(t))) { return real(+m[1], +m[2], +m[3]); }
    if ((m = /^(\d\d?)[\/.-](\d\d?)[\/.-](\d{4})$/.exec(t))) { return real(+m[3], +m[2], +m[1]); }
    if ((m = /^(?:(\d\d?)\s+)?(\S+)\s+(\d{4})$/.exec(t))) {
      month = terms.months.findIndex(function (one) { return one.toLowerCase() === m[2]; }) + 1;
      if (month) { return m[1] ? real(+m[3], month, +m[1]) : new Date(Date.UTC(+m[3], month, 0)).toISOString().slice(0, 10); }
    }
    return null;
  }
  function worded(iso) {
    var part = iso.split("-");
    return Number(part[2]) + " " + terms.months[part[1] - 1] + " " + part[0];
  }
  function state(turns, on) {
    var found = "later";
    turns.forEach(function (turn) { if (turn[0] <= on) { found = turn[1]; } });
    return found;
  }
  var LOOK = { certain: "solid", known: "solid", possible: "maybe", unknown: "dots", planned: "plan" };

  function who(scope, from, to) {
    var rows = new Map();
    dvgraph.states.forEach(function (one, n) {
      var facet = terms.standing[one[0]], held = facet === "tasks" || facet === "services";
      if (scope.indexOf(one[3]) < 0) { return; }
      var key = one[0] + "|" + (held ? one[1] : facet === "existence" ? "" : one[3]);
      var row = rows.get(key) || { facet: facet, thing: held ? one[1] : facet === "existence" ? said.existed : names[one[3]], to: one[2], sides: [[], []] };
      [from, to].forEach(function (on, side) {
        var now = state(one[6], on);
        if (LOOK[now]) { row.sides[side].push({ body: one[3], said: facet === "existence" ? "" : one[4], state: now, cite: one[5], place: n }); }
      });
      rows.set(key, row);
    });
    var groups = {};
    rows.forEach(function (row) {
      var a = row.sides[0], b = row.sides[1];
      if (!a.length && !b.length) { return; }
      function text(side) { return side.map(function (one) { return one.body + "|" + one.said + "|" + one.state; }).sort().join(); }
      function bodies(side) { return side.map(function (one) { return one.body; }).sort().join(); }
      var held = row.facet === "tasks" || row.facet === "services";
      var kind = !a.length ? "new" : !b.length ? "gone" : text(a) === text(b) ? "same" : held && bodies(a) !== bodies(b) ? "moved" : "changed";
      row.kind = kind;
      row.sign = { "new": "+", gone: "×", same: "=", moved: "→", changed: "→" }[kind];
      var group = held ? kind : "body";
      (groups[group] = groups[group] || []).push(row);
    });
    return groups;
  }
  /* A change leads to its statement, and what it rests on to the decision itself. */
  function grounded(one) {
    var line = make("span"), left = one[2], to = one[4];
    one[5].forEach(function (n) {
      var ground = changes.grounds[n], at = left.indexOf(ground[0]);
      if (at > 0) {
        line.append(linked(left.slice(0, at), to), linked(ground[0], ground[1]));
        left = left.slice(at + ground[0].length);
        to = "";
      }
    });
    line.append(linked(left, to));
    return line;
  }
  /* Where something stands; the places come after the rest of the page. */
  function source(kind, n) {
    var made = make("span", "cite");
    made.dataset.kind = kind;
    made.dataset.n = n;
    if (dvgraph.cited) { cite(made); }
    return made;
  }
  function cite(made) {
    var place = dvgraph.cited[made.dataset.kind][made.dataset.n];
    if (!place.length) { return; }
    var from = dvgraph.cited.sources[place[0]];
    var to = linked(place[1], from[1] && from[1] + (place[2] ? "#" + place[2] : ""));
    made.append(make("span", "src", from[0] + ", "), to, place[3] ? " +" + place[3] : "");
    made.title = from[0];
  }
  function chips(side, own) {
    var cell = make("div", "chips");
    if (!side.length) { cell.textContent = "–"; return cell; }
    side.sort(function (a, b) { return Object.keys(LOOK).indexOf(a.state) - Object.keys(LOOK).indexOf(b.state); });
    side.forEach(function (one) {
      var chip = make("p", "chip " + keys[one.body]);
      chip.append(make("i", LOOK[one.state]), linked(own ? one.said : names[one.body], one.cite));
      if (one.said && !own) { chip.append(make("span", "", " " + one.said)); }
      if (one.state !== "certain") { chip.append(make("span", "", " (" + terms.states[one.state] + ")")); }
      cell.append(chip);
    });
    return cell;
  }
  function part(parent, heading, items, most) {
    var box = make("div", "group"), rest = null;
    box.append(make("h3", "", heading));
    items.forEach(function (item, n) {
      if (n === most && items.length > most + 2) {
        rest = make("details", "more");
        rest.append(make("summary", "", fill(said.more, items.length - most)));
        box.append(rest);
      }
      (rest || box).append(item);
    });
    parent.append(box);
  }
  /* The place of the last day that is one or before it. */
  function at(days, on) {
    var found = 0;
    days.forEach(function (day, n) { if (day <= on) { found = n; } });
    return found;
  }
  /* The bodies of what is chosen, and the changes of their groups between the two days. */
  function chosen(from, to) {
    var body = form.elements.org.value, line = body && changes.lines[body], places = new Set();
    var scope = !body ? changes.whole : !form.elements.line.checked ? line[0] : line[1][at(changes.starts, from)][at(changes.ends, to)];
    changes.scopes[scope][1].forEach(function (n) {
      var days = changes.groups[n][0].map(function (one) { return changes.days[one]; }), twos = changes.groups[n][1];
      var wanted = at(days, from) * days.length + at(days, to), pair = 0, listed = 0;
      for (var k = 0; k < twos.length && pair <= wanted; k += 2) {
        pair += twos[k];
        listed += twos[k + 1];
        if (pair === wanted) { changes.lists[listed].forEach(function (one) { places.add(one); }); }
      }
    });
    var told = Array.from(places).sort(function (a, b) { return a - b; }).map(function (n) { return changes.told[n].concat(n); });
    return { bodies: changes.scopes[scope][0], told: told };
  }
  function clear(text) {
    page.getElementById("fault").textContent = text;
    ["sum", "counted", "one"].forEach(function (one) { page.getElementById(one).textContent = ""; });
    page.getElementById("who").hidden = page.getElementById("what").hidden = true;
  }
  function show() {
    var from = day(form.elements.from.value), to = day(form.elements.to.value);
    var option = form.elements.org.selectedOptions[0];
    form.elements.line.disabled = !option.value;
    if (!from || !to || from > to) {
      clear(from && to ? said.order : fill(said.date, form.elements[from ? "to" : "from"].value));
      return;
    }
    clear("");
    var found = chosen(from, to), groups = who(found.bodies, from, to), whoBox = page.querySelector("#who .groups"), heads = all("#who .heads b");
    whoBox.textContent = "";
    heads[0].textContent = worded(from);
    heads[1].textContent = worded(to);
    ["body", "moved", "new", "gone", "changed", "same"].forEach(function (kind) {
      var rows = groups[kind];
      if (!rows) { return; }
      part(whoBox, said[kind] + " · " + rows.length, rows.map(function (row) {
        var made = make("div", "pair"), name = make("div", "thing");
        name.append(linked(row.thing, row.to), make("span", "", " " + (terms.facets[row.facet] || "")));
        var own = !/^(existence|tasks|services)$/.test(row.facet);
        var cited = (row.sides[1][0] || row.sides[0][0]).place;
        made.append(name, chips(row.sides[0], own), make("span", "sign", row.sign), chips(row.sides[1], own), source("states", cited));
        return made;
      }), kind === "same" ? 0 : 12);
    });
    var told = found.told, sure = told.filter(function (one) { return one[0]; });
    var whatBox = page.querySelector("#what .groups");
    whatBox.textContent = "";
    [[said.certain, sure], [said.possible, told.filter(function (one) { return !one[0]; })]].forEach(function (half) {
      if (!half[1].length) { return; }
      var box = make("div", "half");
      box.append(make("h3", "big", half[0] + " · " + half[1].length));
      var facets = {};
      half[1].forEach(function (one) { (facets[one[3]] = facets[one[3]] || []).push(one); });
      ["organisations"].concat(Object.keys(terms.facets)).filter(function (f, n, list) { return list.indexOf(f) === n; }).forEach(function (facet) {
        if (!facets[facet]) { return; }
        part(box, terms.facets[facet] + " · " + facets[facet].length, facets[facet].map(function (one) {
          var line = make("p", "change");
          line.append(make("span", "when", one[1]), " ", grounded(one), source("changes", one[6]));
          return line;
        }), 6);
      });
      whatBox.append(box);
    });
    var due = changes.plans.map(function (one, n) { return one.concat(n); }).filter(function (one) {
      return from < one[1] && one[0] <= to && one[3].some(function (n) { return found.bodies.indexOf(n) >= 0; });
    });
    if (due.length) {
      part(whatBox, terms.planned + " · " + due.length, due.map(function (one) {
        var line = make("p", "change");
        line.append(make("span", "when"), " ", make("span"), source("plans", one[5]));
        line.children[1].append(linked(one[2], one[4]));
        return line;
      }), 6);
    }
    var others = found.bodies.filter(function (n) { return String(n) !== option.value; });
    page.getElementById("counted").textContent = others.length && option.value ? fill(terms.line, others.map(function (n) { return names[n]; }).join(", ")) : "";
    page.getElementById("sum").textContent = fill(said.sum, option.textContent, told.length, sure.length, told.length - sure.length);
    if (option.value) {
      var own = make("a", "", fill(terms.of, option.textContent));
      own.href = option.dataset.all;
      page.getElementById("one").append(own);
    }
    page.getElementById("who").hidden = page.getElementById("what").hidden = false;
    dvgraph.put("org", option === form.elements.org.options[0] ? null : option.textContent);
    dvgraph.put("from", form.elements.from.value);
    dvgraph.put("to", form.elements.to.value);
    dvgraph.put("line", form.elements.line.checked ? null : "0");
  }
  function restore() {
    var now = dvgraph.state(), options = Array.from(form.elements.org.options);
    options.forEach(function (one) { if (one.textContent === now.org) { one.selected = true; } });
    if (now.from) { form.elements.from.value = now.from; }
    if (now.to) { form.elements.to.value = now.to; }
    if (now.line === "0") { form.elements.line.checked = false; }
  }
  form.addEventListener("submit", function (event) { event.preventDefault(); show(); });
  restore();
  show();
  var load = page.createElement("script");
  load.src = page.getElementById("compare").dataset.cited;
  load.onload = function () { all(".cite").forEach(cite); };
  page.head.append(load);
})();
