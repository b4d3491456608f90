/* Search by name in the list that the library wrote, with its folding and its measures of likeness
   (dvgraph.questions.search and similarity). The list is loaded when the field is first used. */
(function () {
  "use strict";
  var page = document, form = page.querySelector("form.search");
  if (!form) { return; }
  var input = form.querySelector("input"), list = form.querySelector("ul"), status = form.querySelector("[role=status]");
  var found = page.getElementById("found"), said = form.dataset, chosen = -1, waiting = null;
  var fold = dvgraph.fold, words = dvgraph.words;

  function slips(word) {
    if (/\d/.test(word)) { return word.length > 6 ? 1 : 0; }
    return [0, 0, 0, 0, 1, 1, 2, 2, 2, 3][Math.min(word.length, 9)];
  }
  /* The edit distance in which a swap of neighbours is one edit; more than the limit is the limit + 1. */
  function distance(a, b, limit) {
    if (Math.abs(a.length - b.length) > limit) { return limit + 1; }
    var before = [], row = [], next, i, j;
    for (j = 0; j <= b.length; j += 1) { row[j] = j; }
    for (i = 1; i <= a.length; i += 1) {
      next = [i];
      var least = i;
      for (j = 1; j <= b.length; j += 1) {
        var cost = a[i - 1] === b[j - 1] ? 0 : 1;
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + cost);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
          next[j] = Math.min(next[j], before[j - 2] + 1);
        }
        least = Math.min(least, next[j]);
      }
      if (least > limit) { return limit + 1; }
      before = row;
      row = next;
    }
    return row[b.length];
  }
  function alike(word, often) {
    var close = new Map(), most = slips(word);
    often.forEach(function (_, other) {
      var like = 0, far;
      if (other === word) { like = 1; } else {
        if (most) {
          far = distance(word, other, most);
          if (far <= most && far <= slips(other)) { like = 1 - far / word.length; }
        }
        if (other.startsWith(word) && word.length > 2) { like = Math.max(like, 0.92); } else if (word.startsWith(other) && other.length > Math.max(3, word.length * 0.6)) { like = Math.max(like, 0.85); } else if (word.length > 3 && other.includes(word)) { like = Math.max(like, 0.8); }
      }
      if (like) { close.set(other, like); }
    });
    return close;
  }
  function spells(letters, parts) {
    var at = 0;
    for (var i = 0; i < parts.length; i += 1) {
      if (at < letters.length && letters[at] === parts[i][0]) { at += 1; } else if (parts[i].length > 4 || !/^\p{L}+$/u.test(parts[i])) { return false; }
    }
    return at === letters.length;
  }

  var names = null, often = null;
  function prepare() {
    names = [];
    often = new Map();
    dvgraph.names.things.forEach(function (thing, n) {
      var own = [[0, thing[0]]];
      for (var i = 4; i < thing.length; i += 2) { own.push([thing[i], thing[i + 1]]); }
      own.push([3, thing[2].split("/").pop().replace(/\.html$/, "")]);
      own.forEach(function (one) {
        var folded = fold(one[1]), parts = words(folded);
        names.push({ thing: n, rank: one[0], text: one[1], folded: folded, words: parts, tight: parts.join("") });
        new Set(parts).forEach(function (word) { often.set(word, (often.get(word) || 0) + 1); });
      });
    });
  }
  /* The same text with an abbreviation spelled out, or its words abbreviated. */
  function rewritten(text) {
    var found = [], folded = " " + (fold(text).match(/\p{L}+/gu) || []).join(" ") + " ";
    dvgraph.names.short.forEach(function (pair) {
      var whole = new RegExp("(?<![\\p{L}\\p{N}_])" + pair[0] + "(?![\\p{L}\\p{N}_])", "gu");
      if (folded.includes(" " + pair[1] + " ")) {
        found.push(folded.replace(" " + pair[1] + " ", " " + pair[0] + " ").trim());
      } else if (whole.test(text)) { found.push(text.replace(whole, pair[1])); }
    });
    return found;
  }
  /* A rewritten text counts only where it is likely, and behind the text as typed. */
  function search(text) {
    var best = new Map();
    [text].concat(rewritten(text)).forEach(function (read, n) {
      likely(read).forEach(function (hit) {
        if (n && hit.score < 0.6) { return; }
        var score = hit.score - (n ? 0.004 : 0), kept = best.get(hit.thing);
        if (!kept || score > kept.score) { best.set(hit.thing, { score: score, name: hit.name, thing: hit.thing }); }
      });
    });
    var hits = Array.from(best.values());
    hits.sort(function (a, b) {
      return Math.round(b.score * 1000) - Math.round(a.score * 1000) || dvgraph.names.things[a.thing][3] - dvgraph.names.things[b.thing][3] || a.thing - b.thing;
    });
    return hits.filter(function (hit) { return hit.score >= hits[0].score / 2; });
  }
  function likely(text) {
    var q = fold(text), mine = words(q), tight = mine.join(""), best = new Map();
    if (!tight) { return best; }
    var near = mine.map(function (word) { return alike(word, often); });
    var weights = mine.map(function (word, n) {
      var sum = 1;
      near[n].forEach(function (_, other) { sum += often.get(other); });
      return Math.min(word.length, 6) / Math.pow(sum, 0.25);
    });
    var whole = weights.reduce(function (a, b) { return a + b; }, 0) || 1;
    var short = /^[A-Z]{2,6}$/.test(text.trim()) ? text.trim() : "";
    names.forEach(function (name) {
      var score = 0, thing = dvgraph.names.things[name.thing];
      if (name.text === text.trim()) { score = 0.99; } else if (name.folded === q) { score = 0.97; } else if (name.tight === tight) { score = 0.95; }
      if (score) {
        score -= thing[3] ? 0.004 : 0;
      } else {
        var share = 0, met = new Set();
        mine.forEach(function (_, n) {
          var like = 0, which = null;
          name.words.forEach(function (word) {
            var one = near[n].get(word);
            if (one > like) { like = one; which = word; }
          });
          share += weights[n] * like;
          if (which !== null) { met.add(which); }
        });
        if (share >= 0.4 * whole) { score = share / whole * (0.6 + 0.34 * met.size / name.words.length); }
        var longest = Math.max(tight.length, name.tight.length), most = Math.floor(longest * 0.25);
        var joined = distance(tight, name.tight, most);
        if (joined <= most) { score = Math.max(score, (1 - joined / longest) * 0.93); }
        if (name.rank < 2 && tight.length > 1 && tight.length < 9 && name.words.length > 1 && spells(tight, name.words)) { score = Math.max(score, 0.9); }
        if (short && name.text.split(/[^\p{L}\p{N}_]+/u).includes(short)) { score = Math.max(score, 0.93 - name.rank * 0.004); }
        if (score) { score -= (thing[3] ? 0.1 : 0) + name.rank * 0.004; }
      }
      var kept = best.get(name.thing);
      if (score > 0.28 && (!kept || score > kept.score)) { best.set(name.thing, { score: score, name: name, thing: name.thing }); }
    });
    return best;
  }
  dvgraph.search = function (text) {
    return search(text).map(function (hit) { return dvgraph.names.things[hit.thing][2]; });
  };

  function address(hit) {
    var path = dvgraph.names.things[hit.thing][2];
    return said.root.replace(/index\.html$/, "") + (/\.html$/.test(path) ? path : "doc/" + path + ".html");
  }
  function worded(hit, parent) {
    var thing = dvgraph.names.things[hit.thing], more = [dvgraph.names.kinds[thing[1]]];
    if (hit.name.folded !== fold(thing[0]) && hit.name.text !== thing[2].split("/").pop()) { more.push(said.via.replace("{}", hit.name.text)); }
    var note = page.createElement("span");
    note.textContent = " " + more.join(" · ");
    parent.append(thing[0], note);
    return parent;
  }
  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function choose(n) {
    var options = list.querySelectorAll("[role=option]");
    if (!options.length) { return; }
    chosen = (n + options.length) % options.length;
    options.forEach(function (one, k) { one.setAttribute("aria-selected", k === chosen ? "true" : "false"); });
    input.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  }
  /* The lists with several things whose name has words that begin with those typed. */
  function listed(text) {
    var mine = words(fold(text)), counts = {};
    names.forEach(function (name) {
      if (mine.length && !name.rank && dvgraph.begins(name.words, mine)) {
        var kind = dvgraph.names.things[name.thing][1];
        counts[kind] = (counts[kind] || 0) + 1;
      }
    });
    return dvgraph.names.lists.filter(function (one) { return counts[one[0]] > 1; });
  }
  function offer() {
    var text = input.value, hits = search(text).slice(0, 8);
    list.textContent = "";
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    if (!fold(text)) { close(); status.textContent = ""; return; }
    hits.forEach(function (hit, n) {
      var option = page.createElement("li");
      option.id = "hit-" + n;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.to = address(hit);
      list.append(worded(hit, option));
    });
    listed(text).forEach(function (one) {
      var option = page.createElement("li");
      option.id = "hit-" + list.children.length;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.to = said.root.replace(/index\.html$/, "") + one[1] + "#text=" + encodeURIComponent(text.trim());
      option.textContent = said.listed.replace("{}", one[2]).replace("{}", text.trim());
      list.append(option);
    });
    status.textContent = hits.length ? said.some.replace("{}", hits.length) : said.none;
    if (!hits.length) {
      var none = page.createElement("li");
      none.className = "none";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.setAttribute("aria-selected", "false");
      none.textContent = said.none;
      list.append(none);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }
  function loaded(then) {
    if (names) { then(); return; }
    if (waiting) { waiting.push(then); return; }
    waiting = [then];
    dvgraph.named(said.names, function () {
      prepare();
      waiting.forEach(function (one) { one(); });
    });
  }
  input.addEventListener("focus", function () { loaded(function () {}); });
  input.addEventListener("input", function () { loaded(offer); });
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) { loaded(offer); } else { choose(chosen < 0 && event.key === "ArrowUp" ? -1 : chosen + (event.key === "ArrowDown" ? 1 : -1)); }
    } else if (event.key === "Escape") {
      if (!list.hidden) { event.preventDefault(); }
      close();
    } else if (event.key === "Enter" && !list.hidden) {
      /* Without a choice: the thing that bears this name, else the page with all that is found. */
      var hits = chosen < 0 ? search(input.value) : [], sure = hits.length === 1 || (hits[0] && hits[0].score >= 0.94);
      var option = list.querySelectorAll("[data-to]")[sure ? 0 : chosen];
      if (option) { event.preventDefault(); dvgraph.go(option.dataset.to); }
    }
  });
  list.addEventListener("mousedown", function (event) { event.preventDefault(); });
  list.addEventListener("click", function (event) {
    var option = event.target.closest("[data-to]");
    if (option) { dvgraph.go(option.dataset.to); }
  });
  input.addEventListener("blur", close);

  /* On the list of names: what the address asks for. */
  var asked = found && new URLSearchParams(location.search).get("q");
  if (asked) {
    input.value = asked;
    loaded(function () {
      var hits = search(asked).slice(0, 40);
      status.textContent = hits.length ? said.some.replace("{}", hits.length) : said.none;
      hits.forEach(function (hit) {
        var item = page.createElement("li"), to = page.createElement("a"), note;
        worded(hit, to);
        note = to.querySelector("span");
        to.href = address(hit);
        item.append(to, note);
        found.append(item);
      });
      if (!hits.length) { found.append(Object.assign(page.createElement("li"), { textContent: said.none })); }
      found.hidden = false;
    });
  }
})();
