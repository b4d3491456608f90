/* Before the first paint: that there is a script, and light or dark as last chosen. */
(function () {
  "use strict";
  var root = document.documentElement, kept = null;
  root.classList.add("js");
  try { kept = localStorage.getItem("theme"); } catch (error) { kept = null; }
  if (kept === "dark" || kept === "light") { root.dataset.theme = kept; }
})();
