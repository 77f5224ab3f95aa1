//! The private key of a transport envelope: sealed under a data key of its own like a person's part, so that it is wrapped,
//! rewrapped and destroyed as theirs are.

use super::{Vault, VaultError, store};
use crate::{
    base::ids::{EnvelopeKeyId, RecordId, SubjectId},
    kernel::{
        authz::{Changes, Receipt, Seals},
        parts::{EnvelopeKey, Part},
    },
};

impl Vault {
    /// Destroys a private key, with the data key it was sealed under: no envelope that somebody recorded opens any more.
    pub async fn discard_envelope_key<P: Changes + Seals<EnvelopeKey>>(
        &self,
        _receipt: &Receipt<P>,
        key: EnvelopeKeyId,
    ) -> Result<(), VaultError> {
        let (subject, record) = (SubjectId::from(key), RecordId::from(key));
        self.inner.data_keys.destroy(subject).await?;
        let mut transaction = self.inner.vault.begin().await?;
        store::delete_part(&mut transaction, subject, record, EnvelopeKey::NAME).await?;
        Ok(transaction.commit().await?)
    }
}
