//! Travellers: who they are goes into the vault, an id and a date into the business store.

use super::{
    claims::{Claim, Claims},
    events,
    item::{Problem, Refusal, Source},
    model::StoredTraveller,
    permissions::ImportTravellers,
    pipeline::{Kind, Line, Sorted},
    rows::TravellerRow,
    store,
};
use crate::{
    base::ids::{SubjectId, TravellerId},
    kernel::{
        audit::EventKind,
        authz::{Change, Grant},
        failure::Failure,
        parts::{Contact, Document, Identity, TravellerPhone},
        vault::{Sealing, VaultError},
    },
};

/// Travellers, from `travellers.csv`.
pub struct Travellers;

/// A traveller to be stored.
pub struct NewTraveller {
    id: TravellerId,
    row: TravellerRow,
}

impl Kind for Travellers {
    type Cells = TravellerRow;
    type Row = TravellerRow;
    type New = NewTraveller;
    type Stored = StoredTraveller;
    type Permission = ImportTravellers;
    const STORED: &'static EventKind = &events::TRAVELLERS_STORED;

    async fn sort(
        grant: &Grant<ImportTravellers>,
        source: Source,
        rows: Vec<Line<TravellerRow>>,
        claims: &mut Claims,
    ) -> Result<Sorted<NewTraveller>, Failure> {
        let mut sorted = Sorted::with_capacity(rows.len());
        let (kernel, source) = (grant.kernel(), source.as_str());
        let rows: Vec<_> = rows
            .into_iter()
            .map(|line| (TravellerId::imported(source, line.row.number), line))
            .collect();
        let ids: Vec<_> = rows.iter().map(|(id, _)| *id).collect();
        let there = store::travellers_there(kernel.business().reader(), &ids).await?;
        let known = |id: &TravellerId| there.contains(id) || claims.has(id.uuid());
        let (old, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(id, _)| known(id));
        sorted.there = old.len() as u64;
        let holders = Holders::find(grant, &rows).await?;
        for (at, (id, Line { line, row })) in rows.into_iter().enumerate() {
            // Twice in the same batch.
            if claims.has(id.uuid()) {
                sorted.there += 1;
                continue;
            }
            let fingerprint = |purpose, value: &str| {
                Claim::Value(kernel.vault().fingerprint(purpose, value.as_bytes()))
            };
            let phone = fingerprint("import phone", row.phone.expose());
            let document = fingerprint("import document", row.document.expose());
            let refused = if holders.is_phone_taken(at, id) || claims.is_taken(&phone, id.uuid()) {
                Some(("phone", Problem::PhoneTaken))
            } else if holders.is_document_taken(at, id) || claims.is_taken(&document, id.uuid()) {
                Some(("id_no", Problem::DocumentTaken))
            } else {
                None
            };
            if let Some((column, problem)) = refused {
                sorted.refused.push(Refusal {
                    line,
                    column,
                    problem,
                });
                continue;
            }
            for claim in [Claim::Record(id.uuid()), phone, document] {
                claims.add(claim, id.uuid());
            }
            sorted.new.push(NewTraveller { id, row });
        }
        sorted.new.sort_unstable_by_key(|new| new.id);
        Ok(sorted)
    }

    fn subject(new: &NewTraveller) -> Option<SubjectId> {
        Some(new.id.into())
    }

    fn seal(
        NewTraveller { id, mut row }: NewTraveller,
        sealing: &mut Sealing<ImportTravellers>,
    ) -> Result<StoredTraveller, VaultError> {
        sealing.index(id, &TravellerPhone(&row.phone));
        sealing.index(id, &Document(&row.document));
        let kind = row.document.kind();
        // Moved, not copied: each text has one place in memory, which is wiped when the part is dropped.
        let contact = Contact {
            name: std::mem::take(&mut *row.name).into(),
            phone: std::mem::take(&mut *row.phone.into_exposed()).into(),
            email: std::mem::take(&mut *row.email).into(),
        };
        let identity = Identity {
            kind: kind.to_string().into(),
            number: std::mem::take(&mut *row.document.into_exposed()).into(),
            birth_date: row.birth.to_string().into(),
            gender: row.gender.to_string().into(),
        };
        sealing.part(id, id, &contact)?;
        sealing.part(id, id, &identity)?;
        Ok(StoredTraveller {
            id,
            created_at: row.created_at,
        })
    }

    async fn insert(change: &mut Change, rows: &[StoredTraveller]) -> sqlx::Result<()> {
        store::insert_travellers(change, rows).await
    }
}

/// Who has the phones and documents of a batch, by position.
struct Holders {
    phones: Vec<Option<SubjectId>>,
    documents: Vec<Option<SubjectId>>,
}

impl Holders {
    async fn find(
        grant: &Grant<ImportTravellers>,
        rows: &[(TravellerId, Line<TravellerRow>)],
    ) -> Result<Self, Failure> {
        if rows.is_empty() {
            return Ok(Self {
                phones: Vec::new(),
                documents: Vec::new(),
            });
        }
        let vault = grant.kernel().vault();
        let rows = || rows.iter().map(|(_, line)| &line.row);
        let phones: Vec<_> = rows().map(|row| TravellerPhone(&row.phone)).collect();
        let documents: Vec<_> = rows().map(|row| Document(&row.document)).collect();
        let (phones, documents) = tokio::try_join!(
            vault.find_all(grant, &phones),
            vault.find_all(grant, &documents)
        )?;
        Ok(Self { phones, documents })
    }

    fn is_phone_taken(&self, at: usize, id: TravellerId) -> bool {
        is_other(&self.phones, at, id)
    }

    fn is_document_taken(&self, at: usize, id: TravellerId) -> bool {
        is_other(&self.documents, at, id)
    }
}

fn is_other(holders: &[Option<SubjectId>], at: usize, id: TravellerId) -> bool {
    holders
        .get(at)
        .copied()
        .flatten()
        .is_some_and(|holder| holder != id.into())
}
