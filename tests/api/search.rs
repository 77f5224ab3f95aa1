//! Searches bytes for values, however they are written: one pass, whatever the number of values.

use std::{
    collections::BTreeSet,
    fmt::Write,
    path::{Path, PathBuf},
};

use aho_corasick::AhoCorasick;
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

/// Something that must not be found.
#[derive(Clone)]
pub struct Value {
    pub kind: &'static str,
    pub text: String,
}

/// The values in all their forms.
pub struct Search {
    automaton: AhoCorasick,
    /// Value and form of each pattern.
    patterns: Vec<(Value, &'static str)>,
}

/// Shorter patterns occur in ciphertext by chance: six bytes come by once in 300 terabytes.
const SHORTEST: usize = 6;

impl Search {
    pub fn new(values: impl IntoIterator<Item = Value>) -> Self {
        let (mut bytes, mut patterns) = (Vec::new(), Vec::new());
        for value in values.into_iter().filter(|value| !value.text.is_empty()) {
            for (form, pattern) in forms(&value.text) {
                if pattern.len() >= SHORTEST {
                    bytes.push(pattern);
                    patterns.push((value.clone(), form));
                }
            }
        }
        let automaton = AhoCorasick::new(&bytes).expect("patterns");
        Self {
            automaton,
            patterns,
        }
    }

    /// What these bytes hold: each value and form once.
    pub fn hits(&self, bytes: &[u8]) -> BTreeSet<String> {
        let found = self.automaton.find_overlapping_iter(bytes);
        let pattern = found.map(|found| &self.patterns[found.pattern().as_usize()]);
        pattern
            .map(|(value, form)| format!("{} {} as {form}", value.kind, value.text))
            .collect()
    }

    /// What the files below a directory hold, but for those that are left out by name.
    pub fn hits_below(&self, directory: &Path, except: &[&str]) -> BTreeSet<String> {
        let mut hits = BTreeSet::new();
        for file in files_below(directory) {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            // A temporary file may go away while we look.
            let (false, Ok(bytes)) = (except.contains(&&*name), std::fs::read(&file)) else {
                continue;
            };
            let found = self.hits(&bytes).into_iter();
            hits.extend(found.map(|hit| format!("{}: {hit}", file.display())));
            // A name is part of what a directory holds.
            let found = self.hits(file.as_os_str().as_encoded_bytes()).into_iter();
            hits.extend(found.map(|hit| format!("the name {}: {hit}", file.display())));
        }
        hits
    }
}

/// Every file below a directory.
pub fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut waiting = vec![directory.to_path_buf()];
    while let Some(directory) = waiting.pop() {
        for entry in std::fs::read_dir(directory).expect("a directory").flatten() {
            match entry.path() {
                path if path.is_dir() => waiting.push(path),
                path => files.push(path),
            }
        }
    }
    files
}

/// A text as databases, logs and other programs may write it.
fn forms(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let mut forms = vec![
        ("UTF-8", text.as_bytes().to_vec()),
        (
            "UTF-16LE",
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        (
            "UTF-16BE",
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ),
        ("hexadecimal", hex::encode(text).into_bytes()),
        ("hexadecimal capitals", hex::encode_upper(text).into_bytes()),
    ];
    if !text.is_ascii() {
        let (mut percent, mut json) = (String::new(), String::new());
        text.bytes()
            .for_each(|byte| write!(percent, "%{byte:02X}").expect("text"));
        text.encode_utf16()
            .for_each(|unit| write!(json, "\\u{unit:04x}").expect("text"));
        forms.extend([("a URL", percent.into_bytes()), ("JSON", json.into_bytes())]);
    }
    // Base64 of a longer text that has this one inside: three alignments, without the characters that share bits with a
    // neighbour.
    for before in 0..3 {
        let mut padded = vec![0; before];
        padded.extend_from_slice(text.as_bytes());
        let encoded = STANDARD_NO_PAD.encode(&padded);
        let (first, last) = ((before * 8).div_ceil(6), padded.len() * 8 / 6);
        forms.push(("base64", encoded.as_bytes()[first..last].to_vec()));
    }
    forms
}

#[test]
fn every_form_of_a_value_is_found_and_nothing_else() {
    let value = |text: &str| Value {
        kind: "value",
        text: text.to_owned(),
    };
    let search = Search::new([value("14312345678"), value("王建国")]);
    for text in ["14312345678", "王建国"] {
        for (form, bytes) in forms(text) {
            let inside = [b"before\x00".as_slice(), &bytes, b"\xffafter"].concat();
            let hits = search.hits(&inside);
            assert!(
                hits.iter().any(|hit| hit.ends_with(form)),
                "{text} as {form}"
            );
        }
        for before in ["", "a", "ab", "abc"] {
            let encoded = STANDARD_NO_PAD.encode(format!("{before}{text}, and more"));
            assert_eq!(search.hits(encoded.as_bytes()).len(), 1, "{before}{text}");
        }
    }
    assert!(
        search
            .hits("1431234567 王建 14312345679".as_bytes())
            .is_empty()
    );
}
