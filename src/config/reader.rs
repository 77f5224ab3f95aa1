//! Reads settings out of the TOML text and remembers which were asked for and what was wrong.
//!
//! Every read gives a value to go on with, so that one bad setting does not hide the next; a value that was made up never leaves,
//! because [`Reader::finish`] then reports a problem. What was never asked for is unknown.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use toml::{Table, Value, de::DeTable};

use super::{
    Environment, Problem, Secret,
    written::{Reading, Written},
};
use crate::base::suggestion::closest;

/// One pass over one file.
pub(super) struct Reader<'a> {
    table: Table,
    folder: PathBuf,
    environment: Environment<'a>,
    known: BTreeSet<String>,
    gone: BTreeSet<String>,
    problems: Vec<Problem>,
    password_written: bool,
    reading: Reading,
}

impl<'a> Reader<'a> {
    /// Parses the text; `file` is absolute, its folder is what relative paths are relative to.
    pub(super) fn new(
        text: &str,
        file: &Path,
        environment: Environment<'a>,
    ) -> Result<Self, Vec<Problem>> {
        let (_, errors) = DeTable::parse_recoverable(text);
        let mut problems: Vec<Problem> = errors
            .iter()
            .map(|error| syntax_problem(text, error))
            .collect();
        match text.parse::<Table>() {
            Ok(table) if problems.is_empty() => Ok(Self {
                table,
                folder: file.parent().unwrap_or(Path::new("/")).to_path_buf(),
                environment,
                known: BTreeSet::new(),
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
    pub(super) fn problem(&mut self, setting: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(setting, message));
    }

    /// How many problems there are so far: to tell whether a read noted one.
    pub(super) fn problem_count(&self) -> usize {
        self.problems.len()
    }

    /// A section that an earlier version had: `message` says what became of it, once, however many settings it holds.
    pub(super) fn gone(&mut self, section: &str, message: &str) {
        if self.is_written(section) {
            self.problem(section, message);
            self.gone.insert(section.to_owned());
        }
    }

    /// Settings that exist but do not matter here: known, not read.
    pub(super) fn skip(&mut self, settings: &[String]) {
        self.known.extend(settings.iter().cloned());
    }

    /// What the file says about `setting` (dotted), and from now on `setting` is a known one.
    fn value(&mut self, setting: &str) -> Option<Value> {
        self.known.insert(setting.to_owned());
        let mut names = setting.split('.');
        let mut value = self.table.get(names.next()?)?;
        for name in names {
            value = value.as_table()?.get(name)?;
        }
        self.reading.note(setting, value);
        Some(value.clone())
    }

    /// Whether anything is written under `section`.
    pub(super) fn is_written(&self, section: &str) -> bool {
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
    pub(super) fn optional_text(&mut self, setting: &str) -> Option<String> {
        match self.value(setting)? {
            Value::String(text) if text.trim().is_empty() => {
                self.problem(setting, "is empty; write a value, or remove the line");
                None
            }
            Value::String(text) => Some(text),
            other => {
                self.problem(
                    setting,
                    format!("must be a text in quotes, not {}", kind(&other)),
                );
                None
            }
        }
    }

    /// A text that must be there; empty when it is not.
    pub(super) fn required_text(&mut self, setting: &str) -> String {
        let before = self.problems.len();
        let text = self.optional_text(setting);
        if text.is_none() && self.problems.len() == before {
            self.problem(setting, "is missing");
        }
        text.unwrap_or_default()
    }

    /// A text that may be kept out of the file by writing `env:NAME`.
    pub(super) fn optional_secret(&mut self, setting: &str) -> Option<String> {
        let text = self.optional_text(setting)?;
        let Some(name) = text.strip_prefix("env:") else {
            self.password_written |= has_password(&text);
            self.reading.note_secret(setting, &text);
            return Some(text);
        };
        let found = (self.environment)(name).filter(|value| !value.trim().is_empty());
        match &found {
            Some(secret) => self.reading.note_secret(setting, secret),
            None => self.problem(
                setting,
                format!("the environment variable `{name}` is not set"),
            ),
        }
        found
    }

    /// A secret that may be absent but never stands in the file: only `env:NAME` is taken.
    pub(super) fn environment_secret(&mut self, setting: &str) -> Option<Secret> {
        let written = self.value(setting)?;
        if written
            .as_str()
            .is_some_and(|text| text.starts_with("env:"))
        {
            return self.optional_secret(setting).map(Secret::new);
        }
        self.problem(
            setting,
            "is a secret and must not stand in this file: write env:NAME and set the environment variable NAME",
        );
        None
    }

    /// Whether the file itself says a password, where it could have named a variable.
    pub(super) fn password_written(&self) -> bool {
        self.password_written
    }

    /// What the file says, as digests.
    pub(super) fn written(&self) -> Written {
        self.reading.written()
    }

    /// A path that may be absent, made absolute.
    pub(super) fn optional_path(&mut self, setting: &str) -> Option<PathBuf> {
        self.optional_text(setting).map(|text| self.absolute(&text))
    }

    /// A path that must be there, made absolute.
    pub(super) fn required_path(&mut self, setting: &str) -> PathBuf {
        let text = self.required_text(setting);
        self.absolute(&text)
    }

    /// `text` seen from the file's folder, without `.` on the way.
    fn absolute(&self, text: &str) -> PathBuf {
        self.folder.join(text).components().collect()
    }

    /// A whole number. `unit` and `reason` complete the sentence "must be 1 to 30 …: …".
    pub(super) fn number(
        &mut self,
        setting: &str,
        default: u32,
        range: RangeInclusive<u32>,
        unit: &str,
        reason: &str,
    ) -> u32 {
        let Some(value) = self.value(setting) else {
            return default;
        };
        let Value::Integer(written) = value else {
            self.problem(
                setting,
                format!("must be a whole number of {unit}, not {}", kind(&value)),
            );
            return default;
        };
        match u32::try_from(written) {
            Ok(number) if range.contains(&number) => number,
            _ => {
                let because = if reason.is_empty() {
                    String::new()
                } else {
                    format!(": {reason}")
                };
                self.problem(
                    setting,
                    format!(
                        "is {written}, but must be {} to {} {unit}{because}",
                        range.start(),
                        range.end()
                    ),
                );
                default
            }
        }
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, setting: &str, default: bool) -> bool {
        match self.value(setting) {
            None => default,
            Some(Value::Boolean(flag)) => flag,
            Some(other) => {
                self.problem(
                    setting,
                    format!("must be true or false, not {}", kind(&other)),
                );
                default
            }
        }
    }

    /// A list of texts.
    pub(super) fn list(&mut self, setting: &str, default: &[&str]) -> Vec<String> {
        let default = default.iter().map(|text| (*text).to_owned()).collect();
        let Some(value) = self.value(setting) else {
            return default;
        };
        let texts = value.as_array().and_then(|items| {
            items
                .iter()
                .map(|item| item.as_str().map(str::to_owned))
                .collect()
        });
        texts.unwrap_or_else(|| {
            self.problem(
                setting,
                "must be a list of texts, such as [\"one\", \"two\"]",
            );
            default
        })
    }

    /// One of a few words. Without a default the setting must be there; the first choice stands in for the reading to go on.
    pub(super) fn choice<T: Copy, const N: usize>(
        &mut self,
        setting: &str,
        default: Option<T>,
        choices: [(&str, T); N],
    ) -> Option<T> {
        let written = match default {
            Some(_) => self.optional_text(setting),
            None => Some(self.required_text(setting)).filter(|text| !text.is_empty()),
        };
        let Some(written) = written else {
            return default;
        };
        let found = choices
            .iter()
            .find(|(word, _)| *word == written)
            .map(|(_, choice)| *choice);
        if found.is_none() {
            let words: Vec<String> = choices
                .iter()
                .map(|(word, _)| format!("\"{word}\""))
                .collect();
            self.problem(
                setting,
                format!("is \"{written}\", but must be {}", words.join(" or ")),
            );
        }
        found.or(default)
    }

    /// Everything that is wrong: what the reads noted, then the settings that nobody asked for.
    pub(super) fn finish(mut self) -> Vec<Problem> {
        let table = std::mem::take(&mut self.table);
        self.unknown("", &table);
        self.problems
    }

    /// The dotted names of all settings asked for so far.
    #[cfg(test)]
    pub(super) fn known(&self) -> impl Iterator<Item = &str> {
        self.known.iter().map(String::as_str)
    }

    fn unknown(&mut self, section: &str, table: &Table) {
        for (name, value) in table {
            let setting = if section.is_empty() {
                name.clone()
            } else {
                format!("{section}.{name}")
            };
            if self.known.contains(&setting) || self.gone.contains(&setting) {
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
                    let meant = closest(&setting, self.known.iter().map(String::as_str));
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

fn kind(value: &Value) -> &'static str {
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
