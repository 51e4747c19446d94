// Of the form of an act only the fields that the chosen kind needs; without this file all are shown.
"use strict";

(() => {
  const fit = (form) => {
    const kind = form.elements.kind.value;
    for (const field of form.querySelectorAll("[data-for]")) {
      const isNeeded = field.dataset.for.split(" ").includes(kind);
      field.hidden = !isNeeded;
      for (const input of field.querySelectorAll("input, select")) input.disabled = !isNeeded;
    }
  };
  for (const form of document.querySelectorAll("form[data-record]")) {
    fit(form);
    form.addEventListener("change", (event) => event.target.name === "kind" && fit(form));
  }
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-record]").forEach(fit));
})();
