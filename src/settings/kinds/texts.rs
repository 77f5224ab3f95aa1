//! Texts in quotes, and what becomes of them: paths, addresses, secrets.

use std::{fmt, path::PathBuf, str::FromStr};

use reqwest::Url;

use super::kind::Kind;
use crate::settings::{reader::Reader, secret::Secret, section::Shape};

/// Makes a value of a text; notes what is wrong with it.
pub type Parse<T> = fn(&mut Reader<'_>, &'static str, String) -> Option<T>;

/// The text itself.
pub fn text(_: &mut Reader<'_>, _: &'static str, text: String) -> Option<String> {
    Some(text)
}

/// A path, relative to the folder of the file; made absolute.
pub fn path(reader: &mut Reader<'_>, _: &'static str, text: String) -> Option<PathBuf> {
    Some(reader.absolute(&text))
}

/// Something that has a form of its own.
pub fn like<T: FromStr<Err: fmt::Display>>(
    reader: &mut Reader<'_>,
    setting: &'static str,
    text: String,
) -> Option<T> {
    text.parse()
        .map_err(|error| reader.problem(setting, format!("is \"{text}\", but {error}")))
        .ok()
}

/// An address that is reached over TLS only, as `Url` writes it.
pub fn https(reader: &mut Reader<'_>, setting: &'static str, text: String) -> Option<String> {
    let url = Url::parse(&text).ok().filter(|url| {
        let plain = url.query().is_none() && url.fragment().is_none();
        url.scheme() == "https" && url.username().is_empty() && url.password().is_none() && plain
    });
    if url.is_none() {
        reader.problem(
            setting,
            "must be like https://server.internal:8200; plain HTTP is refused, and so is a password in it",
        );
    }
    url.map(String::from)
}

/// A text that may be kept out of the file by writing `env:NAME`.
pub fn secret(reader: &mut Reader<'_>, setting: &'static str, text: String) -> Option<String> {
    reader.resolve(setting, text)
}

/// A secret that never stands in the file: only `env:NAME` is taken.
pub fn environment(reader: &mut Reader<'_>, setting: &'static str, text: String) -> Option<Secret> {
    if text.starts_with("env:") {
        return reader.resolve(setting, text).map(Secret::new);
    }
    reader.problem(
        setting,
        "is a secret and must not stand in this file: write env:NAME and set the environment variable NAME",
    );
    None
}

/// A text that must be there.
pub struct Required<T>(&'static str, Parse<T>);

/// A text that must be there; a new file shows `example` where nothing else is known.
pub fn required<T: Default>(example: &'static str, parse: Parse<T>) -> Required<T> {
    Required(example, parse)
}

impl<T: Default> Kind for Required<T> {
    type Value = T;

    fn read(&self, reader: &mut Reader<'_>, setting: &'static str) -> T {
        let text = reader.required_text(setting);
        text.and_then(|text| (self.1)(reader, setting, text))
            .unwrap_or_default()
    }

    fn shape(&self) -> Shape {
        Shape {
            shown: self.0.into(),
            is_off: false,
            limits: "Required.".to_owned(),
        }
    }
}

/// A text that may be absent.
pub struct Optional<T> {
    example: &'static str,
    otherwise: &'static str,
    parse: Parse<T>,
}

/// A text that may be absent; `otherwise` says what is then.
pub fn optional<T>(example: &'static str, parse: Parse<T>, otherwise: &'static str) -> Optional<T> {
    Optional {
        example,
        otherwise,
        parse,
    }
}

impl<T> Kind for Optional<T> {
    type Value = Option<T>;

    fn read(&self, reader: &mut Reader<'_>, setting: &'static str) -> Option<T> {
        let text = reader.text(setting)?;
        (self.parse)(reader, setting, text)
    }

    fn shape(&self) -> Shape {
        Shape {
            shown: self.example.into(),
            is_off: true,
            limits: match self.otherwise {
                "" => String::new(),
                otherwise => format!("Default: {otherwise}."),
            },
        }
    }
}

/// A file or folder, by default one in `data.directory`.
pub struct InData(&'static str);

/// A file or folder, by default one in `data.directory`; made absolute.
pub fn in_data(name: &'static str) -> InData {
    InData(name)
}

impl Kind for InData {
    type Value = PathBuf;

    fn read(&self, reader: &mut Reader<'_>, setting: &'static str) -> PathBuf {
        match reader.text(setting) {
            Some(text) => reader.absolute(&text),
            None => reader.data_directory().join(self.0),
        }
    }

    fn shape(&self) -> Shape {
        Shape {
            shown: self.0.into(),
            is_off: true,
            limits: format!("Default: {} in data.directory.", self.0),
        }
    }
}
