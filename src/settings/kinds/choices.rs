//! Yes or no, one of a few words, and lists of words.

use toml::Value;

use super::kind::Kind;
use crate::settings::{reader::Reader, section::Shape};

/// `true` or `false`.
pub struct Flag(bool);

/// `true` or `false`.
pub fn flag(default: bool) -> Flag {
    Flag(default)
}

impl Kind for Flag {
    type Value = bool;

    fn read(&self, reader: &mut Reader<'_>, setting: &'static str) -> bool {
        match reader.value(setting) {
            None => self.0,
            Some(Value::Boolean(flag)) => flag,
            Some(other) => {
                reader.wrong_type(setting, "true or false", &other);
                self.0
            }
        }
    }

    fn shape(&self) -> Shape {
        Shape {
            shown: Value::Boolean(self.0),
            is_off: false,
            limits: format!("Default: {}.", self.0),
        }
    }
}

/// One of a few words.
pub struct Choice<T: 'static> {
    first: (&'static str, T),
    others: &'static [(&'static str, T)],
    is_required: bool,
}

/// One of a few words; the first is the default.
pub fn choice<T: Copy>(
    first: (&'static str, T),
    others: &'static [(&'static str, T)],
) -> Choice<T> {
    Choice {
        first,
        others,
        is_required: false,
    }
}

/// One of a few words, which must be there; a new file has the first.
pub fn required_choice<T: Copy>(
    first: (&'static str, T),
    others: &'static [(&'static str, T)],
) -> Choice<T> {
    Choice {
        is_required: true,
        ..choice(first, others)
    }
}

impl<T: Copy> Kind for Choice<T> {
    type Value = T;

    fn read(&self, reader: &mut Reader<'_>, setting: &'static str) -> T {
        let written = match self.is_required {
            true => reader.required_text(setting),
            false => reader.text(setting),
        };
        let Some(written) = written else {
            return self.first.1;
        };
        let choices = || std::iter::once(&self.first).chain(self.others);
        if let Some((_, chosen)) = choices().find(|(word, _)| *word == written) {
            return *chosen;
        }
        let words: Vec<String> = choices().map(|(word, _)| format!("\"{word}\"")).collect();
        let message = format!("is \"{written}\", but must be {}", words.join(" or "));
        reader.problem(setting, message);
        self.first.1
    }

    fn shape(&self) -> Shape {
        let word = self.first.0;
        Shape {
            shown: word.into(),
            is_off: false,
            limits: match self.is_required {
                true => "Required.".to_owned(),
                false => format!("Default: \"{word}\"."),
            },
        }
    }
}

/// A list of texts.
pub struct List<T> {
    default: &'static [&'static str],
    otherwise: &'static str,
    parse: fn(&str) -> Result<T, String>,
}

/// A list of texts; `otherwise` says in words what `default` is, and `parse` says what is wrong with one.
pub fn list<T>(
    default: &'static [&'static str],
    otherwise: &'static str,
    parse: fn(&str) -> Result<T, String>,
) -> List<T> {
    List {
        default,
        otherwise,
        parse,
    }
}

impl<T> Kind for List<T> {
    type Value = Vec<T>;

    fn read(&self, reader: &mut Reader<'_>, setting: &'static str) -> Vec<T> {
        let texts: Vec<String> = match reader.value(setting) {
            None => self.default.iter().map(|text| (*text).to_owned()).collect(),
            Some(value) => value.try_into().unwrap_or_else(|_| {
                reader.problem(
                    setting,
                    "must be a list of texts, such as [\"one\", \"two\"]",
                );
                Vec::new()
            }),
        };
        let mut items = Vec::new();
        for text in texts {
            match (self.parse)(&text) {
                Ok(item) => items.push(item),
                Err(error) => reader.problem(setting, format!("\"{text}\" {error}")),
            }
        }
        items
    }

    fn shape(&self) -> Shape {
        Shape {
            shown: self.default.to_vec().into(),
            is_off: false,
            limits: format!("Default: {}.", self.otherwise),
        }
    }
}
