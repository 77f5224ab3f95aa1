//! What the configuration may know of exports.

pub use super::settings::ExportSettings;
