//! The file that pruned bodies go to: one body a line, byte for byte as it was hashed.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use sha2::{Digest, Sha256};

use crate::kernel::{audit, db::Pool, failure::Failure};

/// Bodies in one look at the store.
const ROWS: i64 = 2_000;

/// A file that is safely written.
pub(super) struct Archive {
    pub sha256: [u8; 32],
}

impl Archive {
    /// Writes the bodies of entries `first..=through` and returns when they are on disk. A file of a pruning that was cut off
    /// before is written anew.
    pub(super) async fn write(
        pool: &Pool,
        folder: &Path,
        first: i64,
        through: i64,
    ) -> Result<Self, Failure> {
        let name = format!("hufu-audit-{first}-{through}.jsonl");
        let unfinished = folder.join(format!("{name}.part"));
        let file = create(folder, &unfinished).map_err(unwritable)?;
        let mut file = BufWriter::new(file);
        let mut digest = Sha256::new();
        let mut after = first - 1;
        while after < through {
            let bodies = audit::bodies(pool, after, through, ROWS).await?;
            let Some((last, _)) = bodies.last() else {
                return Err(Failure::Internal("entries to be archived are missing"));
            };
            after = *last;
            for (_, body) in &bodies {
                digest.update(body);
                digest.update(b"\n");
                file.write_all(body).map_err(unwritable)?;
                file.write_all(b"\n").map_err(unwritable)?;
            }
        }
        let file = file
            .into_inner()
            .map_err(|error| unwritable(error.into_error()))?;
        file.sync_all().map_err(unwritable)?;
        fs::rename(&unfinished, folder.join(name)).map_err(unwritable)?;
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(unwritable)?;
        Ok(Self {
            sha256: digest.finalize().into(),
        })
    }
}

fn create(folder: &Path, path: &Path) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    // What an earlier try left goes; a link that somebody laid there is never followed.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

fn unwritable(error: io::Error) -> Failure {
    tracing::error!(%error, "the archive of the audit log cannot be written");
    Failure::Unavailable("the archive of the audit log")
}
