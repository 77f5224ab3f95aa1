//! The encrypted file: a zip under AES-256 (WinZip AE-2), written forward only and hashed on the way.
//!
//! Everything is encrypted before it reaches the disk. Written as a stream the entry stays AE-2, which keeps no checksum
//! of the plaintext; a seekable writer would turn it into AE-1, which does.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use zip::{
    AesMode, CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

use crate::features::exports::model::FileFormat;

/// What an archive is made of.
pub(in crate::features::exports) struct ArchivePlan<'a> {
    pub path: &'a Path,
    /// The name of the entry inside: ours, ASCII.
    pub entry: &'a str,
    /// The kind of file inside.
    pub format: FileFormat,
    /// Its sizes may pass 4 GiB: the entry is written as zip64.
    pub large: bool,
    pub passphrase: &'a str,
}

pub(in crate::features::exports) struct Archive {
    zip: ZipWriter<StreamWriter<Hashing<BufWriter<File>>>>,
}

pub(in crate::features::exports) struct Written {
    /// Its length in bytes.
    pub bytes: u64,
    /// The SHA-256 of the whole file.
    pub sha256: [u8; 32],
}

impl Archive {
    /// Makes the file with mode 0600; a file that is already there is an error.
    pub(in crate::features::exports) fn create(plan: &ArchivePlan<'_>) -> io::Result<Self> {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(plan.path)?;
        let mut zip = ZipWriter::new_stream(Hashing::new(BufWriter::with_capacity(1 << 16, file)));
        let options = SimpleFileOptions::default().large_file(plan.large);
        let options = match plan.format {
            // Level 1: the worker shares its cores with people who wait for pages.
            FileFormat::Csv | FileFormat::JsonLines => options
                .compression_method(CompressionMethod::Deflated)
                .compression_level(Some(1)),
            // The workbook is a zip itself.
            FileFormat::Xlsx => options.compression_method(CompressionMethod::Stored),
        };
        zip.start_file(
            plan.entry,
            options.with_aes_encryption(AesMode::Aes256, plan.passphrase),
        )?;
        Ok(Self { zip })
    }

    /// Begins a small text beside what was written so far, under the same passphrase.
    pub(in crate::features::exports) fn begin(
        &mut self,
        entry: &str,
        passphrase: &str,
    ) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .with_aes_encryption(AesMode::Aes256, passphrase);
        Ok(self.zip.start_file(entry, options)?)
    }

    /// Writes what is left and makes the file durable.
    pub(in crate::features::exports) fn finish(self) -> io::Result<Written> {
        let hashing = self.zip.finish()?.into_inner();
        let file = hashing.inner.into_inner().map_err(io::Error::from)?;
        file.sync_all()?;
        Ok(Written {
            bytes: hashing.bytes,
            sha256: hashing.hash.finalize().into(),
        })
    }
}

impl Write for Archive {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.zip.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zip.flush()
    }
}

/// Counts and hashes what passes through.
struct Hashing<W> {
    inner: W,
    hash: Sha256,
    bytes: u64,
}

impl<W> Hashing<W> {
    fn new(inner: W) -> Self {
        Self {
            inner,
            hash: Sha256::new(),
            bytes: 0,
        }
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A file that goes again unless it is kept: nothing half written outlives its worker's failure.
pub(in crate::features::exports) struct PartialFile(Option<PathBuf>);

impl PartialFile {
    pub(in crate::features::exports) fn at(path: PathBuf) -> Self {
        Self(Some(path))
    }

    /// The file is whole and stays.
    pub(in crate::features::exports) fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if let Some(path) = &self.0
            && let Err(error) = std::fs::remove_file(path)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::error!(%error, "a half written export cannot be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{io::Read, os::unix::fs::PermissionsExt};

    use super::*;

    #[test]
    fn an_archive_opens_with_its_passphrase_only_and_holds_nothing_plain() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("export.zip");
        let plan = ArchivePlan {
            path: &path,
            entry: "orders.csv",
            format: FileFormat::Csv,
            large: false,
            passphrase: "k7mp-2345-abcd-efgh-jkmn-pqrs",
        };
        let mut archive = Archive::create(&plan).expect("an archive");
        archive
            .write_all("张三,14200000417".as_bytes())
            .expect("writing");
        let written = archive.finish().expect("finishing");

        let bytes = std::fs::read(&path).expect("the file");
        let mode = std::fs::metadata(&path)
            .expect("the file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(written.bytes, bytes.len() as u64);
        assert_eq!(written.sha256, <[u8; 32]>::from(Sha256::digest(&bytes)));
        assert!(!bytes.windows(11).any(|window| window == b"14200000417"));

        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
        assert!(zip.by_index_decrypt(0, b"k7mp").is_err());
        let mut entry = zip
            .by_index_decrypt(0, plan.passphrase.as_bytes())
            .expect("an entry");
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("the text");
        assert_eq!(text, "张三,14200000417");
        assert_eq!(entry.name().expect("a name"), "orders.csv");
        assert!(Archive::create(&plan).is_err(), "a file was overwritten");
    }

    #[test]
    fn what_is_not_kept_is_removed() {
        let directory = tempfile::tempdir().expect("a directory");
        let (gone, kept) = (directory.path().join("gone"), directory.path().join("kept"));
        for path in [&gone, &kept] {
            std::fs::write(path, "x").expect("a file");
        }
        drop(PartialFile::at(gone.clone()));
        PartialFile::at(kept.clone()).keep();
        drop(PartialFile::at(directory.path().join("never made")));
        assert!(!gone.exists() && kept.exists());
    }
}
