//! Hufu (虎符).

pub mod base;
pub mod config;
pub mod features;
pub mod gateways;
pub mod i18n;
pub mod kernel;
