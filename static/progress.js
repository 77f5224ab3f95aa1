// Keeps a running job's figures fresh: asks `data-progress-url` every second for the same markup and takes over texts and attributes,
// never markup. When the fragment carries `data-progress-done` the whole page is asked for again, which then shows the result.

const EVERY = 1000;
const GIVE_UP_AFTER = 10;
const ATTRIBUTES = ["value", "max"];

function takeOver(box, fragment) {
  for (const part of box.querySelectorAll("[data-progress]")) {
    const fresh = fragment.querySelector(`[data-progress="${CSS.escape(part.dataset.progress)}"]`);
    if (!fresh) continue;
    for (const name of ATTRIBUTES) {
      if (fresh.hasAttribute(name)) part.setAttribute(name, fresh.getAttribute(name));
    }
    if (part.localName !== "progress" && part.textContent !== fresh.textContent) part.textContent = fresh.textContent;
  }
}

async function ask(url) {
  const answer = await fetch(url, { credentials: "same-origin", redirect: "error", headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error("no answer");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.body;
}

async function follow(box) {
  let misses = 0;
  while (box.isConnected && misses < GIVE_UP_AFTER) {
    await new Promise((resume) => setTimeout(resume, EVERY));
    if (document.hidden) continue;
    try {
      const fragment = await ask(box.dataset.progressUrl);
      takeOver(box, fragment);
      misses = 0;
      if (fragment.querySelector("[data-progress-done]")) {
        location.reload();
        return;
      }
    } catch {
      misses += 1;
    }
  }
}

for (const box of document.querySelectorAll("[data-progress-url]")) follow(box);
