//! What must hold of the whole system, read from the tables themselves.

#[path = "../harness/mod.rs"]
mod harness;

mod columns;
mod documents;
mod events;
mod golden;
mod layers;
mod messages;
mod owners;
mod policy;
mod routes;
mod source;
mod statements;
mod templates;

use std::path::{Path, PathBuf};

/// Every file below `directory` with this ending, sorted.
fn files(directory: &str, ending: &str) -> Vec<PathBuf> {
    fn walk(directory: &Path, ending: &str, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, ending, found);
            } else if path
                .extension()
                .is_some_and(|extension| extension == ending)
            {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(directory),
        ending,
        &mut found,
    );
    found.sort();
    assert!(!found.is_empty(), "{directory} holds no .{ending} files");
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a text file")
}
