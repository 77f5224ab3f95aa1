//! What can be wrong with the addresses and accounts of PostgreSQL stores (S6, S7).

use super::*;

fn postgres_stores() -> String {
    ["business", "vault", "keys", "audit"]
        .map(|store| format!("[stores.{store}]\nreader = \"postgres://r:secret@localhost/{store}\"\nwriter = \"postgres://w:secret@10.0.0.5/{store}\"\n"))
        .concat()
}

fn on_postgres(stores: &str) -> Result<Config, ConfigError> {
    load(&(template().replace("engine = \"sqlite\"", "engine = \"postgres\"") + stores))
}

#[test]
fn postgres_accounts_are_read_sealed_and_may_come_from_the_environment() {
    let stores =
        postgres_stores().replace("postgres://w:secret@10.0.0.5/audit", "env:AUDIT_WRITER");
    let config = on_postgres(&stores).unwrap();
    assert!(!format!("{config:?}").contains("secret"));
    let StoreLocation::Postgres {
        reader,
        writer,
        owner,
    } = &config.stores.audit
    else {
        panic!("not PostgreSQL")
    };
    assert_eq!(reader.expose(), "postgres://r:secret@localhost/audit");
    assert_eq!(writer.expose(), "postgres://w:secret@localhost/audit");
    assert!(owner.is_none());
}

#[test]
fn a_password_in_a_file_that_others_read_is_noticed() {
    use std::fs::{Permissions, set_permissions, write};
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hufu.toml");
    let text = template().replace("engine = \"sqlite\"", "engine = \"postgres\"");
    let without = postgres_stores()
        .replace("r:secret@", "r@")
        .replace("w:secret@", "w@");
    for (stores, mode, exposed) in [
        (postgres_stores(), 0o644, true),
        (postgres_stores(), 0o640, true),
        (postgres_stores(), 0o600, false),
        (without, 0o644, false),
    ] {
        write(&file, format!("{text}{stores}")).unwrap();
        set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        let config = Config::load(&file).unwrap();
        assert_eq!(config.exposes_password(), exposed, "{mode:o}");
    }
}

#[test]
fn bad_postgres_accounts_are_refused_without_repeating_the_password() {
    for (from, to, expected) in [
        (
            "w:secret@10.0.0.5/vault",
            "w:secret@8.8.8.8/vault",
            "stores.vault.writer: the database address 8.8.8.8 is public",
        ),
        (
            "w:secret@10.0.0.5/vault",
            "w:secret@[2001:4860::1]/vault",
            "the database address 2001:4860::1 is public",
        ),
        (
            "w:secret@10.0.0.5/vault",
            "w:secret@10.0.0.5/audit",
            "is the same database as store `vault`",
        ),
        (
            "w:secret@10.0.0.5/vault",
            "w:secret@10.0.0.5",
            "stores.vault.writer: names no database",
        ),
        (
            "postgres://w:secret@10.0.0.5/vault",
            "mysql://w:secret@10.0.0.5/vault",
            "stores.vault.writer: must be like postgres://",
        ),
        (
            "postgres://w:secret@10.0.0.5/vault",
            "env:NOT_SET",
            "the environment variable `NOT_SET` is not set",
        ),
        (
            "writer = \"postgres://w:secret@10.0.0.5/vault\"\n",
            "",
            "stores.vault.writer: is missing",
        ),
    ] {
        let error = on_postgres(&postgres_stores().replace(from, to))
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{error}");
        assert!(
            error.contains("1 thing to correct") && !error.contains("secret"),
            "{error}"
        );
    }
}

#[test]
fn a_section_of_the_content_store_is_told_to_be_gone() {
    const CONTENT: &str = "[stores.content]\nreader = \"postgres://r:secret@localhost/content\"\nwriter = \"env:NOT_SET\"\n";
    for (config, engine) in [
        (on_postgres(&(postgres_stores() + CONTENT)), "postgres"),
        (load(&(template() + CONTENT)), "sqlite"),
    ] {
        let error = config.expect_err(engine).to_string();
        assert!(error.contains("stores.content: is gone"), "{error}");
        assert!(error.contains("Delete the section"), "{error}");
        assert!(error.contains("1 thing to correct"), "{error}");
    }
}
