//! Tells cargo what is compiled in, and turns the messages of `src/i18n/` into constants and a table.
//!
//! A key that stands in one language only, is empty there, or has other placeholders fails the build.

use std::{collections::BTreeMap, env, error::Error, fmt::Write as _, fs, path::Path};

type Messages = BTreeMap<String, String>;

/// Groups whose keys end in a code (of an event, a role, a status): they are found through the code, and tests walk the codes.
const NAMED_BY_CODE: &[&str] = &[
    "channel",
    "document",
    "event",
    "event_meaning",
    "field",
    "gender",
    "method",
    "opened",
    "outcome",
    "part",
    "payment_status",
    "permission",
    "personal",
    "phone",
    "reason",
    "resource",
    "role",
    "status",
    "text",
];

fn main() -> Result<(), Box<dyn Error>> {
    for path in [
        "migrations",
        "policies",
        "src/i18n",
        "build.rs",
        "askama.toml",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    let (zh, en) = (read("src/i18n/zh-CN.toml")?, read("src/i18n/en.toml")?);
    let mistakes = compare(&zh, &en);
    if !mistakes.is_empty() {
        return Err(format!(
            "the messages of the two languages differ:\n{}",
            mistakes.join("\n")
        )
        .into());
    }
    let folder = env::var("OUT_DIR")?;
    fs::write(Path::new(&folder).join("messages.rs"), table(&zh, &en)?)?;
    fs::write(Path::new(&folder).join("keys.rs"), keys(&zh)?)?;
    Ok(())
}

fn read(path: &str) -> Result<Messages, Box<dyn Error>> {
    toml::from_str(&fs::read_to_string(path)?).map_err(|error| format!("{path}: {error}").into())
}

fn compare(zh: &Messages, en: &Messages) -> Vec<String> {
    let mut mistakes = Vec::new();
    for (here, there, other) in [(zh, en, "en.toml"), (en, zh, "zh-CN.toml")] {
        for (key, text) in here {
            match there.get(key) {
                None => mistakes.push(format!("  \"{key}\" is missing in src/i18n/{other}")),
                Some(words) if words.trim().is_empty() => {
                    mistakes.push(format!("  \"{key}\" is empty in src/i18n/{other}"));
                }
                Some(words) if placeholders(words) != placeholders(text) => {
                    mistakes.push(format!(
                        "  \"{key}\" has other placeholders in src/i18n/{other}"
                    ));
                }
                Some(_) => {}
            }
        }
    }
    mistakes
}

fn placeholders(text: &str) -> Vec<&str> {
    let pieces = text.split('{').skip(1);
    let mut names: Vec<_> = pieces
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A table of slots with twice the room, where a key stands at its hash or soon after: see `i18n::find`.
fn table(zh: &Messages, en: &Messages) -> Result<String, Box<dyn Error>> {
    let size = (zh.len() * 2).next_power_of_two();
    let mut slots: Vec<Option<&str>> = vec![None; size];
    for key in zh.keys() {
        let mut at = hash(key) % size;
        while slots[at].is_some() {
            at = (at + 1) % size;
        }
        slots[at] = Some(key);
    }
    let mut code = format!("static SLOTS: [Option<(&str, [&str; 2])>; {size}] = [\n");
    for slot in slots {
        match slot {
            Some(key) => writeln!(code, "    Some(({key:?}, [{:?}, {:?}])),", zh[key], en[key])?,
            None => code.push_str("    None,\n"),
        }
    }
    code.push_str("];\n");
    Ok(code)
}

/// FNV-1a, as in `i18n::hash`.
fn hash(key: &str) -> usize {
    key.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    }) as usize
}

/// A constant for each key that code and templates name themselves. One that nothing names is dead code.
fn keys(zh: &Messages) -> Result<String, Box<dyn Error>> {
    let mut code = String::new();
    for key in zh.keys() {
        let group = key.split('.').next().unwrap_or_default();
        if NAMED_BY_CODE.contains(&group) {
            continue;
        }
        let name = key.replace(['.', '-'], "_").to_uppercase();
        writeln!(code, "pub(crate) const {name}: &str = {key:?};")?;
    }
    Ok(code)
}
