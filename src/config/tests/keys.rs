//! What can be wrong with a key service (S2, C4), and that no secret is repeated.

use super::*;

const OPENBAO: &str = r#"
service = "openbao"
[keys.openbao]
address = "https://bao.internal:8200"
key = "hufu"
token = "env:SECRET"
"#;

const ALIBABA: &str = r#"
service = "alibaba"
[keys.alibaba]
region = "cn-hangzhou"
key_id = "alias/hufu"
access_key_id = "LTAI"
access_key_secret = "env:SECRET"
"#;

/// The template with another `[keys]` section.
fn with_keys(section: &str) -> Result<Config, ConfigError> {
    let text = template();
    let (before, rest) = text.split_once("[keys]\n").expect("[keys]");
    let (_, after) = rest.split_once("[listen]\n").expect("[listen]");
    let text = format!("{before}[keys]\n{section}\n[listen]\n{after}");
    load(&text.replace("demo = true", "demo = false"))
}

/// Each change to `section` gives exactly one problem, which says this.
fn refused(section: &str, changes: &[(&str, &str, &str)]) {
    for (from, to, expected) in changes {
        assert!(section.contains(from), "{from}");
        let error = with_keys(&section.replacen(from, to, 1))
            .expect_err(to)
            .to_string();
        assert!(error.contains(expected), "{error}");
        assert!(error.contains("1 thing to correct"), "{error}");
        assert!(!error.contains("secret of this test"), "{error}");
    }
}

#[test]
fn a_keyring_is_sealed_outside_of_demonstrations() {
    const LOCAL: &str =
        "service = \"local\"\nkeyring = \"keyring.json\"\nkey_file = \"keyring.key\"\n";
    assert!(with_keys(LOCAL).is_ok());
    let config =
        with_keys(&LOCAL.replace("key_file = \"keyring.key\"", "passphrase = \"env:SECRET\""))
            .expect("a passphrase");
    let KeyService::Local(local) = &config.keys.service else {
        panic!("not local")
    };
    assert_eq!(
        local.seal,
        KeyringSeal::Passphrase(Secret::new("a secret of this test".to_owned()))
    );
    assert!(!format!("{config:?}").contains("secret of this test"));
    refused(
        LOCAL,
        &[
            ("key_file = \"keyring.key\"\n", "", "hufu keyring seal"),
            (
                "\"keyring.key\"",
                "\"data/keyring.key\"",
                "inside data.directory",
            ),
            (
                "\"keyring.key\"",
                "\"./data/../data/keyring.key\"",
                "inside data.directory",
            ),
            ("\"keyring.key\"", "\"keyring.json\"", "the keyring itself"),
            (
                "key_file = \"keyring.key\"",
                "passphrase = \"env:SHORT\"",
                "keys.passphrase: is too short",
            ),
            (
                "key_file = \"keyring.key\"",
                "passphrase = \"a secret of this test\"",
                "must not stand in this file",
            ),
            (
                "key_file",
                "passphrase = \"env:SECRET\"\nkey_file",
                "one too many",
            ),
            (
                "key_file",
                "timeout_seconds = 61\nkey_file",
                "keys.timeout_seconds: is 61",
            ),
            (
                "key_file",
                "openbao.key = \"hufu\"\nkey_file",
                "keys.openbao.key: belongs to another key service",
            ),
        ],
    );
    assert!(
        load(&template().replace("key_file = ", "# key_file = ")).is_ok(),
        "a demonstration may leave it plain"
    );
}

#[test]
fn openbao_is_reached_over_https_with_one_way_in() {
    let config = with_keys(OPENBAO).expect("a token");
    assert!(!format!("{config:?}").contains("secret of this test"));
    let KeyService::OpenBao(openbao) = &config.keys.service else {
        panic!("not openbao")
    };
    assert_eq!(
        (openbao.address.as_str(), openbao.mount.as_str()),
        ("https://bao.internal:8200/", "transit")
    );
    let role = OPENBAO.replace(
        "token = \"env:SECRET\"",
        "role_id = \"role\"\nsecret_id = \"env:SECRET\"",
    );
    assert!(with_keys(&role).is_ok());
    refused(
        OPENBAO,
        &[
            ("https://", "http://", "plain HTTP is refused"),
            ("https://", "https://root:token@", "keys.openbao.address"),
            (
                "\"env:SECRET\"",
                "\"a secret of this test\"",
                "must not stand in this file",
            ),
            ("env:SECRET", "env:NOT_SET", "`NOT_SET` is not set"),
            ("token = \"env:SECRET\"", "", "one way in is needed"),
            (
                "token",
                "role_id = \"role\"\ntoken",
                "one way in is needed, and only one",
            ),
            ("\"hufu\"", "\"../sys\"", "keys.openbao.key: may have"),
            (
                "service = \"openbao\"",
                "service = \"openbao\"\nkeyring = \"keyring.json\"",
                "keys.keyring: belongs to another key service",
            ),
        ],
    );
}

#[test]
fn alibaba_keys_stay_in_mainland_china_unless_it_is_said_why() {
    let config = with_keys(ALIBABA).expect("the shared gateway");
    assert!(!format!("{config:?}").contains("secret of this test"));
    let KeyService::Alibaba(alibaba) = &config.keys.service else {
        panic!("not alibaba")
    };
    assert_eq!(alibaba.endpoint, "https://kms.cn-hangzhou.aliyuncs.com/");
    for endpoint in [
        "kms-vpc.cn-hangzhou.aliyuncs.com",
        "kst-hzz1.cryptoservice.kms.aliyuncs.com",
        "10.0.0.9:8443",
    ] {
        let section = format!("{ALIBABA}endpoint = \"{endpoint}\"\n");
        assert!(with_keys(&section).is_ok(), "{endpoint}");
    }
    refused(
        ALIBABA,
        &[
            ("cn-hangzhou", "cn-hongkong", "not in mainland China"),
            ("cn-hangzhou", "ap-southeast-1", "not in mainland China"),
            (
                "cn-hangzhou",
                "cn-hangzhou.evil.com/",
                "keys.alibaba.region",
            ),
            (
                "key_id",
                "endpoint = \"kms.ap-southeast-1.aliyuncs.com\"\nkey_id",
                "keys.alibaba.endpoint: must be",
            ),
            (
                "key_id",
                "endpoint = \"8.8.8.8\"\nkey_id",
                "keys.alibaba.endpoint: must be",
            ),
            (
                "key_id",
                "endpoint = \"kms.cn-hangzhou.aliyuncs.com@evil.com\"\nkey_id",
                "keys.alibaba.endpoint: must be",
            ),
            (
                "key_id",
                "foreign_region_reason = \"habit\"\nkey_id",
                "is not needed",
            ),
            (
                "\"env:SECRET\"",
                "\"a secret of this test\"",
                "must not stand in this file",
            ),
            ("access_key_secret = \"env:SECRET\"\n", "", "is missing"),
        ],
    );
    let abroad = ALIBABA.replace(
        "region = \"cn-hangzhou\"",
        "region = \"ap-southeast-1\"\nforeign_region_reason = \"the Singapore branch\"",
    );
    let config = with_keys(&abroad).expect("a reason");
    let KeyService::Alibaba(alibaba) = &config.keys.service else {
        panic!("not alibaba")
    };
    assert_eq!(
        alibaba.foreign_region_reason.as_deref(),
        Some("the Singapore branch")
    );
}
