//! What Hufu writes is for its own account: folders of mode 0700, files that can hold a password of mode 0600 (S5).

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use crate::harness::{Engine, TestApp};

fn mode(path: &Path) -> u32 {
    let metadata = fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    metadata.permissions().mode() & 0o777
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demonstration_is_private() {
    let app = TestApp::spawn_with(Engine::Sqlite, 1, |_| {}).await;
    let data = app.data();
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&data.join("exports")), 0o700);
    assert_eq!(mode(&data.join("hufu.toml")), 0o600);
    app.stop().await;
}

#[test]
fn init_leaves_nothing_for_others() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("hufu.toml");
    let made = Command::new(env!("CARGO_BIN_EXE_hufu"))
        .args([
            "init",
            "--admin-name",
            "王小明",
            "--admin-phone",
            "14200000001",
            "--config",
        ])
        .arg(&file)
        .output()
        .expect("the program");
    assert!(file.exists(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(&directory.path().join("data")), 0o700);
    assert_eq!(mode(&directory.path().join("data/exports")), 0o700);
}
