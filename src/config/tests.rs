//! Every rule of the configuration can fail, and all failures are told at once.

use std::{collections::BTreeSet, path::Path, time::Duration};

use super::*;

mod keys;
mod stores;

/// The new file of a demonstration.
fn template() -> String {
    template_in("data")
}

fn template_in(data_directory: &str) -> String {
    new_file(&[
        ("demo", true.into()),
        ("data.directory", data_directory.into()),
        ("keys.key_file", "keyring.key".into()),
        ("listen.redirect", "localhost:8080".into()),
        ("listen.public_name", "localhost:8443".into()),
        ("log.format", "text".into()),
    ])
}

fn load(text: &str) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hufu.toml");
    std::fs::write(&file, text).unwrap();
    Config::load_with(&file, &|name| match name {
        "AUDIT_WRITER" => Some("postgres://w:secret@localhost/audit".to_owned()),
        "SECRET" => Some("a secret of this test".to_owned()),
        "SHORT" => Some("a short secret".to_owned()),
        _ => None,
    })
}

/// The problems of the template after `from` became `to`, as `setting: message`.
fn problems(from: &str, to: &str) -> String {
    let text = template();
    assert!(text.contains(from), "{from}");
    load(&text.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn the_template_loads_with_the_defaults() {
    let config = load(&template()).unwrap();
    let folder = config.file.parent().unwrap();
    assert_eq!(
        config.stores.audit,
        StoreLocation::Sqlite(folder.join("data/audit.sqlite"))
    );
    let KeyService::Local(local) = &config.keys.service else {
        panic!("not local")
    };
    assert_eq!(local.keyring, folder.join("keyring.json"));
    assert_eq!(local.seal, KeyringSeal::KeyFile(folder.join("keyring.key")));
    assert_eq!(config.sms.outbox, folder.join("data/sms.jsonl"));
    assert_eq!(config.exports.directory, folder.join("data/exports"));
    assert_eq!(config.listen.public_name.origin(), "https://localhost:8443");
    assert_eq!(config.sessions.idle, Duration::from_secs(1800));
    assert!(config.login.second_factor_roles.is_empty());
    assert_eq!((config.evidence.retention_months, config.demo), (13, true));
}

#[test]
fn the_written_defaults_are_the_real_ones() {
    let required = [
        "directory = \"data\"",
        "engine",
        "service",
        "keyring",
        "key_file",
        "back_office",
        "public_name",
        "certificate",
        "private_key",
        "gateway",
    ];
    let text = template();
    let few: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with('[') || required.iter().any(|name| line.starts_with(name)))
        .collect();
    let (bare, full) = (load(&few.join("\n")).unwrap(), load(&text).unwrap());
    let sections = |config: &Config| {
        let (sessions, login) = (config.sessions.clone(), config.login.clone());
        let (envelope, publishing) = (config.envelope.clone(), config.publishing.clone());
        let (evidence, door) = (config.evidence.clone(), config.door.clone());
        format!("{sessions:?}{login:?}{envelope:?}{publishing:?}{evidence:?}{door:?}")
    };
    assert_eq!(sections(&bare), sections(&full));
    assert_eq!(
        (bare.exports.expiry, bare.exports.maximum_rows),
        (full.exports.expiry, full.exports.maximum_rows)
    );
    assert_eq!(
        (bare.log.format, bare.log.level),
        (LogFormat::Json, full.log.level)
    );
    assert!(!bare.demo && bare.listen.redirect.is_none() && bare.listen.operations.is_none());
}

#[test]
fn a_setting_is_declared_once_and_known_by_its_name() {
    let mut seen = BTreeSet::new();
    for name in names() {
        assert!(seen.insert(name), "{name} is declared twice");
    }
    let text = template();
    for section in sections() {
        if !section.name.is_empty() {
            let header = format!("[{}]\n", section.name);
            assert_eq!(text.matches(&header).count(), 1, "{header}");
        }
        for setting in section.settings {
            assert!(setting.name.starts_with(section.name), "{}", setting.name);
            assert!(!setting.about.is_empty(), "{} says nothing", setting.name);
        }
    }
}

#[test]
fn odd_paths_survive_the_template() {
    let text = template_in("C:\\data \"one\"\n");
    assert!(
        load(&text)
            .unwrap()
            .data_directory
            .ends_with("C:\\data \"one\"\n")
    );
}

#[test]
fn everything_wrong_is_listed_at_once() {
    let error = load("demo = 1\ncolour = 1\n[sessions]\nidle_minute = 3\nabsolute_minutes = 500\n[log]\nlevel = \"loud\"\n").unwrap_err();
    let settings: BTreeSet<&str> = error
        .problems
        .iter()
        .map(|problem| problem.setting.as_str())
        .collect();
    for setting in [
        "demo",
        "colour",
        "sessions.idle_minute",
        "sessions.absolute_minutes",
        "log.level",
        "data.directory",
        "stores.engine",
        "keys.service",
        "keys.keyring",
        "listen.back_office",
        "listen.public_name",
        "tls.certificate",
        "tls.private_key",
        "sms.gateway",
    ] {
        assert!(settings.contains(setting), "{setting} is not in\n{error}");
    }
    assert!(
        error
            .to_string()
            .contains("did you mean `sessions.idle_minutes`?")
    );
}

#[test]
fn weak_settings_are_refused() {
    for (from, to, expected) in [
        (
            "idle_minutes = 30",
            "idle_minutes = 31",
            "sessions.idle_minutes: is 31, but must be 1 to 30 minutes",
        ),
        (
            "absolute_minutes = 120",
            "absolute_minutes = 121",
            "sessions.absolute_minutes: is 121",
        ),
        (
            "absolute_minutes = 120",
            "absolute_minutes = 10",
            "longer than sessions.absolute_minutes (10)",
        ),
        ("code_minutes = 5", "code_minutes = 6", "login.code_minutes"),
        ("code_tries = 5", "code_tries = 6", "login.code_tries"),
        (
            "resend_seconds = 60",
            "resend_seconds = 0",
            "login.resend_seconds",
        ),
        (
            "sends_per_phone_hour = 5",
            "sends_per_phone_hour = -1",
            "login.sends_per_phone_hour: is -1",
        ),
        (
            "sends_per_phone_day = 10",
            "sends_per_phone_day = 51",
            "login.sends_per_phone_day",
        ),
        (
            "sends_per_address_hour = 60",
            "sends_per_address_hour = 0",
            "login.sends_per_address_hour",
        ),
        (
            "retention_months = 13",
            "retention_months = 5",
            "audit.retention_months: is 5, but must be 6",
        ),
        (
            "expiry_minutes = 60",
            "expiry_minutes = 61",
            "exports.expiry_minutes",
        ),
        (
            "maximum_rows = 1000000",
            "maximum_rows = 0",
            "exports.maximum_rows",
        ),
        (
            "form_seconds = 10",
            "form_seconds = 61",
            "listen.form_seconds",
        ),
        (
            "requests_per_second = 50",
            "requests_per_second = 0",
            "listen.requests_per_second",
        ),
        (
            "# operations = \"127.0.0.1:9464\"",
            "operations = \"0.0.0.0:9464\"",
            "listen.operations: the address 0.0.0.0 is public",
        ),
        (
            "# operations = \"127.0.0.1:9464\"",
            "operations = \"[2001:4860::1]:9464\"",
            "listen.operations: the address 2001:4860::1 is public",
        ),
        (
            "trusted_proxies = []",
            "trusted_proxies = [\"0.0.0.0/0\"]",
            "is everybody",
        ),
        (
            "trusted_proxies = []",
            "trusted_proxies = [\"proxy\"]",
            "\"proxy\" must be like",
        ),
    ] {
        let problems = problems(from, to);
        assert!(problems.contains(expected), "{problems}");
        assert!(problems.contains("1 thing to correct"), "{problems}");
    }
}

#[test]
fn malformed_settings_are_refused() {
    for (from, to, expected) in [
        (
            "engine = \"sqlite\"",
            "engine = \"mysql\"",
            "stores.engine: is \"mysql\", but must be \"sqlite\" or \"postgres\"",
        ),
        (
            "engine = \"sqlite\"",
            "engine = \"sqlite\"\naudit.reader = \"x\"",
            "stores.audit: belongs to engine = \"postgres\"",
        ),
        ("service = \"local\"", "service = \"none\"", "keys.service"),
        (
            "gateway = \"outbox\"",
            "gateway = \"\"",
            "sms.gateway: is empty",
        ),
        (
            "back_office = \"localhost:8443\"",
            "back_office = \"localhost\"",
            "listen.back_office: is \"localhost\", but must be like",
        ),
        (
            "redirect = \"localhost:8080\"",
            "redirect = 8080",
            "must be a text in quotes, not a whole number",
        ),
        (
            "public_name = \"localhost:8443\"",
            "public_name = \"https://localhost\"",
            "listen.public_name",
        ),
        ("format = \"text\"", "format = \"xml\"", "log.format"),
        (
            "demo = true",
            "demo = \"yes\"",
            "demo: must be true or false",
        ),
        (
            "[data]\n",
            "[sms.deep]\nkey = 1\n[data]\n",
            "sms.deep: is not a setting",
        ),
        ("[policy]\n", "[[policy]]\n", "policy: is a section"),
    ] {
        let problems = problems(from, to);
        assert!(problems.contains(expected), "{problems}");
    }
}

#[test]
fn figures_are_answered_where_a_private_address_is_written() {
    for address in [
        "127.0.0.1:9464",
        "[::1]:9464",
        "10.1.2.3:9464",
        "localhost:9464",
    ] {
        let text = template().replace(
            "# operations = \"127.0.0.1:9464\"",
            &format!("operations = \"{address}\""),
        );
        let operations = load(&text).unwrap().listen.operations;
        assert_eq!(operations.unwrap().to_string(), address);
    }
}

#[test]
fn every_syntax_error_is_named_by_line_and_none_is_quoted() {
    let error = load("demo = yes\n[data\nwriter = \"postgres://w:secret@\n").unwrap_err();
    assert!(error.problems.len() > 1, "{error}");
    assert!(
        error
            .problems
            .iter()
            .any(|problem| problem.setting == "line 1"),
        "{error}"
    );
    assert!(!error.to_string().contains("secret"), "{error}");
    assert!(
        Config::load(Path::new("/nowhere/hufu.toml"))
            .unwrap_err()
            .to_string()
            .contains("cannot be read")
    );
}
