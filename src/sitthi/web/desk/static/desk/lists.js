// Lists of rows to choose from, filters that send themselves, and long jobs said aloud.
"use strict";

(() => {
  document.documentElement.classList.add("has-script");

  // Lists: how many are chosen, choose all, filters that send themselves
  const count = (form) => {
    const boxes = [...form.querySelectorAll("[data-row] input[type=checkbox]")];
    const chosen = boxes.filter((box) => box.checked).length;
    for (const bar of form.querySelectorAll(".bulk")) {
      bar.toggleAttribute("data-empty", !chosen);
      const place = bar.querySelector("[data-count]");
      if (place) place.textContent = String(chosen);
    }
    const all = form.querySelector("[data-all]");
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
  };
  const countAll = () => document.querySelectorAll("[data-rows]").forEach(count);
  document.addEventListener("change", (event) => {
    const list = event.target.closest("[data-rows]");
    if (list && event.target.matches("[data-all]")) {
      for (const box of list.querySelectorAll("[data-row] input[type=checkbox]")) box.checked = event.target.checked;
    }
    if (list) count(list);
    const filters = event.target.closest("form[data-send]");
    if (filters && event.target.matches("select, input[type=checkbox]")) filters.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const list = event.target.closest("[data-none]")?.closest("[data-rows]");
    if (!list) return;
    for (const box of list.querySelectorAll("input[type=checkbox]")) box.checked = false;
    count(list);
  });

  // A long job is said aloud each ten per cent: <progress data-says="62 % …">
  const heard = new Map();
  const tell = (sentence) => {
    const place = document.getElementById("said");
    if (place) place.textContent = sentence;
  };
  const listen = () => {
    for (const bar of document.querySelectorAll("progress[data-says]")) {
      const tenth = Math.floor((10 * bar.value) / bar.max);
      if (heard.get(bar.id) !== tenth) {
        heard.set(bar.id, tenth);
        tell(bar.dataset.says);
      }
    }
  };

  document.addEventListener("htmx:afterSettle", () => {
    countAll();
    listen();
  });
  window.addEventListener("pageshow", countAll);
  countAll();
  listen();
})();
