// Everything works without this file; it only saves clicks and turns wide tables into cards on a phone.
"use strict";

function labelCells(table) {
  // A card has no header row: each cell carries its column's name; roles keep it a table for screen readers.
  const names = [...table.querySelectorAll("thead tr:last-child > *")].map((cell) =>
    cell.textContent.replace(cell.querySelector(".pop")?.textContent ?? "", "").trim());
  table.setAttribute("role", "table");
  table.querySelectorAll("thead, tbody, tfoot").forEach((part) => part.setAttribute("role", "rowgroup"));
  table.querySelectorAll("tr").forEach((row) => {
    row.setAttribute("role", "row");
    if (row.parentElement.tagName === "THEAD") {
      [...row.children].forEach((cell) => cell.setAttribute("role", "columnheader"));
      return;
    }
    let column = 0;
    [...row.children].forEach((cell) => {
      cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
      if (cell.colSpan === 1) cell.dataset.label = names[column] || "";
      column += cell.colSpan;
      cell.classList.toggle("blank", ["", "–"].includes(cell.textContent.trim()) && !cell.children.length);
      if (cell.childNodes.length > 1) {
        const wrap = document.createElement("div");
        wrap.className = "cell";
        wrap.append(...cell.childNodes);
        cell.append(wrap);
      }
    });
  });
  table.classList.add("cards");
}

function prepare(root) {
  root.querySelectorAll("table[data-cards]:not(.cards)").forEach(labelCells);
  fold(root);
  // Every change applies itself: the button is for those who read without this file.
  if (window.htmx) root.querySelectorAll("form:is([hx-get], [hx-post]) .apply").forEach((button) => { button.hidden = true; });
}

// Tabs that do not all fit are turned so far that the current one is seen whole.
function turnTabs() {
  document.querySelectorAll(".tabs").forEach((tabs) => {
    const current = tabs.querySelector("[aria-current]");
    if (current) tabs.scrollLeft += Math.max(0, current.getBoundingClientRect().right - tabs.getBoundingClientRect().right);
  });
}

document.addEventListener("DOMContentLoaded", () => prepare(document));
window.addEventListener("load", turnTabs);
document.addEventListener("htmx:load", (event) => prepare(event.target));

// What a phone folds away, unless the reader unfolded it. Paper has it all.
const phone = window.matchMedia("screen and (max-width: 700px)");
let unfolded = false;

function fold(root, all = !phone.matches || unfolded) {
  root.querySelectorAll("details.fold").forEach((part) => { part.open = all; });
}

phone.onchange = window.onafterprint = () => fold(document);
window.onbeforeprint = () => fold(document, true);

document.addEventListener("click", (event) => {
  const summary = event.target.closest("details.fold > summary");
  if (summary) unfolded = !summary.parentElement.open;
});

document.addEventListener("htmx:afterSettle", (event) => {
  // Whoever went on by the keyboard meanwhile finds themself where the change was made, not at the top.
  const cause = event.detail.requestConfig && event.detail.requestConfig.triggeringEvent;
  if (document.activeElement !== document.body || !cause) return;
  const again = document.getElementById(cause.target.id);
  if (again) again.focus({ preventScroll: true });
});

document.addEventListener("htmx:configRequest", (event) => {
  // A filter that narrows nothing has no place in the address.
  const given = event.detail.parameters;
  if (event.detail.verb === "get") Object.keys(given).forEach((name) => { if (given[name] === "") delete given[name]; });
});

document.addEventListener("submit", (event) => {
  // A second press would only meet the confirmation token; better not to let it happen.
  const button = event.submitter;
  if (button && event.target.matches("form[data-once]")) setTimeout(() => { button.disabled = true; }, 0);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  if (event.target.closest("[data-print]")) window.print();
});

// Switching the language, or any other way off a page, asks first while something written there would be lost.
const written = new Set();
const KEPT = "[hx-post], [data-draft], [role=search]"; // saved as they are typed, or nothing to lose

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.method === "post" && !form.matches(KEPT)) written.add(form);
});

function unsaved(form) {
  return form.isConnected && [...form.elements].some((field) => {
    if (field.type === "file") return field.value !== "";
    if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return field.checked !== field.defaultChecked || (field.value !== field.defaultValue && field.type !== "hidden");
  });
}

let leavingBy = null;

document.addEventListener("submit", (event) => {
  leavingBy = event.target;
  written.delete(leavingBy);
});

window.addEventListener("beforeunload", (event) => {
  // What came back with a mistake is not kept anywhere either.
  const refused = document.querySelector("main form[method=post] [aria-invalid=true]");
  if ([...written].some(unsaved) || (refused && refused.form !== leavingBy)) event.preventDefault();
});
