//! The encrypted file: a zip of one entry under AES-256 (WinZip AE-2), written forward only and hashed on the way.
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

/// Rows above which the sizes may pass 4 GiB and the entry is written as zip64.
const LARGE: i64 = 2_000_000;

/// What an archive is made of.
pub(super) struct ArchivePlan<'a> {
    /// Where it goes.
    pub path: &'a Path,
    /// The name of the entry inside: ours, ASCII.
    pub entry: &'a str,
    /// The kind of file inside.
    pub format: FileFormat,
    /// How many rows it will have.
    pub rows: i64,
    /// Its passphrase.
    pub passphrase: &'a str,
}

/// An archive being written.
pub(super) struct Archive {
    zip: ZipWriter<StreamWriter<Hashing<BufWriter<File>>>>,
}

/// A finished archive.
pub(super) struct Written {
    /// Its length in bytes.
    pub bytes: u64,
    /// The SHA-256 of the whole file.
    pub sha256: [u8; 32],
}

impl Archive {
    /// Makes the file with mode 0600; a file that is already there is an error.
    pub(super) fn create(plan: &ArchivePlan<'_>) -> io::Result<Self> {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(plan.path)?;
        let mut zip = ZipWriter::new_stream(Hashing::new(BufWriter::with_capacity(1 << 16, file)));
        let options = SimpleFileOptions::default()
            .large_file(plan.rows > LARGE)
            .with_aes_encryption(AesMode::Aes256, plan.passphrase);
        let options = match plan.format {
            // Level 1: the worker shares its cores with people who wait for pages.
            FileFormat::Csv => options
                .compression_method(CompressionMethod::Deflated)
                .compression_level(Some(1)),
            // The workbook is a zip itself.
            FileFormat::Xlsx => options.compression_method(CompressionMethod::Stored),
        };
        zip.start_file(plan.entry, options)?;
        Ok(Self { zip })
    }

    /// Writes what is left and makes the file durable.
    pub(super) fn finish(self) -> io::Result<Written> {
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
pub(super) struct PartialFile(Option<PathBuf>);

impl PartialFile {
    /// Guards this path.
    pub(super) fn at(path: PathBuf) -> Self {
        Self(Some(path))
    }

    /// The file is whole and stays.
    pub(super) fn keep(mut self) {
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
