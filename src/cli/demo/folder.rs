//! The folder of a demonstration: which folders it may use, one demonstration at a time, and what `--reset` removes.
//!
//! Somebody who types a wrong path must not lose an installation: a folder that is not a demonstration's is refused before
//! anything in it is touched, and a reset removes the files that a demonstration makes, by name, and nothing else.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use uuid::Uuid;

use super::{DESCRIPTION, KEYRING, certificates};
use crate::kernel::db::StoreName;

/// What says whose folder it is.
const CONFIGURATION: &str = "hufu.toml";
/// Locked while a demonstration runs. It stays when that ends: two that start at once must lock the same file.
const LOCK: &str = "demo.lock";
const OUTBOX: &str = "sms.jsonl";
const EXPORTS: &str = "exports";

/// Why a demonstration may not use a folder. Nothing in it was changed.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Its configuration is not a demonstration's.
    #[error(
        "{} holds an installation and no demonstration: its hufu.toml does not say demo = true. Nothing was changed; \
         name another folder with --data",
        .0.display()
    )]
    Installation(PathBuf),
    /// There is something in it, and nothing says what.
    #[error(
        "{} is not empty and holds no demonstration. Nothing was changed; name a new folder with --data",
        .0.display()
    )]
    NotEmpty(PathBuf),
    /// Somebody else is at it.
    #[error(
        "a demonstration runs in {} already. Nothing was changed; stop that one, or name another folder with --data",
        .0.display()
    )]
    InUse(PathBuf),
    /// It cannot be read or written.
    #[error("{} cannot be used: {source}", path.display())]
    Unusable {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A demonstration's folder that nobody else uses while this lives.
#[derive(Debug)]
pub struct Claim {
    path: PathBuf,
    _lock: File,
}

/// Takes a folder for a demonstration, making it where there is none.
///
/// # Errors
/// [`FolderError`] when it is not a demonstration's, is in use, or cannot be written.
pub fn claim(path: &Path) -> Result<Claim, FolderError> {
    let unusable = |source| FolderError::Unusable {
        path: path.to_path_buf(),
        source,
    };
    refuse_others(path)?;
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(unusable)?;
    let lock = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path.join(LOCK))
        .map_err(unusable)?;
    match lock.try_lock() {
        Ok(()) => Ok(Claim {
            path: path.to_path_buf(),
            _lock: lock,
        }),
        Err(TryLockError::WouldBlock) => Err(FolderError::InUse(path.to_path_buf())),
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}

/// Refuses whatever is neither a demonstration's folder nor empty.
fn refuse_others(path: &Path) -> Result<(), FolderError> {
    let unusable = |source| FolderError::Unusable {
        path: path.to_path_buf(),
        source,
    };
    if !fs::exists(path).map_err(unusable)? {
        return Ok(());
    }
    match fs::read_to_string(path.join(CONFIGURATION)) {
        Ok(text) if says_demo(&text) => Ok(()),
        Ok(_) => Err(FolderError::Installation(path.to_path_buf())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            for entry in fs::read_dir(path).map_err(unusable)? {
                // The lock of one that ended before it wrote anything else.
                if entry.map_err(unusable)?.file_name() != LOCK {
                    return Err(FolderError::NotEmpty(path.to_path_buf()));
                }
            }
            Ok(())
        }
        Err(error) => Err(unusable(error)),
    }
}

fn says_demo(configuration: &str) -> bool {
    let table = configuration.parse::<toml::Table>();
    table.is_ok_and(|table| table.get("demo").and_then(toml::Value::as_bool) == Some(true))
}

impl Claim {
    /// The configuration file: it marks the folder, so it is the first file written and a reset leaves it.
    pub(super) fn configuration(&self) -> PathBuf {
        self.path.join(CONFIGURATION)
    }

    /// Removes what a demonstration makes, and nothing else.
    ///
    /// # Errors
    /// [`FolderError::Unusable`] when a file cannot be removed.
    pub(super) fn reset(&self) -> Result<(), FolderError> {
        self.remove_all().map_err(|source| FolderError::Unusable {
            path: self.path.clone(),
            source,
        })
    }

    fn remove_all(&self) -> io::Result<()> {
        let stores = StoreName::ALL.iter().flat_map(|store| {
            ["", "-wal", "-shm", "-journal"].map(|end| format!("{}.sqlite{end}", store.as_str()))
        });
        let others = [DESCRIPTION, KEYRING, OUTBOX].map(str::to_owned);
        let certificates = certificates::FILES.map(str::to_owned);
        for name in stores.chain(others).chain(certificates) {
            remove(&self.path.join(name))?;
        }
        self.remove_exports()
    }

    /// Export files are named by an id; a folder that is then not empty stays.
    fn remove_exports(&self) -> io::Result<()> {
        let folder = self.path.join(EXPORTS);
        // A link may lead out of the demonstration.
        if !fs::symlink_metadata(&folder).is_ok_and(|metadata| metadata.is_dir()) {
            return Ok(());
        }
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            if stem.is_some_and(|stem| Uuid::try_parse(stem).is_ok()) {
                remove(&path)?;
            }
        }
        match fs::remove_dir(&folder) {
            Err(error) if error.kind() != io::ErrorKind::DirectoryNotEmpty => Err(error),
            _ => Ok(()),
        }
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MADE: [&str; 10] = [
        "demo.json",
        "keyring.json",
        "sms.jsonl",
        "ca.pem",
        "certificate.pem",
        "private_key.pem",
        "issued.json",
        "vault.sqlite",
        "audit.sqlite-wal",
        "exports/019ac0de-0000-7000-8000-000000000000.zip",
    ];
    const OTHERS: [&str; 5] = [
        "hufu.toml",
        "travellers.csv",
        "rejects-20261122T100500Z.csv",
        "data/audit.sqlite",
        "exports/list.zip",
    ];

    fn folder(demo: bool) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in MADE.into_iter().chain(OTHERS) {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        let text = format!("demo = {demo}\n[data]\ndirectory = \"data\"\n");
        fs::write(folder.path().join("hufu.toml"), text).unwrap();
        folder
    }

    fn listing(folder: &Path) -> Vec<(PathBuf, Option<Vec<u8>>)> {
        let mut all: Vec<_> = walk(folder);
        all.sort();
        all
    }

    fn walk(folder: &Path) -> Vec<(PathBuf, Option<Vec<u8>>)> {
        let entries = fs::read_dir(folder).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .flat_map(|path| match path.is_dir() {
                true => [(path.clone(), None)]
                    .into_iter()
                    .chain(walk(&path))
                    .collect(),
                false => vec![(path.clone(), Some(fs::read(&path).unwrap()))],
            })
            .collect()
    }

    #[test]
    fn an_installation_is_refused_and_stays_as_it_is() {
        let folder = folder(false);
        for text in [
            "",
            "not toml [",
            "demo = false",
            "demo = \"true\"",
            "[data]\ndemo = true",
        ] {
            fs::write(folder.path().join("hufu.toml"), text).unwrap();
            let before = listing(folder.path());
            let refused = claim(folder.path()).unwrap_err();
            assert!(matches!(refused, FolderError::Installation(_)), "{text}");
            assert_eq!(listing(folder.path()), before, "{text}");
        }
    }

    #[test]
    fn a_folder_of_other_things_is_refused_and_an_empty_one_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("keyring.json"), "the only key").unwrap();
        let refused = claim(folder.path()).unwrap_err();
        assert!(matches!(refused, FolderError::NotEmpty(_)));
        assert_eq!(listing(folder.path()).len(), 1);
        fs::remove_file(folder.path().join("keyring.json")).unwrap();
        drop(claim(folder.path()).unwrap());
        claim(folder.path()).unwrap();
        claim(&folder.path().join("new/deeper")).unwrap();
    }

    #[test]
    fn a_reset_removes_what_a_demonstration_makes_and_nothing_else() {
        let folder = folder(true);
        claim(folder.path()).unwrap().reset().unwrap();
        for name in MADE {
            assert!(!folder.path().join(name).exists(), "{name}");
        }
        for name in OTHERS {
            assert!(folder.path().join(name).exists(), "{name}");
        }
    }

    #[test]
    fn one_folder_holds_one_demonstration_at_a_time() {
        let folder = folder(true);
        let first = claim(folder.path()).unwrap();
        let second = claim(folder.path()).unwrap_err();
        assert!(matches!(second, FolderError::InUse(_)));
        drop(first);
        claim(folder.path()).unwrap();
    }
}
