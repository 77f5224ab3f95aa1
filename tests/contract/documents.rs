//! The documents say what is there: code in them is the program's, links lead somewhere, and the README stays short.

use std::path::Path;

use crate::{files, read};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The Markdown files that a reader meets.
fn documents() -> Vec<(String, String)> {
    let mut found: Vec<_> = [
        "README.md",
        "README.zh-CN.md",
        "SECURITY.md",
        "CHANGELOG.md",
    ]
    .map(|name| Path::new(ROOT).join(name))
    .into();
    found.extend(files("docs", "md"));
    let document = |path: std::path::PathBuf| {
        let name = path.strip_prefix(ROOT).expect("in the project");
        (name.display().to_string(), read(&path))
    };
    found.into_iter().map(document).collect()
}

fn without_blanks(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .collect()
}

#[test]
fn code_in_documents_is_the_programs() {
    let sources: Vec<String> = files("src", "rs")
        .iter()
        .map(|file| without_blanks(&read(file)))
        .collect();
    let mut seen = 0;
    for (name, text) in documents() {
        for block in text.split("```rust\n").skip(1) {
            let code = block.split("```").next().expect("an end");
            let wanted = without_blanks(code);
            let is_there = sources.iter().any(|source| source.contains(&wanted));
            assert!(
                is_there,
                "{name} shows code that is nowhere in src:\n{code}"
            );
            seen += 1;
        }
    }
    assert!(seen >= 4, "only {seen} pieces of code");
}

#[test]
fn every_link_leads_to_a_file() {
    for (name, text) in documents() {
        let folder = Path::new(ROOT).join(&name);
        let folder = folder.parent().expect("a folder");
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            assert!(folder.join(target).exists(), "{name} leads to {target}");
        }
    }
}

#[test]
fn the_readmes_are_short() {
    for (name, text) in documents() {
        if name.starts_with("README") {
            let lines = text.lines().count();
            assert!(lines <= 150, "{name} has {lines} lines");
        }
    }
}
