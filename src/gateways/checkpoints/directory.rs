//! A folder in the form of C2SP tlog-tiles, best on another machine: the newest checkpoint, every one there was, and the hashes
//! of the tree. With the hashes, `hufu audit verify --against` names the first entry that was rewritten, whatever the attacker
//! computed anew.

use std::{
    io,
    path::{Path, PathBuf},
};

use hufu_proof::{Checkpoint, TILE_WIDTH, tile_path};
use tokio::{fs, io::AsyncWriteExt};

use crate::kernel::evidence::{CheckpointPublisher, Publication, PublisherError, Publishing};

/// Every checkpoint, by how many entries it is of.
const HISTORY: &str = "checkpoints";
/// The newest one.
const NEWEST: &str = "checkpoint";
const WIDTH: i64 = TILE_WIDTH as i64;

/// Keeps checkpoints and hashes in a folder.
pub struct DirectoryPublisher {
    folder: PathBuf,
    name: String,
}

impl DirectoryPublisher {
    /// In this folder, which is made when it is not there.
    pub fn new(folder: PathBuf) -> Self {
        let name = format!("directory {}", folder.display());
        Self { folder, name }
    }

    async fn write(&self, publication: Publication<'_>) -> Result<String, PublisherError> {
        // What the folder has, and not what we remember of it: it may be a new one.
        let mut known = self.known(&publication).await?;
        let size = publication.checkpoint.size();
        let mut leaves = size;
        let mut level = 0;
        while leaves > 0 {
            self.write_level(&publication, level, known, leaves).await?;
            (leaves, known, level) = (leaves / WIDTH, known / WIDTH, level + 1);
        }
        let note = publication.checkpoint.note().to_string();
        let dated = Path::new(HISTORY).join(size.to_string());
        self.write_file(&dated, note.as_bytes()).await?;
        // Last: whoever reads the newest finds every hash that it stands for.
        self.write_file(Path::new(NEWEST), note.as_bytes()).await?;
        Ok(String::new())
    }

    /// How many entries its newest checkpoint is of. What was published is never contradicted: where the log does not go on from
    /// it, somebody rewrote the log.
    async fn known(&self, publication: &Publication<'_>) -> Result<i64, PublisherError> {
        let text = match fs::read_to_string(self.folder.join(NEWEST)).await {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(error.into()),
        };
        if let Ok(known) = text.parse::<Checkpoint>()
            && known.size() <= publication.checkpoint.size()
            && publication.log.root(known.size()).await? == *known.root()
        {
            return Ok(known.size());
        }
        Err(PublisherError::Refused(format!(
            "the log does not go on from the checkpoint in {}: it was rewritten, or the folder is another log's; nothing was written",
            self.folder.display()
        )))
    }

    /// Writes the tiles of a level that are not there as they have to be.
    async fn write_level(
        &self,
        publication: &Publication<'_>,
        level: u32,
        known: i64,
        hashes: i64,
    ) -> Result<(), PublisherError> {
        let mut first = known - known % WIDTH;
        while first < hashes {
            let width = WIDTH.min(hashes - first);
            let tile = publication.log.tile(level, first, width).await?;
            let position = u64::try_from(first / WIDTH).unwrap_or(0);
            let path = tile_path(level, position, u64::try_from(width).unwrap_or(0));
            self.write_file(&path, tile.as_flattened()).await?;
            first += width;
        }
        Ok(())
    }

    /// Whole or not at all: a reader never sees half a file.
    async fn write_file(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let path = self.folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).await?;
        }
        let mut unfinished = path.clone();
        unfinished.as_mut_os_string().push(".new");
        // What an earlier try left goes; a link that somebody laid there is never followed.
        match fs::remove_file(&unfinished).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = fs::File::create_new(&unfinished).await?;
        file.write_all(content).await?;
        file.sync_all().await?;
        fs::rename(&unfinished, &path).await
    }
}

impl CheckpointPublisher for DirectoryPublisher {
    fn kind(&self) -> &'static str {
        "directory"
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn keep<'a>(&'a self, publication: Publication<'a>) -> Publishing<'a> {
        Box::pin(self.write(publication))
    }

    fn folder(&self) -> Option<&Path> {
        Some(&self.folder)
    }
}
