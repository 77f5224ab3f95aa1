//! One server for SQLite stores: a second one is refused, and told who is there.
//!
//! Two would not fork the log, for each batch reads its head under the store's own lock (commands work beside a server that
//! way). But each would wait for the other's locks, and each would remember keys, sessions and caps that the other changed.
//! Several instances are what PostgreSQL is for (B10).

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use crate::config::{Config, Engine};

/// Locked while a server runs. It stays when that ends: two that start at once must lock the same file.
const LOCK: &str = "serve.lock";

/// Why a server does not start here.
#[derive(Debug, thiserror::Error)]
pub enum ServingError {
    /// Another one serves these stores.
    #[error(
        "another hufu{who} serves the stores in {}: SQLite takes one server. Stop that one, or use PostgreSQL for several",
        folder.display()
    )]
    Taken {
        folder: PathBuf,
        /// Its process, where it is known.
        who: String,
    },
    /// The lock cannot be made.
    #[error("{} cannot be used: {source}", path.display())]
    Unusable { path: PathBuf, source: io::Error },
}

/// The stores are ours to serve until this is dropped.
#[derive(Debug)]
pub(super) struct Serving {
    _lock: Option<File>,
}

/// Takes the stores for this process, where only one may serve them.
///
/// # Errors
/// When another process has them, or the lock cannot be made.
pub(super) fn claim(config: &Config) -> Result<Serving, ServingError> {
    let lock = match config.stores.engine {
        Engine::Sqlite => Some(lock(&config.data_directory)?),
        Engine::Postgres => None,
    };
    Ok(Serving { _lock: lock })
}

fn lock(folder: &Path) -> Result<File, ServingError> {
    let path = folder.join(LOCK);
    let unusable = |source| ServingError::Unusable {
        path: path.clone(),
        source,
    };
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(ServingError::Taken {
                folder: folder.to_owned(),
                who: process(&mut file),
            });
        }
        Err(TryLockError::Error(error)) => return Err(unusable(error)),
    }
    file.set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| write!(file, "{}", std::process::id()))
        .map_err(unusable)?;
    Ok(file)
}

/// The process that holds the lock, in words.
fn process(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.read_to_string(&mut text).map(|_| text.parse::<u32>());
    match read {
        Ok(Ok(process)) => format!(" (process {process})"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_is_refused_until_the_first_ends() {
        let folder = tempfile::tempdir().unwrap();
        let first = lock(folder.path()).unwrap();
        let refused = lock(folder.path()).unwrap_err().to_string();
        let process = std::process::id();
        assert!(
            refused.starts_with(&format!(
                "another hufu (process {process}) serves the stores in"
            )),
            "{refused}"
        );
        drop(first);
        lock(folder.path()).unwrap();
    }
}
