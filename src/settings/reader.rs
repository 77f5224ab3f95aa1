//! Reads settings out of the TOML text and remembers what was wrong.
//!
//! Every read gives a value to go on with, so that one bad setting does not hide the next; a value that was made up never leaves,
//! because [`Reader::finish`] then reports a problem. What no [`Section`] declares is unknown.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use toml::{Table, Value, de::DeTable};

use super::{
    problem::Problem,
    section::{Section, Setting},
    written::{Reading, Written},
};
use crate::base::suggestion::closest;

/// Looks up an environment variable, for settings written as `env:NAME`.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// One pass over one file.
pub struct Reader<'a> {
    table: Table,
    folder: PathBuf,
    data_directory: PathBuf,
    environment: Environment<'a>,
    known: BTreeSet<&'static str>,
    gone: BTreeSet<&'static str>,
    problems: Vec<Problem>,
    password_written: bool,
    reading: Reading,
}

impl<'a> Reader<'a> {
    /// Parses the text; `file` is absolute, its folder is what relative paths are relative to.
    ///
    /// # Errors
    /// Everything that is no TOML.
    pub fn new(
        text: &str,
        file: &Path,
        environment: Environment<'a>,
        sections: impl IntoIterator<Item = Section>,
    ) -> Result<Self, Vec<Problem>> {
        let settings = sections.into_iter().flat_map(|section| section.settings);
        let (_, errors) = DeTable::parse_recoverable(text);
        let mut problems: Vec<Problem> = errors
            .iter()
            .map(|error| syntax_problem(text, error))
            .collect();
        match text.parse::<Table>() {
            Ok(table) if problems.is_empty() => Ok(Self {
                table,
                folder: file.parent().unwrap_or(Path::new("/")).to_path_buf(),
                data_directory: PathBuf::new(),
                environment,
                known: settings.map(|setting| setting.name).collect(),
                gone: BTreeSet::new(),
                problems,
                password_written: false,
                reading: Reading::default(),
            }),
            Ok(_) => Err(problems),
            Err(error) => {
                if problems.is_empty() {
                    problems.push(syntax_problem(text, &error));
                }
                Err(problems)
            }
        }
    }

