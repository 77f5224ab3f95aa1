//! What an auditor has to trust beside this crate.

use std::{collections::BTreeSet, process::Command};

/// Crates that are linked into `hufu-check`, by itself.
fn linked() -> BTreeSet<String> {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--package", "hufu-proof"])
        .args([
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    assert!(
        tree.status.success(),
        "{}",
        String::from_utf8_lossy(&tree.stderr)
    );
    let names = String::from_utf8(tree.stdout).expect("text");
    let names = names.lines().filter_map(|line| line.split(' ').next());
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_verifier_is_small() {
    let linked = linked();
    for known in ["hufu-proof", "sha2", "ed25519-dalek"] {
        assert!(linked.contains(known), "{linked:?}");
    }
    for heavy in [
        "actix-web",
        "casbin",
        "sqlx",
        "tokio",
        "rustls",
        "aws-lc-sys",
        "clap",
        "reqwest",
        "time",
    ] {
        assert!(!linked.contains(heavy), "{heavy} came in");
    }
    assert!(linked.len() <= 26, "{} crates: {linked:?}", linked.len());
}
