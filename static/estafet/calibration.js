// The session works without this file; it adds moving by drag, and keeps a half-written reason on this computer.
"use strict";

const DRAFTS = "estafet.draft.";

function fieldsOf(form) {
  return { box: form.elements.box, reason: form.elements.reason };
}

// A move that was sent leaves its draft behind until the page that follows shows it done.
const sent = sessionStorage.getItem(`${DRAFTS}sent`);
sessionStorage.removeItem(`${DRAFTS}sent`);
if (sent && !document.querySelector(".notice.fail")) localStorage.removeItem(sent);

document.querySelectorAll("form[data-draft]").forEach((form) => {
  const key = DRAFTS + form.dataset.draft;
  const { box, reason } = fieldsOf(form);
  const kept = JSON.parse(localStorage.getItem(key) || "null");
  if (kept && !reason.value) {
    box.value = kept.box;
    reason.value = kept.reason;
    form.closest("details").open = true;
  }
  form.addEventListener("input", () => {
    localStorage.setItem(key, JSON.stringify({ box: box.value, reason: reason.value }));
  });
  form.addEventListener("submit", () => sessionStorage.setItem(`${DRAFTS}sent`, key));
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
  const number = Array.from(box.classList).map((name) => /^box-(\d)$/.exec(name)).find(Boolean);
  if (!number) return;
  box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("box-here"); });
  box.addEventListener("dragleave", () => box.classList.remove("box-here"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("box-here");
    const form = document.querySelector(`#orang-${CSS.escape(event.dataTransfer.getData("text/plain"))} form[data-draft]`);
    if (!form) return;
    form.closest("details").open = true;
    fieldsOf(form).box.value = number[1];
    fieldsOf(form).reason.focus();
  });
});