    /// Notes that something is wrong.
    pub fn problem(&mut self, setting: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(setting, message));
    }

    /// How many problems there are so far: to tell whether a read noted one.
    pub fn problem_count(&self) -> usize {
        self.problems.len()
    }

    /// Notes that what is written is of another type.
    pub(super) fn wrong_type(&mut self, setting: &str, expected: &str, written: &Value) {
        let message = format!("must be {expected}, not {}", type_name(written));
        self.problem(setting, message);
    }

    /// Where paths of [`in_data`](super::kinds::in_data) are from now on.
    pub fn set_data_directory(&mut self, directory: &Path) {
        self.data_directory = directory.to_path_buf();
    }

    /// The folder for everything Hufu writes by default.
    pub fn data_directory(&self) -> &Path {
        &self.data_directory
    }

    /// A section that an earlier version had: `message` says what became of it, once, however many settings it holds.
    pub fn gone(&mut self, section: &'static str, message: &str) {
        if self.is_written(section) {
            self.problem(section, message);
            self.gone.insert(section);
        }
    }

    /// Refuses settings that mean nothing beside the others that are written.
    pub fn refuse_written(&mut self, settings: &[Setting], message: &str) {
        for setting in settings {
            if self.is_written(setting.name) {
                self.problem(setting.name, message);
            }
        }
    }

    /// What the file says about `setting` (dotted).
    pub(super) fn value(&mut self, setting: &'static str) -> Option<Value> {
        debug_assert!(self.known.contains(setting), "{setting} is not declared");
        let mut names = setting.split('.');
        let mut value = self.table.get(names.next()?)?;
        for name in names {
            value = value.as_table()?.get(name)?;
        }
        self.reading.note(setting, value);
        Some(value.clone())
    }

    /// Whether anything is written under `section`.
    pub fn is_written(&self, section: &str) -> bool {
        let mut names = section.split('.');
        let first = names.next().and_then(|name| self.table.get(name));
        names
            .try_fold(first, |value, name| {
                value.map(|value| value.as_table().and_then(|table| table.get(name)))
            })
            .flatten()
            .is_some()
    }

    /// A text that may be absent.
    pub(super) fn text(&mut self, setting: &'static str) -> Option<String> {
        match self.value(setting)? {
            Value::String(text) if text.trim().is_empty() => {
                self.problem(setting, "is empty; write a value, or remove the line");
                None
            }
            Value::String(text) => Some(text),
            other => {
                self.wrong_type(setting, "a text in quotes", &other);
                None
            }
        }
    }

    /// A text that must be there.
    pub(super) fn required_text(&mut self, setting: &'static str) -> Option<String> {
        let before = self.problems.len();
        let text = self.text(setting);
        if text.is_none() && self.problems.len() == before {
            self.problem(setting, "is missing");
        }
        text
    }

    /// The text, or the environment variable that it names with `env:`.
    pub(super) fn resolve(&mut self, setting: &'static str, text: String) -> Option<String> {
        let Some(name) = text.strip_prefix("env:") else {
            self.password_written |= has_password(&text);
            self.reading.note_secret(setting, &text);
            return Some(text);
        };
        let found = (self.environment)(name).filter(|value| !value.trim().is_empty());
        match &found {
            Some(secret) => self.reading.note_secret(setting, secret),
            None => {
                let message = format!("the environment variable `{name}` is not set");
                self.problem(setting, message);
            }
        }
        found
    }

    /// Whether the file itself says a password, where it could have named a variable.
    pub fn password_written(&self) -> bool {
        self.password_written
    }

    /// What the file says, as digests.
    pub fn written(&self) -> Written {
        self.reading.written()
    }

    /// `text` seen from the file's folder, without `.` on the way.
    pub(super) fn absolute(&self, text: &str) -> PathBuf {
        self.folder.join(text).components().collect()
    }

    /// Everything that is wrong: what the reads noted, then what is no setting.
    pub fn finish(mut self) -> Vec<Problem> {
        let table = std::mem::take(&mut self.table);
        self.unknown("", &table);
        self.problems
    }

    fn unknown(&mut self, section: &str, table: &Table) {
        for (name, value) in table {
            let setting = if section.is_empty() {
                name.clone()
            } else {
                format!("{section}.{name}")
            };
            if self.known.contains(setting.as_str()) || self.gone.contains(setting.as_str()) {
                continue;
            }
            let prefix = format!("{setting}.");
            let is_section = self.known.iter().any(|known| known.starts_with(&prefix));
            match (is_section, value) {
                (true, Value::Table(inner)) => self.unknown(&setting, inner),
                (true, _) => self.problem(
                    &setting,
                    format!("is a section: write [{setting}] and its settings under it"),
                ),
                (false, _) => {
                    let meant = closest(&setting, self.known.iter().copied());
                    let message = meant.map_or_else(
                        || "is not a setting of Hufu; remove it".to_owned(),
                        |known| format!("is not a setting of Hufu; did you mean `{known}`?"),
                    );
                    self.problem(&setting, message);
                }
            }
        }
    }
}

/// Whether a database's URL has a password in it.
fn has_password(url: &str) -> bool {
    let account = url
        .split_once("://")
        .and_then(|(_, rest)| rest.split_once('@'));
    account.is_some_and(|(account, _)| account.contains(':')) || url.contains("password=")
}

/// Only the place and the parser's own words: the line itself can hold a password.
fn syntax_problem(text: &str, error: &toml::de::Error) -> Problem {
    let before = error
        .span()
        .and_then(|span| text.get(..span.start))
        .unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    Problem::new(
        format!("line {line}"),
        format!("is not valid TOML: {}", error.message().replace('\n', "; ")),
    )
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a text",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a fraction",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::Table(_) => "a section",
    }
}
