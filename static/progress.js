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

// A download leaves the page as it is. It is asked for again when the server says that the file was fetched, and a little later: whoever
// leaves a page before the answer has begun takes the download with it. A passphrase that is still shown stays.
const BEGUN = 2000;

async function followDownload(form) {
  for (let tries = 0; tries < GIVE_UP_AFTER; tries += 1) {
    await new Promise((resume) => setTimeout(resume, EVERY));
    try {
      const fragment = await ask(form.dataset.fetchedUrl);
      if (!fragment.querySelector("[data-progress-fetched]")) continue;
      form.hidden = true;
      if (document.querySelector("[data-passphrase]")) return;
      await new Promise((resume) => setTimeout(resume, BEGUN));
      location.reload();
      return;
    } catch {
      // The next try may do better.
    }
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.dataset.fetchedUrl) followDownload(event.target);
});

for (const box of document.querySelectorAll("[data-progress-url]")) follow(box);
