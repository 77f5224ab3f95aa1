// Phone numbers and passwords are encrypted once more before a form is sent (T6), so that nothing that reads inside TLS reads them:
// a JWE (RFC 7516) in a hidden field, in place of the plain one. Where a browser cannot, the form goes as it is, and the log says so.

const text = new TextEncoder();

function base64url(bytes) {
  const letters = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// UTF-8, filled up with zero bytes to a multiple of 64, at least one: its length would tell how long a password is.
function padded(plain) {
  const bytes = text.encode(plain);
  const filled = new Uint8Array(Math.max(1, Math.ceil(bytes.length / 64)) * 64);
  filled.set(bytes);
  return filled;
}

// The compact serialization of `plain` for one field of one page; `now` is in seconds since 1970.
export async function seal(plain, field, context, jwk, now) {
  const header = { alg: "RSA-OAEP-256", enc: "A256GCM", kid: jwk.kid, iat: now, jti: base64url(crypto.getRandomValues(new Uint8Array(16))), field, context };
  const protectedHeader = base64url(text.encode(JSON.stringify(header)));
  const publicKey = await crypto.subtle.importKey("jwk", jwk, { name: "RSA-OAEP", hash: "SHA-256" }, false, ["wrapKey"]);
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const wrapped = await crypto.subtle.wrapKey("raw", key, publicKey, { name: "RSA-OAEP" });
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.encode(protectedHeader) }, key, padded(plain));
  const [ciphertext, tag] = [sealed.slice(0, -16), sealed.slice(-16)];
  return [protectedHeader, ...[wrapped, iv, ciphertext, tag].map(base64url)].join(".");
}

// The reader's clock may be wrong, but it goes on: what counts is how far it was from the server's when the page came.
const loaded = Date.now();

function serverTime(form) {
  return Number(form.dataset.now) + Math.floor((Date.now() - loaded) / 1000);
}

// Forms on their way: "sealing", then "sealed".
const states = new WeakMap();

function plainFields(form) {
  return [...form.elements].filter((element) => "sealed" in element.dataset && !element.disabled && element.value !== "");
}

async function sealFields(form) {
  const jwk = JSON.parse(form.dataset.envelope);
  const context = form.elements.namedItem("csrf").value;
  const fields = plainFields(form);
  const envelopes = await Promise.all(fields.map((field) => seal(field.value, field.name, context, jwk, serverTime(form))));
  fields.forEach((field, place) => {
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = `sealed.${field.name}`;
    hidden.value = envelopes[place];
    hidden.dataset.envelopeOf = field.name;
    field.after(hidden);
    field.disabled = true;
    field.value = "";
  });
}

function unseal(form) {
  states.delete(form);
  for (const hidden of form.querySelectorAll("[data-envelope-of]")) {
    form.elements.namedItem(hidden.dataset.envelopeOf).disabled = false;
    hidden.remove();
  }
}

// Before forms.js hears of it: the submit that it sees is the one with the envelope.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.dataset.envelope || !globalThis.crypto?.subtle) return;
  const state = states.get(form);
  if (state === "sealed" || (!state && plainFields(form).length === 0)) return;
  event.preventDefault();
  if (state) return;
  states.set(form, "sealing");
  try {
    await sealFields(form);
  } catch {
    // It goes as it is, over TLS.
  }
  states.set(form, "sealed");
  // Not before this event is over: encryption can be done between two of its listeners, when a form cannot be submitted again.
  setTimeout(() => form.requestSubmit(event.submitter), 0);
});

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) unseal(form);
});
