//! What is known of a setting without reading any file.

use toml::Value;

/// Some settings that belong together: a section of the file, or a part of one that something else reads.
#[derive(Clone, Copy)]
pub struct Section {
    /// Its dotted name, such as `keys.openbao`; empty for what stands before every section.
    pub name: &'static str,
    /// What an operator should know of it, in lines.
    pub about: &'static [&'static str],
    /// Whether a new file shows it but leaves it out.
    pub is_off: bool,
    /// What stands in it.
    pub settings: &'static [Setting],
}

/// One setting.
#[derive(Clone, Copy)]
pub struct Setting {
    /// Its dotted name, such as `sessions.idle_minutes`.
    pub name: &'static str,
    /// What an operator should know of it, in lines.
    pub about: &'static [&'static str],
    /// What may be written, and what is meant when nothing is.
    pub shape: fn() -> Shape,
}

/// What may be written for a setting.
pub struct Shape {
    /// What a new file shows.
    pub shown: Value,
    /// Whether it only shows it, commented out.
    pub is_off: bool,
    /// Limits and default, in words.
    pub limits: String,
}
