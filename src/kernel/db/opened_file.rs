//! The file behind an SQLite store, to tell whether it is still the one that was opened.

use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

/// A file by its path and its number in the file system.
#[derive(Clone, Debug)]
pub(super) struct OpenedFile {
    path: PathBuf,
    number: (u64, u64),
}

impl OpenedFile {
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        Ok(Self {
            path: path.to_owned(),
            number: number(path)?,
        })
    }

    /// Nothing when the path still leads to the file.
    pub(super) fn is_in_place(&self) -> io::Result<()> {
        if number(&self.path)? == self.number {
            return Ok(());
        }
        let kind = io::ErrorKind::StaleNetworkFileHandle;
        Err(io::Error::new(kind, "the store's file was replaced"))
    }
}

fn number(path: &Path) -> io::Result<(u64, u64)> {
    let found = fs::metadata(path)?;
    Ok((found.dev(), found.ino()))
}
