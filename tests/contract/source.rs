//! What the compiler cannot forbid.

use crate::{files, read};

/// Files that may say a forbidden word, because they are what it is forbidden for.
const MEANT: &[(&str, &str)] = &[("AssertSqlSafe", "tests/harness/databases.rs")];

#[test]
fn capabilities_come_only_from_the_permission_table() {
    for file in files("src", "rs") {
        let name = file.display().to_string();
        let named = read(&file).contains("BY_PERMISSIONS") || read(&file).contains("@declared");
        assert!(
            !named || name.ends_with("kernel/authz/permission.rs"),
            "{name} gives a permission what `permissions!` does not"
        );
    }
}

#[test]
fn no_sql_is_built_at_run_time() {
    for file in files("src", "rs") {
        let text = read(&file);
        let meant = MEANT
            .iter()
            .any(|(word, path)| *word == "AssertSqlSafe" && file.ends_with(path));
        let says = text
            .lines()
            .any(|line| !line.trim_start().starts_with("//") && line.contains("AssertSqlSafe"));
        assert!(
            !says || meant,
            "{} asserts that a built text is safe",
            file.display()
        );
    }
}

#[test]
fn rooms_are_not_halls() {
    for file in files("src", "rs") {
        let lines = read(&file).lines().count();
        assert!(
            lines <= 400,
            "{} has {lines} lines: find its natural wall",
            file.display()
        );
    }
}

#[test]
fn every_module_says_what_it_is() {
    for file in files("src", "rs") {
        assert!(
            read(&file).starts_with("//!"),
            "{} does not say what it owns",
            file.display()
        );
    }
}
