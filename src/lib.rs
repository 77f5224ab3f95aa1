//! Hufu (虎符): the back office of a travel company, built so that travellers' personal data does not leak.
//!
//! > No plaintext, no change and no answer without a durable audit entry, and no entry without a permission.

#![forbid(unsafe_code)]

pub mod app;
pub mod base;
pub mod cli;
pub mod config;
pub mod features;
pub mod gateways;
pub mod i18n;
pub mod kernel;
