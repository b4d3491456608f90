/* What makes reading easier; every page reads without it. Words come from the page: data-… */
(function () {
  "use strict";
  var page = document, root = page.documentElement, said = page.body.dataset;
  function all(chosen, within) { return Array.from((within || page).querySelectorAll(chosen)); }

  /* The state of a page stands behind the # of its address: key=value, joined by &. */
  function state() {
    var found = {};
    location.hash.slice(1).split("&").forEach(function (part) {
      var at = part.indexOf("=");
      if (at > 0) { found[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1)); }
    });
    return found;
  }
  function put(key, value) {
    var now = state();
    if (value === null || value === "") { delete now[key]; } else { now[key] = value; }
    var text = Object.keys(now).map(function (one) { return one + "=" + encodeURIComponent(now[one]); }).join("&");
    history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
    page.dispatchEvent(new Event("state"));
  }
  /* Text as names are compared: the folding of the library, and its words. */
  function fold(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ß/g, "ss").split(/\s+/).filter(Boolean).join(" ");
  }
  function words(folded) { return folded.match(/\p{L}+|\p{N}+/gu) || []; }
  window.dvgraph = { state: state, put: put, all: all, fold: fold, words: words };
  /* Whether each of some words begins one of others. */
  window.dvgraph.begins = function (others, mine) {
    return mine.every(function (word) {
      return others.some(function (other) { return other.startsWith(word); });
    });
  };

  /* Loads data scripts one after another, each once. A page opened from a folder has no other way. */
  var loaded = {};
  window.dvgraph.load = function (addresses, then) {
    var address = addresses[0], rest = addresses.slice(1);
    function next() { if (rest.length) { window.dvgraph.load(rest, then); } else { then(); } }
    if (loaded[address] === true) { next(); return; }
    if (loaded[address]) { loaded[address].push(next); return; }
    loaded[address] = [next];
    var script = page.createElement("script");
    script.src = address;
    script.onload = function () {
      var waiting = loaded[address];
      loaded[address] = true;
      waiting.forEach(function (one) { one(); });
    };
    page.head.append(script);
  };

  /* Loads the index of names, whose files stand in the order of the things in it. */
  window.dvgraph.named = function (text, then) {
    var files = text.split(" ");
    window.dvgraph.load(files, function () {
      var names = window.dvgraph.names;
      if (names.asked) {
        files.slice(1).forEach(function (_, n) { names.things = names.things.concat(window.dvgraph["names_" + (n + 2)]); });
        names.things = names.things.concat(names.asked);
        delete names.asked;
      }
      then();
    });
  };

  /* On a server, who looks at a day stays in it, also by links that a script made. */
  var days = page.body.dataset.days;
  function stay(link) {
    if (days && link.origin === location.origin && !link.search) { link.search = days; }
    return link.href;
  }
  window.dvgraph.go = function (address) {
    location.href = stay(Object.assign(page.createElement("a"), { href: address }));
  };
  page.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    if (link) { stay(link); }
  }, true);

  /* The other language keeps query and state. */
  all("a.other").forEach(function (link) {
    link.addEventListener("click", function () {
      link.href = link.getAttribute("href").split(/[?#]/)[0] + location.search + location.hash;
    });
  });

  /* Light or dark: the system's choice, until the button says otherwise. */
  all(".theme").forEach(function (button) {
    function dark() {
      return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    }
    function name() { button.textContent = dark() ? said.light : said.dark; }
    name();
    button.addEventListener("click", function () {
      root.dataset.theme = dark() ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch (error) { /* not kept */ }
      name();
    });
  });

  /* Tabs: links to panels become a list of tabs; which one is open stands in the state. */
  all(".tabs").forEach(function (tabs) {
    var links = all("a", tabs);
    function show(chosen, focused) {
      links.forEach(function (link) {
        var on = link === chosen;
        link.setAttribute("aria-selected", on);
        link.tabIndex = on ? 0 : -1;
        page.getElementById(link.hash.slice(1)).classList.toggle("on", on);
      });
      if (focused) { chosen.focus(); }
    }
    tabs.setAttribute("role", "tablist");
    links.forEach(function (link, n) {
      link.setAttribute("role", "tab");
      link.setAttribute("aria-controls", link.hash.slice(1));
      link.addEventListener("click", function (event) {
        event.preventDefault();
        show(link);
        put("form", link.hash.slice(1));
      });
      link.addEventListener("keydown", function (event) {
        var step = { ArrowRight: 1, ArrowLeft: links.length - 1 }[event.key];
        if (step) { show(links[(n + step) % links.length], true); event.preventDefault(); }
      });
    });
    var wanted = state().form;
    show(links.filter(function (link) { return link.hash === "#" + wanted; })[0] || links[0]);
  });
  root.classList.add("ready");

  /* Notes: the open one stands in the state; Escape closes it and gives the focus back. */
  var note = state().note && page.getElementById(state().note);
  if (note && note.matches("details.n")) {
    note.open = true;
    note.scrollIntoView({ block: "center" });
  }
  /* An opened note names its sources as the list below does, and leads to how to cite it. */
  function lead(one) {
    if (one.dataset.led) { return; }
    one.dataset.led = "1";
    all(".side > p:not(.id) > b", one).forEach(function (number) {
      var source = page.getElementById("b" + number.textContent);
      if (source) {
        number.after.apply(number, [" "].concat(Array.from(source.cloneNode(true).childNodes), ","));
      }
    });
    all(".side > .id a", one).forEach(function (statement) {
      if (statement.hash) { return; }
      var to = Object.assign(page.createElement("a"), { textContent: said.cite, href: statement.getAttribute("href") + "#cite" });
      statement.after(" ", to);
    });
  }
  all("details.n").forEach(function (one) {
    if (one.open) { lead(one); }
    one.addEventListener("toggle", function () {
      if (one.open) { lead(one); }
      /* The address of a reader who came for this line stays as it was. */
      if (one.open && location.hash === "#" + one.id) { return; }
      if (one.open && one.id) { put("note", one.id); } else if (state().note === one.id) { put("note", null); }
    });
  });
  page.addEventListener("keydown", function (event) {
    var open = event.key === "Escape" && page.querySelector("details.n[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });

  /* Something that is folded opens when an address points into it, and for print. */
  function reveal() {
    var target = location.hash && location.hash.indexOf("=") < 0 && page.getElementById(location.hash.slice(1));
    for (var one = target; one; one = one.parentElement) {
      if (one.tagName === "DETAILS") { one.open = true; }
    }
    if (target) { target.scrollIntoView(); }
  }
  reveal();
  addEventListener("hashchange", reveal);
  var folded = [];
  addEventListener("beforeprint", function () {
    folded = all("details.more:not([open])");
    folded.forEach(function (one) { one.open = true; });
  });
  addEventListener("afterprint", function () { folded.forEach(function (one) { one.open = false; }); });

  /* Copy: what a button holds, or else the address of the page. */
  all("[data-copy]").forEach(function (button) {
    button.addEventListener("click", function () {
      var name = button.textContent;
      navigator.clipboard.writeText(button.dataset.copy || location.href).then(function () {
        button.textContent = said.copied;
        setTimeout(function () { button.textContent = name; }, 1500);
      });
    });
  });
})();
