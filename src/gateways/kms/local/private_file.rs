//! Files that only their owner may read.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use zeroize::Zeroizing;

/// More is no keyring and no key file.
const LARGEST: u64 = 64 * 1024;

/// What is in the file. Errors are words that complete "keyring FILE: …".
pub(super) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, String> {
    let words = |error: io::Error| error.to_string();
    let mut file = File::open(path).map_err(words)?;
    let metadata = file.metadata().map_err(words)?;
    if !metadata.is_file() {
        return Err("it is not a file".to_owned());
    }
    if metadata.permissions().mode() & 0o077 != 0 {
        return Err("others can read it; run chmod 600 on it".to_owned());
    }
    if metadata.len() > LARGEST {
        return Err("it is too large".to_owned());
    }
    // Taken whole, so that growing does not leave copies behind.
    let capacity = usize::try_from(metadata.len()).unwrap_or(0) + 1;
    let mut content = Zeroizing::new(Vec::with_capacity(capacity));
    Read::by_ref(&mut file)
        .take(LARGEST)
        .read_to_end(&mut content)
        .map_err(words)?;
    Ok(content)
}

/// Writes a new file; one that is there is left alone.
pub(super) fn create(path: &Path, content: &[u8]) -> Result<(), String> {
    write_new(path, content).map_err(|error| error.to_string())
}

/// Replaces a file as a whole: after a crash it is the old one or the new one.
pub(super) fn replace(path: &Path, content: &[u8]) -> Result<(), String> {
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(".new");
    let beside = path.with_file_name(name);
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let replaced = write_new(&beside, content)
        .and_then(|()| fs::rename(&beside, path))
        .and_then(|()| File::open(folder.unwrap_or(Path::new(".")))?.sync_all());
    replaced.map_err(|error| format!("it cannot be replaced by {}: {error}", beside.display()))
}

fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(content)?;
    file.sync_all()
}
