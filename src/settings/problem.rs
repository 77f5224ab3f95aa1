//! What is wrong with a configuration file, in words for somebody who is tired and in a hurry.
//!
//! A message says what is wrong and what would be right. It must not repeat a value that can hold a password.

use std::fmt;
use std::path::PathBuf;

/// One thing to correct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The dotted name of the setting, such as `sessions.idle_minutes`, or the place in the file when it is not readable as TOML.
    pub setting: String,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl Problem {
    /// A problem with `setting`.
    pub fn new(setting: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            setting: setting.into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.setting, self.message)
    }
}

/// A configuration file that cannot be used, and every reason why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file, as it was named by the caller.
    pub file: PathBuf,
    /// At least one; in the order of the sections.
    pub problems: Vec<Problem>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let things = if self.problems.len() == 1 {
            "1 thing".to_owned()
        } else {
            format!("{} things", self.problems.len())
        };
        write!(
            formatter,
            "the configuration {} cannot be used: {things} to correct",
            self.file.display()
        )?;
        for problem in &self.problems {
            write!(formatter, "\n  - {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}
