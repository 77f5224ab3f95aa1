// Single-key shortcuts: search, rows, pages, help. They add to links that are already on the page and never act while someone types.
// They can be switched off, as WCAG 2.1.4 asks; the choice is a cookie, which says nothing about anybody.

const COOKIE = "__Host-shortcuts";
const help = document.getElementById("keyboard-help");
let enabled = !document.cookie.split("; ").includes(`${COOKIE}=off`);

function typing(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

function moveRow(step) {
  const rows = [...document.querySelectorAll("a.row-link")];
  if (rows.length === 0) return false;
  const current = rows.findIndex((row) => row.closest("tr, li")?.contains(document.activeElement));
  const next = current < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(current + step, 0), rows.length - 1);
  rows[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
  return true;
}

function follow(selector) {
  const link = document.querySelector(selector);
  link?.click();
  return link !== null;
}

function focusSearch() {
  const search = document.querySelector("[data-search]");
  search?.focus();
  search?.select();
  return search !== null;
}

function openHelp() {
  if (!help || help.open) return false;
  help.showModal();
  return true;
}

const actions = {
  "/": focusSearch,
  j: () => moveRow(1),
  k: () => moveRow(-1),
  n: () => follow("a[rel=next]"),
  p: () => follow("a[rel=prev]"),
  "?": openHelp,
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(event.target)) {
    event.target.blur();
    return;
  }
  if (!enabled || typing(event.target) || help?.open) return;
  if (Object.hasOwn(actions, event.key) && actions[event.key]()) event.preventDefault();
});

for (const button of document.querySelectorAll("[data-help]")) {
  button.hidden = false;
  button.addEventListener("click", openHelp);
}

const choice = help?.querySelector("[data-shortcuts]");
if (choice) {
  choice.checked = enabled;
  choice.addEventListener("change", () => {
    enabled = choice.checked;
    const age = enabled ? 0 : 31536000;
    document.cookie = `${COOKIE}=off; Path=/; Secure; SameSite=Strict; Max-Age=${age}`;
  });
}

// A page that came back with errors says so first.
document.querySelector(".summary")?.focus();
