//! Golden files: routes, the policy matrix, the table of settings, edges between features. A change of any is seen in review.
//!
//! `HUFU_GOLDEN=write` writes them anew; then read the difference.

use std::path::Path;

use hufu::{
    app::{permissions, route_table},
    cli, config,
    kernel::authz::{Policy, PolicySource},
};

pub fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var("HUFU_GOLDEN").is_ok_and(|mode| mode == "write") {
        std::fs::write(&path, text).expect("writing");
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        golden == text,
        "{name} differs; HUFU_GOLDEN=write writes it anew. It is now:\n{text}"
    );
}

async fn policy() -> Policy {
    Policy::compile(&PolicySource::embedded(), permissions())
        .await
        .expect("the shipped policy")
}

#[tokio::test]
async fn routes() {
    compare(
        "routes.txt",
        &cli::routes::table(&route_table(), &policy().await),
    );
}

#[tokio::test]
async fn matrix() {
    compare("policy.txt", &cli::policy::matrix(&policy().await));
}

#[test]
fn settings() {
    let head = "# Settings\n\nEvery setting of the configuration file, as the program itself lists them. `hufu init` writes a file with the same words.\n";
    compare(
        "../../docs/settings.md",
        &format!("{head}{}", config::documentation()),
    );
}
