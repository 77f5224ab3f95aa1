// A revealed value goes after thirty seconds, and when the page is left. Copying it is told to the server first, which records it in the log.

const SHOWN_FOR = 30_000;

function hide(box) {
  const value = box.querySelector("[data-revealed-value]");
  if (!value) return;
  value.textContent = "";
  value.remove();
  box.classList.add("revealed-gone");
  say(box, "gone");
}

function say(box, word) {
  const note = box.querySelector("[data-revealed-note]");
  if (note) note.textContent = note.dataset[word] ?? "";
}

async function copy(box, form) {
  const value = box.querySelector("[data-revealed-value]")?.textContent ?? "";
  const answer = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    redirect: "error",
    credentials: "same-origin",
  });
  if (!answer.ok) throw new Error("refused");
  await navigator.clipboard.writeText(value);
}

// What was shown answers a form, and reloading it would send the form again: the page gives its place to the one that it leads back to.
const instead = document.querySelector("a[data-instead]");
if (instead) history.replaceState(null, "", instead.href);

for (const box of document.querySelectorAll("[data-revealed]")) {
  setTimeout(() => hide(box), SHOWN_FOR);
  addEventListener("pagehide", () => hide(box));

  const form = box.querySelector("form[data-copy]");
  if (!form || !navigator.clipboard) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await copy(box, form);
      say(box, "copied");
    } catch {
      say(box, "refused");
    }
  });
}
