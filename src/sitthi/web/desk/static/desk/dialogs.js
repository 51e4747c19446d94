// What opens above a page: the drawer, a question before what cannot be undone, the help, menus.
// Without this file the drawer's links are pages, and a form is sent unasked: the server decides either way.
"use strict";

(() => {
  // Dialogs: the browser keeps the focus inside; it goes back to where it was
  const returns = new WeakMap();

  function open(dialog) {
    if (!dialog || dialog.open) return;
    returns.set(dialog, document.activeElement);
    dialog.showModal();
  }

  document.addEventListener("close", (event) => {
    const before = returns.get(event.target);
    if (before?.isConnected) before.focus();
  }, true);

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
    else if (event.target.matches("dialog.drawer")) event.target.close();
    else if (event.target.closest("[data-away]")) event.target.closest(".told")?.remove();
    else if (event.target.closest("[data-help]")) open(document.getElementById("keys-help"));
  });

  // Drawer: a link [data-drawer] shows its page's [data-drawer-part] beside this one
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-drawer]");
    const drawer = document.getElementById("drawer");
    if (!link || !drawer || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const part = page.querySelector("[data-drawer-part]") ?? page.querySelector("main") ?? page.body;
      drawer.querySelector("[data-drawer-title]").textContent = link.dataset.drawer || page.title;
      drawer.querySelector(".drawer-body").replaceChildren(...part.childNodes);
      window.htmx?.process(drawer);
      open(drawer);
      drawer.scrollTop = 0;
    } catch {
      window.location.assign(link.href);
    }
  });

  // Questions before what cannot be undone: data-confirm="sentence with the count and the baht"
  const ask = (sentence, verb) =>
    new Promise((resolve) => {
      const dialog = document.getElementById("ask");
      dialog.querySelector("[data-ask-says]").textContent = sentence;
      const yes = dialog.querySelector("[data-ask-yes]");
      yes.textContent = verb || yes.dataset.askYes;
      let answer = false;
      const agree = () => {
        answer = true;
        dialog.close();
      };
      yes.addEventListener("click", agree);
      dialog.addEventListener("close", () => {
        yes.removeEventListener("click", agree);
        resolve(answer);
      }, { once: true });
      open(dialog);
      dialog.querySelector("[data-close]").focus();
    });

  const agreed = new WeakSet();
  document.addEventListener("submit", async (event) => {
    const sender = event.submitter?.dataset.confirm ? event.submitter : event.target;
    if (!sender.dataset?.confirm || agreed.delete(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    if (await ask(sender.dataset.confirm, button?.textContent.trim())) {
      agreed.add(event.target);
      event.target.requestSubmit(button);
    }
  }, true);
  document.addEventListener("htmx:confirm", (event) => {
    const sender = event.detail.elt;
    if (!sender.dataset.confirm || sender.matches("form")) return;
    event.preventDefault();
    ask(sender.dataset.confirm, sender.textContent.trim()).then((yes) => yes && event.detail.issueRequest(true));
  });

  // Menus close when one looks elsewhere
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement?.closest("details.menu[open]");
    closeMenus(null);
    menu?.querySelector("summary").focus();
  });
})();
