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

/// A store that a feature opened for itself would be read without what the kernel keeps watch over. The business store is
/// handed to it open, and changed only under a receipt.
#[test]
fn features_open_no_store() {
    const OPENS: [&str; 6] = [
        "Store",
        "Location",
        "open_read_only",
        "SqlitePool",
        "PgPool",
        "AnyPool",
    ];
    for folder in ["src/features", "src/gateways"] {
        for file in files(folder, "rs") {
            let text = read(&file);
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            let mut words =
                code.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'));
            let named = words.find(|word| {
                OPENS.contains(word)
                    || word.ends_with("ConnectOptions")
                    || word.ends_with("PoolOptions")
            });
            assert_eq!(named, None, "{} opens a store", file.display());
        }
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
fn no_file_is_long() {
    for file in files("src", "rs") {
        let lines = read(&file).lines().count();
        assert!(
            lines <= 400,
            "{} has {lines} lines: find where it divides",
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
