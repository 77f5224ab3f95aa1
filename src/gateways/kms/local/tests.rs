//! A keyring opens only as it was sealed, and a key only under its keyring and context.

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use super::*;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a directory"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn key_file(&self, name: &str) -> KeyringSeal {
        let path = self.path(name);
        create_key_file(&path).expect("a key file");
        KeyringSeal::KeyFile(path)
    }
}

fn passphrase(text: &str) -> KeyringSeal {
    KeyringSeal::Passphrase(Zeroizing::new(text.to_owned()))
}

fn reason(path: &Path, seal: &KeyringSeal) -> String {
    LocalKeyring::open(path, seal)
        .err()
        .expect("a refusal")
        .to_string()
}

#[tokio::test]
async fn a_key_unwraps_only_under_its_keyring_and_context() {
    let folder = Folder::new();
    let seal = folder.key_file("key");
    let [one, two] = ["one", "two"].map(|name| {
        LocalKeyring::create(&folder.path(name), &seal).expect("creating");
        LocalKeyring::open(&folder.path(name), &seal).expect("opening")
    });
    let made = one.generate("data/1").await.expect("making");
    let again = one.rewrap(&made.wrapped, "data/1").await.expect("wrapping");
    assert_ne!(made.wrapped, again);
    for wrapped in [&made.wrapped, &again] {
        let key = one.unwrap(wrapped, "data/1").await.expect("unwrapping");
        assert!(*key == *made.key);
        assert!(one.unwrap(wrapped, "data/2").await.is_err());
        assert!(two.unwrap(wrapped, "data/1").await.is_err());
        let mut changed = wrapped.clone();
        changed[20] ^= 1;
        assert!(one.unwrap(&changed, "data/1").await.is_err());
        assert!(one.unwrap(&wrapped[..10], "data/1").await.is_err());
    }
}

#[test]
fn a_keyring_opens_only_under_what_it_is_sealed_under() {
    let folder = Folder::new();
    let (right, wrong) = (folder.key_file("right"), folder.key_file("wrong"));
    let path = folder.path("keyring.json");
    LocalKeyring::create(&path, &right).expect("creating");
    assert!(LocalKeyring::open(&path, &right).is_ok());
    assert!(reason(&path, &wrong).contains("keys.key_file does not open it"));
    assert!(reason(&path, &KeyringSeal::Nothing).contains("sealed under a key file"));
    assert!(reason(&path, &passphrase("open sesame, again")).contains("sealed under a key file"));

    let path = folder.path("by passphrase");
    LocalKeyring::create(&path, &passphrase("open sesame, again")).expect("creating");
    assert!(LocalKeyring::open(&path, &passphrase("open sesame, again")).is_ok());
    let why = reason(&path, &passphrase("open sesame, now"));
    assert!(why.contains("keys.passphrase does not open it"), "{why}");
    assert!(!why.contains("sesame"), "{why}");

    let path = folder.path("plain");
    LocalKeyring::create(&path, &KeyringSeal::Nothing).expect("creating");
    assert!(LocalKeyring::open(&path, &KeyringSeal::Nothing).is_ok());
    assert!(reason(&path, &right).contains("hufu keyring seal"));
}

#[test]
fn a_sealed_keyring_does_not_hold_the_master_key_and_notices_changes() {
    let folder = Folder::new();
    let (seal, plain) = (folder.key_file("key"), folder.path("plain"));
    LocalKeyring::create(&plain, &KeyringSeal::Nothing).expect("creating");
    let before = fs::read_to_string(&plain).expect("the file");
    let key = before.split('"').rev().nth(1).expect("the key").to_owned();
    LocalKeyring::seal_anew(&plain, &KeyringSeal::Nothing, &seal).expect("sealing");
    let sealed = fs::read_to_string(&plain).expect("the file");
    assert!(before.contains(&key) && !sealed.contains(&key));
    assert!(LocalKeyring::open(&plain, &seal).is_ok());

    for (from, to) in [
        ("\"key file\"", "\"passphrase\""),
        ("\"format\": 2", "\"format\": 1"),
    ] {
        assert!(sealed.contains(from), "{sealed}");
        fs::write(&plain, sealed.replace(from, to)).expect("writing");
        for seal in [
            &seal,
            &KeyringSeal::Nothing,
            &passphrase("open sesame, again"),
        ] {
            assert!(
                LocalKeyring::open(&plain, seal).is_err(),
                "{to} under {seal:?}"
            );
        }
    }
}

#[tokio::test]
async fn sealing_anew_keeps_the_master_key() {
    let folder = Folder::new();
    let path = folder.path("keyring.json");
    LocalKeyring::create(&path, &KeyringSeal::Nothing).expect("creating");
    let keyring = LocalKeyring::open(&path, &KeyringSeal::Nothing).expect("opening");
    let made = keyring.generate("data/1").await.expect("making");
    let to = passphrase("open sesame, again");
    LocalKeyring::seal_anew(&path, &KeyringSeal::Nothing, &to).expect("sealing");
    let keyring = LocalKeyring::open(&path, &to).expect("opening");
    let key = keyring.unwrap(&made.wrapped, "data/1").await;
    assert!(*key.expect("unwrapping") == *made.key);
    let mode = fs::metadata(&path).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let wrong = passphrase("open sesame, now?");
    assert!(LocalKeyring::seal_anew(&path, &wrong, &KeyringSeal::Nothing).is_err());
    assert!(LocalKeyring::open(&path, &to).is_ok(), "unchanged");
}

#[test]
fn files_that_others_can_read_or_that_are_there_are_refused() {
    let folder = Folder::new();
    let (path, key) = (folder.path("keyring.json"), folder.path("key"));
    let seal = folder.key_file("key");
    LocalKeyring::create(&path, &seal).expect("creating");
    assert!(
        LocalKeyring::create(&path, &seal).is_err(),
        "a keyring is never overwritten"
    );
    assert!(create_key_file(&key).is_err(), "nor is a key file");
    for file in [&path, &key] {
        fs::set_permissions(file, fs::Permissions::from_mode(0o640)).expect("chmod");
        assert!(reason(&path, &seal).contains("chmod 600"));
        fs::set_permissions(file, fs::Permissions::from_mode(0o600)).expect("chmod");
    }
    fs::write(&key, [1; 31]).expect("writing");
    assert!(reason(&path, &seal).contains("exactly 32 bytes"));
    fs::remove_file(&key).expect("removing");
    assert!(reason(&path, &seal).contains("key file"));
}
