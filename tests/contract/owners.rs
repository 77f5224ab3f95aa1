//! Every table has one owner, named in `policies/owners.toml`, and only the owner's SQL writes its rows.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use crate::{files, read};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

type Sections = BTreeMap<String, toml::Table>;

/// The sections of a file of policies.
fn sections(name: &str) -> Sections {
    let text = read(&Path::new(ROOT).join("policies").join(name));
    toml::from_str(&text).expect("TOML")
}

/// The owner of each table, and who else writes to which.
fn owners() -> (BTreeMap<String, String>, BTreeSet<(String, String)>) {
    let mut sections = sections("owners.toml");
    let others = sections.remove("others").expect("others");
    let others = others.into_iter().map(|(who, reason)| {
        assert!(!reason.as_str().unwrap_or_default().is_empty(), "{who}");
        let (table, folder) = who.split_once(" by ").expect("table by folder");
        (table.to_owned(), folder.to_owned())
    });
    let mut owners = BTreeMap::new();
    for (table, owner) in sections.into_values().flatten() {
        let owner = owner.as_str().expect("a folder").to_owned();
        let other = owners.insert(table.clone(), owner);
        assert_eq!(other, None, "{table} is in two stores");
    }
    (owners, others.collect())
}

#[test]
fn every_table_has_one_owner_that_is_there() {
    let names = |sections: Sections| -> BTreeSet<String> {
        let tables = |(store, tables): (String, toml::Table)| {
            let name = move |table: &String| format!("{store}.{table}");
            tables.keys().map(name).collect::<Vec<_>>()
        };
        sections.into_iter().flat_map(tables).collect()
    };
    let mut owned = sections("owners.toml");
    owned.remove("others");
    // That the classified columns are those of the stores is another test's.
    assert_eq!(names(owned), names(sections("columns.toml")));
    for owner in owners().0.values() {
        assert!(
            owner.starts_with("features/") || owner.starts_with("kernel/"),
            "{owner} is neither a feature nor a folder of the kernel"
        );
        assert!(
            Path::new(ROOT).join("src").join(owner).is_dir(),
            "src/{owner} is not there"
        );
    }
}

/// The tables that the SQL in a source text writes to; `?` for one whose name does not stand beside the verb.
fn written(text: &str) -> Vec<String> {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.trim_end_matches('\\').split_whitespace())
        .collect::<Vec<_>>()
        .join(" ");
    let table = |rest: &str| -> String {
        let name = rest.trim_start_matches('"');
        let letter = |letter: &char| letter.is_ascii_lowercase() || *letter == '_';
        let name: String = name.chars().take_while(letter).collect();
        if name.is_empty() {
            "?".to_owned()
        } else {
            name
        }
    };
    let mut found = Vec::new();
    for verb in ["INSERT INTO ", "DELETE FROM ", "UPDATE "] {
        for (at, _) in code.match_indices(verb) {
            let rest = &code[at + verb.len()..];
            // An update in a conflict, a lock or a trigger is followed by another word of SQL.
            let is_clause = rest.starts_with(|c: char| c.is_ascii_uppercase());
            if !is_clause {
                found.push(table(rest));
            }
        }
    }
    found
}

#[test]
fn only_owners_write() {
    let (owners, others) = owners();
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    for file in files("src", "rs") {
        let name = file.strip_prefix(Path::new(ROOT).join("src"));
        let name = name.expect("in src").to_string_lossy().into_owned();
        if name.contains("/tests/") || name.ends_with("/tests.rs") {
            continue;
        }
        let product = read(&file);
        let product = product.split("#[cfg(test)]\nmod").next();
        for table in written(product.unwrap_or_default()) {
            let Some(owner) = owners.get(&table) else {
                wrong.push(format!("{name} writes to {table}, which nobody owns"));
                continue;
            };
            let other = others
                .iter()
                .find(|(of, folder)| *of == table && name.starts_with(&format!("{folder}/")));
            match other {
                _ if name.starts_with(&format!("{owner}/")) => {}
                Some(other) => drop(used.insert(other.clone())),
                None => wrong.push(format!("{name} writes to {table}, which is {owner}'s")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(used, others, "whoever no longer writes is still named");
}

#[test]
fn the_reader_of_sql_finds_what_is_written() {
    let text = r#"
        // DELETE FROM comments
        ONE = "INSERT INTO \
               orders (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET id = $1";
        TWO = "SELECT id FROM staff FOR UPDATE SKIP LOCKED";
        THREE = concat!("DELETE FROM ", $table);
        FOUR = "UPDATE sessions SET ended_at = $1";
    "#;
    assert_eq!(written(text), ["orders", "?", "sessions"]);
}
