//! Hufu (虎符): the back office of a travel company, built so that travellers' personal data does not leak.
//!
//! A tiger tally was cut in two: the court kept one half, the general the other, and no army moved until both halves met.
//! Here one half is the [grant](kernel::authz::Grant): the policy lets this person do this thing. The other is the
//! [receipt](kernel::authz::Receipt): the audit log holds, durably, that they are doing it.
//!
//! > **No plaintext, no change and no answer without a durable audit entry, and no entry without a permission.**
//!
//! It holds because the types leave no other way.
//!
//! # The map
//!
//! `main → cli → app → (features, gateways) → kernel → base`, and inside the kernel
//! `http → (metrics, evidence, envelope, jobs, authn) → vault → authz → audit → (parts, db)`; no arrow runs back, no file reaches
//! itself round a circle but for three pairs that are one thought in two, and tests read the imports.
//!
//! | part | what it owns |
//! |---|---|
//! | [`cli`] | the command line, one file a command |
//! | [`app`] | puts the system together: stores, keys, policy, features, listeners |
//! | [`features`] | one folder a feature: its permissions, routes, SQL and pages |
//! | [`gateways`] | the world outside, behind traits of the kernel: key services, publishers of checkpoints, SMS |
//! | [`kernel`] | what must hold for every feature |
//! | [`kernel::failure`] | what can go wrong on the way to an answer |
//! | [`kernel::parts`] | the kinds of personal data: words that permissions and the vault both speak |
//! | [`kernel::db`] | four stores, two engines, one SQL text |
//! | [`kernel::audit`] | the append-only log, its Merkle tree and its verification |
//! | [`kernel::evidence`] | checkpoints signed and sent outside, proofs to give away, retention |
//! | [`kernel::vault`] | sealing, opening, masking, blind indexes: the only code that sees plaintext being made |
//! | [`kernel::envelope`] | phone numbers and passwords, encrypted once more on their way |
//! | [`kernel::authn`] | sessions, SMS codes, passwords |
//! | [`kernel::authz`] | permissions, the Casbin policy, grants and receipts |
//! | [`kernel::http`] | the one door for routes, the guard, answers |
//! | [`kernel::metrics`] | metrics for whoever watches over it |
//! | [`hufu_proof`] | in `src/proof`, a crate of its own that an auditor builds alone: the formats of proofs and their checks, `hufu-check` |
//! | [`config`] | the configuration file: the list of its sections, checked as a whole |
//! | [`settings`](mod@settings) | how a setting is declared, once, by what reads it |
//! | [`i18n`] | the words of the interface, Chinese and English |
//! | [`base`] | pure values without I/O: ids, time, money, phones, documents, masks |
//!
//! # The way of a request
//!
//! 1. A route is mounted only through [`kernel::http::Routes`], which takes handlers whose first argument is a grant.
//! 2. The guard finds the session, checks CSRF and origin, and asks the policy. A denial is recorded, then answered with 403.
//!    Then it opens what came in envelopes, so that a handler reads plain fields either way.
//! 3. The handler reads business rows within the grant's scope; what is outside is not found.
//! 4. `grant.record(event).await` gives a receipt when the entry is durable. If it cannot be: 503, and nothing was opened.
//! 5. With the receipt, and only for the subjects it names, the vault opens parts that the permission declares:
//!    masked (`P: Masks<Part>`) or in clear (`P: Reveals<Part>`); or a transaction begins (`P: Changes`).
//! 6. Only a receipt makes an answer: a page, a redirect, a download.
//!
//! # How to change it
//!
//! `docs/contributing.md` has a recipe each for a page, a list, a role, an event, a sealed part, a setting, a table, a column of an
//! export and a store, with what turns red if a step is forgotten. The contract tests find a new route by themselves: every role
//! is tried on it, its statements are prepared on both engines, its words are looked for in both languages.

pub mod app;
pub mod base;
pub mod cli;
pub mod config;
pub mod features;
pub mod gateways;
pub mod i18n;
pub mod kernel;
pub mod settings;
