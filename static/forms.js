// Forms send once, and keep nothing afterwards: what was typed leaves the page when the page is left, and does not come back with "back".

const sent = new WeakSet();

function buttons(form) {
  return [...form.elements].filter((element) => element instanceof HTMLButtonElement);
}

function empty(form, everything) {
  for (const element of form.elements) {
    const secret = element.type === "password" || "secret" in element.dataset;
    const typed = element.matches("input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea");
    if (secret || (everything && typed)) element.value = "";
  }
}

function release(form) {
  sent.delete(form);
  for (const button of buttons(form)) {
    if (button.getAttribute("aria-busy") !== "true") continue;
    button.removeAttribute("aria-busy");
    button.disabled = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  // Only after the browser has read the form: a disabled button would not send its own name and value.
  setTimeout(() => {
    for (const button of buttons(form)) {
      if (button.disabled) continue;
      button.setAttribute("aria-busy", "true");
      button.disabled = true;
    }
  }, 0);
});

addEventListener("pagehide", () => {
  for (const form of document.forms) empty(form, form.method === "post");
});

addEventListener("pageshow", (event) => {
  for (const form of document.forms) {
    release(form);
    if (event.persisted) empty(form, form.method === "post");
  }
});

// A download answers without leaving the page, so its button must come back by itself.
document.addEventListener("submit", (event) => {
  if ("download" in event.target.dataset) setTimeout(() => release(event.target), 5000);
});
