// The session works without this file; it adds moving by drag, and keeps a half-written reason on this computer.
"use strict";

const DRAFTS = "estafet.draft.";

const plain = (text) => text.replace(/\r\n?/g, "\n").trim();

function fieldsOf(form) {
  return [...form.querySelectorAll("select, textarea, input:not([type=hidden])")];
}

const draftOf = (key) => JSON.parse(localStorage.getItem(key) || "null");

// A draft goes once this page shows that it was stored; sending it is no proof of that.
document.querySelectorAll("tr[data-moved]").forEach((row) => {
  const key = DRAFTS + row.dataset.moved;
  const kept = draftOf(key);
  if (kept && plain(kept.reason) === plain(row.dataset.reason)) localStorage.removeItem(key);
});

document.querySelectorAll("form[data-draft]").forEach((form) => {
  const key = DRAFTS + form.dataset.draft;
  const { stored, unsaved } = form.dataset;
  const kept = draftOf(key);
  const text = form.querySelector("textarea");
  if (kept && stored !== undefined && plain(kept.text) === plain(stored)) {
    localStorage.removeItem(key);
  } else if (kept && (!text.value || (stored !== undefined && plain(text.value) === plain(stored)))) {
    fieldsOf(form).forEach((field) => { field.value = kept[field.name]; });
    // What was stored elsewhere meanwhile stays before the chair's eyes.
    if (stored && plain(kept.from) !== plain(stored)) text.value = [stored, unsaved, kept.text].join("\n\n");
    form.closest("details")?.toggleAttribute("open", true);
  }
  form.addEventListener("input", () => {
    const now = fieldsOf(form).map((field) => [field.name, field.value]);
    localStorage.setItem(key, JSON.stringify({ ...Object.fromEntries(now), from: stored || "" }));
  });
});

// Signing out takes the drafts of this browser with it.
document.querySelectorAll('form[action$="/keluar/"], a[href$="/keluar/"]').forEach((way) => {
  way.addEventListener(way.tagName === "FORM" ? "submit" : "click", () => {
    Object.keys(localStorage).filter((key) => key.startsWith(DRAFTS)).forEach((key) => localStorage.removeItem(key));
  });
});

// A row dropped on a box opens its form with that box chosen; the reason is still the member's to write.
document.querySelectorAll("tr[data-person]").forEach((row) => {
  row.draggable = true;
  row.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData("text/plain", row.dataset.person);
    event.dataTransfer.effectAllowed = "move";
  });
});

document.querySelectorAll("[data-drop] .box").forEach((box) => {
  const number = [...box.classList].map((name) => /^box-(\d)$/.exec(name)).find(Boolean);
  if (!number) return;
  box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("box-here"); });
  box.addEventListener("dragleave", () => box.classList.remove("box-here"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("box-here");
    const form = document.querySelector(`#orang-${CSS.escape(event.dataTransfer.getData("text/plain"))} form[data-draft]`);
    if (!form) return;
    form.closest("details").open = true;
    form.elements.box.value = number[1];
    form.elements.reason.focus();
  });
});
