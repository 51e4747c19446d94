// The keyboard of lists and pages. Every page can be used without it.
//
// A list is [data-rows] with [data-row] in it; each row has one link [data-open] and perhaps a checkbox. Any other
// key presses what carries data-key="…": in the row that has the focus, else on the page.
"use strict";

(() => {
  const OFF = "sitthi.keys";
  // Offices type Thai: there the same key gives another letter, so its place on the keyboard counts.
  const PLACES = {
    KeyJ: "j", KeyK: "k", KeyX: "x", KeyM: "m", KeyY: "y", KeyE: "e", KeyO: "o",
    BracketLeft: "[", BracketRight: "]", Slash: "/",
  };

  const keyOf = (event) => {
    if (event.key.length !== 1 || event.key < "\u0080") return event.key;
    return event.code === "Slash" && event.shiftKey ? "?" : PLACES[event.code] ?? event.key;
  };

  const isTyping = (element) =>
    element.isContentEditable ||
    element.matches("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit])");

  const areOff = () => document.body.dataset.keys === "off" || localStorage.getItem(OFF) === "off";

  const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")].filter((row) => row.offsetParent);

  const here = () => document.activeElement?.closest("[data-row]") ?? null;

  const goTo = (row) => {
    const target = row?.querySelector("[data-open]") ?? row?.querySelector("a, button, input");
    target?.focus();
    row?.scrollIntoView({ block: "nearest" });
  };

  const move = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(here());
    goTo(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]);
  };

  const press = (key) => {
    const wanted = `[data-key="${CSS.escape(key)}"]`;
    const target = here()?.querySelector(wanted) ?? document.querySelector(wanted);
    if (!target) return false;
    if (target.matches("input:not([type=checkbox]), textarea, select")) target.focus();
    else target.click();
    return true;
  };

  const acts = {
    j: () => (move(1), true),
    k: () => (move(-1), true),
    x: () => {
      const box = here()?.querySelector("input[type=checkbox]");
      box?.click();
      return Boolean(box);
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]") || areOff()) return;
    const key = keyOf(event);
    if (key.length !== 1) return;
    const done = Object.hasOwn(acts, key) ? acts[key]() : press(key);
    if (done) event.preventDefault();
  });

  const showKeys = () => {
    for (const box of document.querySelectorAll("[data-keys-off]")) box.checked = areOff();
    for (const line of document.querySelectorAll(".keys, .bar-search kbd")) line.hidden = areOff();
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-off]")) {
      localStorage.setItem(OFF, event.target.checked ? "off" : "on");
      showKeys();
    }
  });
  document.addEventListener("htmx:afterSettle", showKeys);
  showKeys();
})();
