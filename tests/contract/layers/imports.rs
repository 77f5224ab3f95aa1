//! What one file names: its imports, spread out, and the paths in its text. Tests inside the file are left out.

use std::collections::BTreeSet;

use super::tokens::tokens;

/// A path, with the name that it has here.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    /// From `crate`, `super`, `self` or a module below.
    pub path: Vec<String>,
    /// What it is called in this file.
    pub name: String,
    /// Whether a `use` says so: only then the name is there for others too.
    pub imported: bool,
    /// Whether it stands for everything in there.
    pub glob: bool,
}

/// The names that a text defines, at whatever depth.
pub fn defined(text: &str) -> BTreeSet<String> {
    const KINDS: [&str; 7] = ["fn", "struct", "enum", "trait", "type", "const", "static"];
    let tokens = tokens(text);
    let pairs = tokens.iter().zip(tokens.iter().skip(1));
    pairs
        .filter(|(kind, _)| KINDS.contains(&kind.as_str()))
        .map(|(_, name)| name.clone())
        .collect()
}

/// What a file's text names.
pub fn read(text: &str) -> Vec<Named> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if is_test_module(&tokens[at..]) {
            at = group_end(&tokens, at);
        } else if tokens[at] == "use" && tokens.get(at + 1).is_some_and(|next| next != "<") {
            at += 1;
            read_tree(&tokens, &mut at, &[], true, &mut found);
        } else if tokens.get(at + 1).is_some_and(|next| next == "::")
            && (at == 0 || tokens[at - 1] != "::")
            && is_word(&tokens[at])
        {
            read_tree(&tokens, &mut at, &[], false, &mut found);
        } else {
            at += 1;
        }
    }
    found
}

/// The paths behind each `crate::` and `hufu::` of a line of documentation.
pub fn read_documentation(line: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for root in ["crate::", "hufu::"] {
        for (start, _) in line.match_indices(root) {
            let tokens = tokens(&line[start + root.len()..]);
            read_tree(&tokens, &mut 0, &[], true, &mut found);
        }
    }
    found.into_iter().map(|named| named.path).collect()
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn is_test_module(tokens: &[String]) -> bool {
    let head = ["#", "[", "cfg", "(", "test", ")", "]", "mod"];
    tokens.len() > 9
        && tokens.iter().zip(head).all(|(token, said)| token == said)
        && tokens[9] == "{"
}

/// Behind the brace that closes the first one from here.
fn group_end(tokens: &[String], mut at: usize) -> usize {
    let mut depth = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.as_str() {
            "{" => depth += 1,
            "}" if depth == 1 => return at,
            "}" => depth -= 1,
            _ => {}
        }
    }
    at
}

/// One tree of a `use`, or one path of the text.
fn read_tree(
    tokens: &[String],
    at: &mut usize,
    above: &[String],
    imported: bool,
    found: &mut Vec<Named>,
) {
    let mut path = above.to_vec();
    while let Some(token) = tokens.get(*at) {
        if token == "{" && imported {
            *at += 1;
            while tokens.get(*at).is_some_and(|token| token != "}") {
                let before = *at;
                read_tree(tokens, at, &path, imported, found);
                if tokens.get(*at).is_some_and(|token| token == ",") || *at == before {
                    *at += 1;
                }
            }
            *at += 1;
            return;
        }
        if is_word(token) {
            path.push(token.clone());
            *at += 1;
        }
        if tokens.get(*at).is_some_and(|token| token == "::") {
            *at += 1;
            if tokens
                .get(*at)
                .is_some_and(|token| is_word(token) || (token == "{" && imported))
            {
                continue;
            }
        }
        break;
    }
    let glob = imported && tokens.get(*at).is_some_and(|token| token == "*");
    if glob {
        *at += 1;
    }
    if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
        path.pop();
    }
    let mut name = path.last().cloned().unwrap_or_default();
    if imported && tokens.get(*at).is_some_and(|token| token == "as") {
        name = tokens.get(*at + 1).cloned().unwrap_or_default();
        *at += 2;
    }
    if !path.is_empty() {
        found.push(Named {
            path,
            name,
            imported,
            glob,
        });
    }
}

#[test]
fn groups_names_and_paths_are_read() {
    let text = "pub(super) use crate::{base::ids::OrderId, kernel::{audit::{self, Event as Told}, db}};\n\
                fn run() -> super::Thing { crate::cli::run(Self::X) }\n\
                #[cfg(test)]\nmod tests { use crate::app; }\nuse self::below::*;";
    let found: Vec<String> = read(text)
        .iter()
        .map(|named| format!("{} = {}", named.name, named.path.join("::")))
        .collect();
    assert_eq!(
        found,
        [
            "OrderId = crate::base::ids::OrderId",
            "audit = crate::kernel::audit",
            "Told = crate::kernel::audit::Event",
            "db = crate::kernel::db",
            "Thing = super::Thing",
            "run = crate::cli::run",
            "X = Self::X",
            "below = self::below",
        ]
    );
}

#[test]
fn documentation_is_read_too() {
    let line = "/// use hufu::{features::orders::OrderRead, kernel::authz::Grant};";
    let found: Vec<String> = read_documentation(line)
        .iter()
        .map(|path| path.join("::"))
        .collect();
    assert_eq!(
        found,
        ["features::orders::OrderRead", "kernel::authz::Grant"]
    );
}
