//! The keyring file from the command line: `hufu init` seals it, `hufu keyring seal` seals one that is there.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::{Command, Stdio},
};

/// Runs the program; gives what it printed, and whether it did it.
fn hufu(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_hufu"))
        .args(arguments)
        .arg("--config")
        .arg(folder.join("hufu.toml"))
        .stdin(Stdio::null())
        .env("HUFU_PASSPHRASE", "correct horse battery staple")
        .output()
        .expect("the program");
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8(printed).expect("text");
    (output.status.success(), printed)
}

#[track_caller]
fn done(folder: &Path, arguments: &[&str]) -> String {
    let (done, printed) = hufu(folder, arguments);
    assert!(done, "{printed}");
    printed
}

#[track_caller]
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let (done, printed) = hufu(folder, arguments);
    assert!(!done, "{printed}");
    printed
}

const INIT: &[&str] = &[
    "init",
    "--admin-name",
    "王小明",
    "--admin-phone",
    "13800138000",
];

/// Opens the vault, as everything does that starts.
const ADD: &[&str] = &[
    "staff",
    "add",
    "--role",
    "finance",
    "--name",
    "李小红",
    "--phone",
];

fn add(phone: &'static str) -> Vec<&'static str> {
    [ADD, &[phone]].concat()
}

/// Writes other lines into the configuration.
fn configure(folder: &Path, from: &str, to: &str) {
    let file = folder.join("hufu.toml");
    let text = fs::read_to_string(&file).expect("the configuration");
    assert!(text.contains(from), "{from}");
    fs::write(file, text.replace(from, to)).expect("writing");
}

#[test]
fn init_seals_the_keyring_under_a_key_file_outside_of_the_data() {
    let directory = tempfile::tempdir().expect("a directory");
    let folder = directory.path();
    let printed = done(folder, INIT);
    assert!(printed.contains("keyring.key"), "{printed}");
    let key = folder.join("keyring.key");
    assert_eq!(fs::read(&key).expect("the key").len(), 32);
    for file in [&key, &folder.join("keyring.json")] {
        let mode = fs::metadata(file).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let keyring = fs::read_to_string(folder.join("keyring.json")).expect("the keyring");
    assert!(
        keyring.contains("\"sealed_under\": \"key file\""),
        "{keyring}"
    );
    done(folder, &add("13800138001"));

    let elsewhere = folder.join("elsewhere.key");
    fs::rename(&key, &elsewhere).expect("moving");
    assert!(refused(folder, &add("13800138002")).contains("keyring.key"));
    fs::write(&key, [1; 32]).expect("writing");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).expect("chmod");
    assert!(refused(folder, &add("13800138002")).contains("does not open it"));
    // Beside the data by a link only.
    fs::remove_file(&key).expect("removing");
    fs::rename(&elsewhere, folder.join("data/keyring.key")).expect("moving");
    symlink(folder.join("data/keyring.key"), &key).expect("a link");
    assert!(refused(folder, &add("13800138002")).contains("inside data.directory"));
}

#[test]
fn a_plain_keyring_is_refused_until_it_is_sealed_and_can_be_sealed_anew() {
    let directory = tempfile::tempdir().expect("a directory");
    let folder = directory.path();
    done(folder, INIT);
    // As it was before keyrings were sealed.
    let plain =
        "{ \"format\": 1, \"master_key\": \"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\" }";
    fs::write(folder.join("keyring.json"), plain).expect("writing");
    fs::remove_dir_all(folder.join("data")).expect("removing");
    assert!(refused(folder, &add("13800138001")).contains("hufu keyring seal"));
    let line = "key_file = \"keyring.key\"\n";
    configure(folder, line, "");
    assert!(refused(folder, &add("13800138001")).contains("hufu keyring seal"));
    configure(
        folder,
        "\n# passphrase = ",
        "\nkey_file = \"keyring.key\"\n# passphrase = ",
    );
    done(folder, &["keyring", "seal"]);
    done(folder, &add("13800138001"));

    assert!(refused(folder, &["keyring", "seal"]).contains("keyring"));
    configure(folder, line, "passphrase = \"env:HUFU_PASSPHRASE\"\n");
    let old = folder.join("keyring.key").display().to_string();
    done(folder, &["keyring", "seal", "--old-key-file", &old]);
    let printed = done(folder, &add("13800138002"));
    let keyring = fs::read_to_string(folder.join("keyring.json")).expect("the keyring");
    for text in [&printed, &keyring] {
        assert!(
            !text.contains("horse") && !text.contains("AQEBAQEB"),
            "{text}"
        );
    }
}
