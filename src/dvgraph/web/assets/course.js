/* The as-of slider: shows what the library says of each month, and fades what its bounds leave out. */
(function () {
  "use strict";
  var page = document, all = dvgraph.all, box = page.getElementById("course");
  if (!box) { return; }
  var known = JSON.parse(page.getElementById("steps").textContent);
  var months = known.months, stands = known.stands, last = months.length - 1;
  var range = box.querySelector("input"), day = box.querySelector(".day"), told = box.querySelector(".told");
  var counts = all("dd", box), perhaps = box.querySelector(".perhaps");
  var plot = page.querySelector(".genealogy .plot"), lanes = page.querySelector(".lanes");
  var bodies = all(".genealogy .o").concat(all(".lane")), joins = all(".genealogy .e");
  var lines = [line(plot, plot && Number(plot.dataset.height))];
  /* Behind bars and names: it strikes no name through. */
  if (plot) { plot.insertBefore(lines[0], plot.firstChild); }
  var dated = {}, bodyOf = {};

  function line(parent, height) {
    if (!parent) { return null; }
    var made = page.createElementNS("http://www.w3.org/2000/svg", "line");
    made.setAttribute("class", "asof-line");
    made.setAttribute("y1", 0);
    made.setAttribute("y2", height);
    parent.appendChild(made);
    return made;
  }
  all(".lane svg.strip").forEach(function (strip) { lines.push(line(strip, 16)); });
  bodies.forEach(function (one) { if (one.dataset.iri) { bodyOf[one.dataset.iri] = one; } });
  joins.forEach(function (one) {
    if (one.dataset.fromEarliest || one.dataset.fromLatest) { dated[one.dataset.iri] = one.dataset; }
  });

  /* Past or future by the bounds that are known; where one is not known, a thing stays as it is. */
  function faded(data, now) {
    if (data.fromEarliest && now < data.fromEarliest) { return "future"; }
    if (data.untilLatest && now >= data.untilLatest) { return "past"; }
    return "";
  }
  function fade(one, how) {
    one.classList.toggle("past", how === "past");
    one.classList.toggle("future", how === "future");
  }
  function place(now, data, left, right) {
    var first = Date.parse(data.first), end = Date.parse(data.last);
    return left + (right - left) * (Date.parse(now) - first) / (end - first || 1);
  }
  function show(n) {
    var now = months[n][0], stand = stands[0], today = n === last;
    for (var i = 0; i < stands.length && stands[i][0] <= now; i += 1) { stand = stands[i]; }
    day.textContent = months[n][1];
    told.textContent = stand[1];
    counts.forEach(function (count, k) { count.textContent = stand[2 + k]; });
    perhaps.textContent = stand[5];
    range.value = n;
    range.setAttribute("aria-valuetext", months[n][1] + ": " + stand[1]);
    bodies.forEach(function (one) { fade(one, today ? "" : faded(one.dataset, now)); });
    joins.forEach(function (one) {
      var when = dated[one.dataset.iri], how = when ? faded(when, now) : "";
      (one.dataset.between || "").split(" ").forEach(function (iri) {
        if (!when && bodyOf[iri]) { how = how || faded(bodyOf[iri].dataset, now); }
      });
      fade(one, today ? "" : how);
    });
    lines.forEach(function (one, k) {
      if (!one) { return; }
      var x = k ? place(now, lanes.dataset, 0, 351) : place(now, plot.dataset, Number(plot.dataset.left), Number(plot.dataset.right));
      one.setAttribute("x1", x);
      one.setAttribute("x2", x);
    });
  }
  function wanted() {
    var on = dvgraph.state().on, found = last;
    if (on) {
      months.forEach(function (month, n) { if (month[0] <= on) { found = n; } });
    }
    return found;
  }
  range.addEventListener("input", function () { show(Number(range.value)); });
  range.addEventListener("change", function () {
    var n = Number(range.value);
    dvgraph.put("on", n === last ? null : months[n][0]);
  });
  range.addEventListener("keydown", function (event) {
    var step = { PageUp: 1, PageDown: -1 }[event.key];
    if (step) {
      event.preventDefault();
      show(Math.max(0, Math.min(last, Number(range.value) + step * Math.round(last / 10))));
      range.dispatchEvent(new Event("change"));
    }
  });
  addEventListener("hashchange", function () { show(wanted()); });
  show(wanted());
})();
