//! Proofs out of the stored tree, for whoever may read the log.

use hufu_proof::{Checkpoint, ConsistencyProof, InclusionProof, NoteError, OutOfRange, hash::Hash};

use super::{
    AuditReader, ProofError, store,
    tree::{TileReader, TreeSource},
};

/// Proves entries of one tree one after another. Neighbours share what is read and computed, so that a run of them costs
/// little more than reading their leaves.
pub struct Prover<'a> {
    tiles: TileReader<'a>,
    size: u64,
}

impl Prover<'_> {
    /// Proves that entry `sequence` is in the tree.
    ///
    /// # Errors
    /// [`ProofError`] when it is not, or the store cannot be read.
    pub async fn prove(&mut self, sequence: i64) -> Result<InclusionProof, ProofError> {
        let Ok(index) = u64::try_from(sequence - 1) else {
            let (asked, size) = (0, self.size);
            return Err(OutOfRange { asked, size }.into());
        };
        self.tiles.inclusion(index, self.size).await
    }
}

impl AuditReader {
    /// Proves entries of the tree of the first `size` entries.
    pub fn prover(&self, size: i64) -> Prover<'_> {
        Prover {
            tiles: self.tiles(),
            size: unsigned(size),
        }
    }

    /// How many entries there are.
    pub async fn size(&self) -> sqlx::Result<i64> {
        store::newest(&self.pool).await
    }

    /// The head of the tree of the first `size` entries, computed from stored hashes.
    ///
    /// # Errors
    /// When the store cannot be read, or there are not so many.
    pub async fn root(&self, size: i64) -> sqlx::Result<Hash> {
        let frontier = self.tiles().frontier(unsigned(size)).await?;
        Ok(frontier.root())
    }

    /// Proves that entry `sequence` is in the tree of the first `size` entries.
    ///
    /// # Errors
    /// [`ProofError`] when it is not, or the store cannot be read.
    pub async fn prove_entry(
        &self,
        sequence: i64,
        size: i64,
    ) -> Result<InclusionProof, ProofError> {
        self.prover(size).prove(sequence).await
    }

    /// Proves that the tree of the first `second` entries begins with that of the first `first`.
    ///
    /// # Errors
    /// [`ProofError`] when there are not so many, or the store cannot be read.
    pub async fn prove_consistency(
        &self,
        first: i64,
        second: i64,
    ) -> Result<ConsistencyProof, ProofError> {
        let (first, second) = (unsigned(first), unsigned(second));
        self.tiles().consistency(first, second).await
    }

    /// The smallest checkpoint that holds entry `sequence`.
    pub async fn checkpoint_over(&self, sequence: i64) -> sqlx::Result<Option<Checkpoint>> {
        parsed(store::checkpoint_over(&self.pool, sequence).await?)
    }

    /// The leaf hash of an entry whose body was pruned.
    pub async fn pruned_leaf(&self, sequence: i64) -> sqlx::Result<Option<Vec<u8>>> {
        let left = store::pruned_leaves(&self.pool, sequence.saturating_sub(1), sequence).await?;
        Ok(left.into_iter().next().map(|(_, leaf)| leaf))
    }

    /// The newest checkpoint.
    pub async fn newest_checkpoint(&self) -> sqlx::Result<Option<Checkpoint>> {
        parsed(store::newest_checkpoint(&self.pool).await?)
    }

    /// `width` hashes of a level of the tree from number `first` on: leaves on level 0, heads of full tiles above.
    ///
    /// # Errors
    /// When the store cannot be read, or does not have them all.
    pub async fn tile(&self, level: u32, first: i64, width: i64) -> sqlx::Result<Vec<Hash>> {
        let rows = store::tile(&self.pool, level, first, width).await?;
        let hashes = rows.into_iter().map(|(_, hash)| Hash::try_from(hash));
        let hashes: Vec<Hash> = hashes
            .collect::<Result<_, _>>()
            .map_err(|_| sqlx::Error::Decode("a hash of another length".into()))?;
        let whole = i64::try_from(hashes.len()) == Ok(width);
        whole.then_some(hashes).ok_or(sqlx::Error::RowNotFound)
    }

    fn tiles(&self) -> TileReader<'_> {
        TileReader::new(TreeSource::Reader(&self.pool))
    }
}

/// Entries are numbered from 1; what is below stands for none.
fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// A row says how many entries its note is of; one that says something else is none of Hufu's.
fn parsed(row: Option<(i64, String)>) -> sqlx::Result<Option<Checkpoint>> {
    let Some((size, note)) = row else {
        return Ok(None);
    };
    let checkpoint: Checkpoint = note
        .parse()
        .map_err(|error: NoteError| sqlx::Error::Decode(error.into()))?;
    if checkpoint.size() != size {
        return Err(sqlx::Error::Decode("a checkpoint of another size".into()));
    }
    Ok(Some(checkpoint))
}
