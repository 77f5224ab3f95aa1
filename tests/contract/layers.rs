//! `main → cli → app → (features, mini_program, gateways) → kernel → base`: no arrow runs back, no feature knows another
//! except through its `api.rs`.

use crate::{files, read};

/// For each part of the house, what it may name with `crate::`.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("base", &["base"]),
    ("i18n", &["base"]),
    ("settings", &["base", "settings"]),
    (
        "config",
        &["base", "settings", "kernel", "features", "config"],
    ),
    ("kernel", &["base", "i18n", "settings", "kernel"]),
    ("gateways", &["base", "kernel", "gateways"]),
    (
        "features",
        &["base", "i18n", "settings", "kernel", "features"],
    ),
    (
        "app",
        &[
            "base", "settings", "config", "i18n", "kernel", "gateways", "features", "app",
        ],
    ),
    (
        "cli",
        &[
            "base", "settings", "config", "i18n", "kernel", "gateways", "features", "app", "cli",
        ],
    ),
];

/// Every `crate::a::b` in a source text, comments and doc examples left out.
fn paths(text: &str) -> Vec<Vec<String>> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| format!("{line}\n"))
        .collect();
    let mut found = Vec::new();
    for (start, _) in code.match_indices("crate::") {
        let rest = &code[start + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            // `use crate::{base::…, kernel::{…}};`: the names at depth one.
            let mut depth = 1;
            let mut item = String::new();
            for character in group.chars() {
                match character {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => found.push(segments(&std::mem::take(&mut item))),
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
                if character != ',' || depth > 1 {
                    item.push(character);
                }
            }
            found.push(segments(&item));
        } else {
            found.push(segments(rest));
        }
    }
    found.into_iter().filter(|path| !path.is_empty()).collect()
}

fn segments(text: &str) -> Vec<String> {
    let end = text
        .trim_start()
        .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
        .next();
    end.unwrap_or_default()
        .split("::")
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn no_arrow_runs_back() {
    let mut wrong = Vec::new();
    for file in files("src", "rs") {
        let name = file
            .strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))
            .expect("in src")
            .to_owned();
        let parts: Vec<String> = name
            .with_extension("")
            .iter()
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        // A crate of its own names nothing of ours: its manifest does not know us.
        if parts[0] == "proof" {
            continue;
        }
        let Some((_, may)) = MAY_NAME.iter().find(|(part, _)| *part == parts[0]) else {
            assert!(
                ["lib", "main"].contains(&parts[0].as_str()),
                "{} belongs to no part of the house",
                name.display()
            );
            continue;
        };
        for path in paths(&read(&file)) {
            let part = path[0].as_str();
            // Macros are exported at the root.
            let is_macro =
                ["permissions", "statements", "with_pool", "with_transaction"].contains(&part);
            if !is_macro && !may.contains(&part) {
                wrong.push(format!(
                    "{} names crate::{}",
                    name.display(),
                    path.join("::")
                ));
            }
            let other_feature =
                parts[0] == "features" && part == "features" && path.get(1) != parts.get(1);
            if other_feature && path.get(2).is_some_and(|room| room != "api") {
                wrong.push(format!(
                    "{} reaches into crate::{}",
                    name.display(),
                    path.join("::")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_reader_of_imports_reads_them() {
    let text = "use crate::{base::ids::OrderId, kernel::{audit, db}};\n// use crate::app;\nlet x = crate::cli::run();";
    let found: Vec<String> = paths(text)
        .into_iter()
        .map(|path| path.join("::"))
        .collect();
    assert_eq!(found, ["base::ids::OrderId", "kernel", "cli::run"]);
}
