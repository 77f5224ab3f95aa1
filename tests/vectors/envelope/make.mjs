// Makes vectors.json: envelopes under a fixed test key by three makers that share no code with Hufu's server.
//
//   node tests/vectors/envelope/make.mjs
//
// "node": the classic crypto module (OpenSSL). "webcrypto": SubtleCrypto, by hand. "page": the very script that pages load.

import crypto from "node:crypto";
import { writeFileSync, existsSync, readFileSync } from "node:fs";

const file = new URL("vectors.json", import.meta.url);
const before = existsSync(file) ? JSON.parse(readFileSync(file)) : {};

// The page's script listens to a document; here is none.
globalThis.document = { addEventListener() {} };
globalThis.addEventListener = () => {};
const { seal } = await import("../../../static/envelope.js");

// Worth nothing: it protects these vectors.
const privateKey = before.pkcs8
  ? crypto.createPrivateKey({ key: Buffer.from(before.pkcs8, "base64"), format: "der", type: "pkcs8" })
  : crypto.generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey;
const publicKey = crypto.createPublicKey(privateKey);
const { n, e } = publicKey.export({ format: "jwk" });
const kid = crypto.createHash("sha256").update(JSON.stringify({ e, kty: "RSA", n })).digest("base64url");
const jwk = { kty: "RSA", use: "enc", alg: "RSA-OAEP-256", kid, e, n };

const iat = 1_796_000_000;
const context = "Xl3XdVgZ0Yw8kA0b6N2o5rQ1tJm9cHf7eUuP4sLxyzE";

function padded(plain) {
  const length = Buffer.byteLength(plain);
  return Buffer.concat([Buffer.from(plain, "utf8"), Buffer.alloc(Math.max(64, Math.ceil(length / 64) * 64) - length)]);
}

function header(field) {
  const values = { alg: "RSA-OAEP-256", enc: "A256GCM", kid, iat, jti: crypto.randomBytes(16).toString("base64url"), field, context };
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

function byNode(plain, field) {
  const protectedHeader = header(field);
  const [key, iv] = [crypto.randomBytes(32), crypto.randomBytes(12)];
  const wrapped = crypto.publicEncrypt({ key: publicKey, oaepHash: "sha256", padding: crypto.constants.RSA_PKCS1_OAEP_PADDING }, key);
  const cipher = crypto.createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(Buffer.from(protectedHeader, "ascii"));
  const ciphertext = Buffer.concat([cipher.update(padded(plain)), cipher.final()]);
  return [protectedHeader, ...[wrapped, iv, ciphertext, cipher.getAuthTag()].map((bytes) => bytes.toString("base64url"))].join(".");
}

async function byWebCrypto(plain, field) {
  const { subtle } = crypto.webcrypto;
  const protectedHeader = header(field);
  const spki = publicKey.export({ format: "der", type: "spki" });
  const recipient = await subtle.importKey("spki", spki, { name: "RSA-OAEP", hash: "SHA-256" }, false, ["encrypt"]);
  const [raw, iv] = [crypto.randomBytes(32), crypto.randomBytes(12)];
  const wrapped = await subtle.encrypt({ name: "RSA-OAEP" }, recipient, raw);
  const key = await subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const sealed = Buffer.from(await subtle.encrypt({ name: "AES-GCM", iv, additionalData: Buffer.from(protectedHeader, "ascii") }, key, padded(plain)));
  const pieces = [Buffer.from(wrapped), iv, sealed.subarray(0, -16), sealed.subarray(-16)];
  return [protectedHeader, ...pieces.map((bytes) => bytes.toString("base64url"))].join(".");
}

const makers = { node: byNode, webcrypto: byWebCrypto, page: (plain, field) => seal(plain, field, context, jwk, iat) };
const plains = [["phone", "14200000001"], ["password", "正确的马 电池 钉书钉 🐎 correct"], ["search", ""], ["password", "x".repeat(200)], ["password", "y".repeat(64)]];
const envelopes = [];
for (const [maker, make] of Object.entries(makers)) {
  for (const [field, plain] of plains) envelopes.push({ maker, field, plain, envelope: await make(plain, field) });
}

const vectors = {
  pkcs8: privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
  jwk,
  pem: publicKey.export({ format: "pem", type: "spki" }),
  iat,
  context,
  envelopes,
};
writeFileSync(file, `${JSON.stringify(vectors, null, 1)}\n`);
