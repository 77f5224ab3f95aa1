//! Travellers, with their contacts and identities.

use sqlx::QueryBuilder;

use super::{
    source::{BATCH, Batch, Contacts, Source, WriteError, absence, at_hand},
    table::ArchivedTable,
};
use crate::{
    base::{
        clock::Timestamp,
        document::DocumentKind,
        ids::{RecordId, SubjectId, TravellerId},
        travel,
    },
    features::exports::{
        counts::{UNINDEXED_TIME, push_filter},
        model::{Chosen, Clarity, Class, Column, Filter, Layout},
        permissions::ExportTravellers,
    },
    i18n,
    kernel::{
        db::Pool,
        parts::{Identity, MaskedIdentity},
        vault::{Opened, Revealed, VaultError},
    },
    with_pool,
};

#[derive(sqlx::FromRow)]
pub(super) struct TravellerRow {
    id: TravellerId,
    created_at: Timestamp,
}

impl Source for ExportTravellers {
    type Row = TravellerRow;

    async fn read(
        pool: &Pool,
        filter: &Filter,
        after: Option<&TravellerRow>,
    ) -> sqlx::Result<Vec<TravellerRow>> {
        with_pool!(pool, |db| {
            let mut query = QueryBuilder::new("SELECT id, created_at FROM travellers WHERE ");
            push_filter(&mut query, UNINDEXED_TIME, filter);
            if let Some(row) = after {
                query.push(" AND id > ").push_bind(row.id);
            }
            query.push(" ORDER BY id LIMIT ").push_bind(BATCH);
            query.build_query_as().fetch_all(db).await
        })
    }

    fn places(row: &TravellerRow, layout: &Layout, places: &mut Vec<(SubjectId, RecordId)>) {
        if layout.needs(Class::Contact) || layout.needs(Class::Identity) {
            places.push((row.id.into(), row.id.into()));
        }
    }

    fn write(
        row: &TravellerRow,
        batch: &Batch<Self>,
        layout: &Layout,
        table: &mut ArchivedTable,
    ) -> Result<(), WriteError> {
        let contacts = Contacts::open(batch, layout, row.id)?;
        let identities = Identities::open(batch, layout, row.id)?;
        for chosen in &layout.columns {
            match chosen.column.class() {
                Class::Contact => contacts.write(*chosen, layout, table)?,
                Class::Identity => identities.write(*chosen, layout, table)?,
                _ if chosen.column == Column::CreatedAt => {
                    table.text(&row.created_at.local_seconds())?;
                }
                _ => table.text(&row.id.to_string())?,
            }
        }
        Ok(table.end_row()?)
    }
}

/// A traveller's identity as the layout asks for it.
struct Identities {
    masked: Option<Opened<MaskedIdentity>>,
    clear: Option<Opened<Revealed<Identity>>>,
}

impl Identities {
    fn open(
        batch: &Batch<ExportTravellers>,
        layout: &Layout,
        traveller: TravellerId,
    ) -> Result<Self, VaultError> {
        let (receipt, sealed) = (&batch.receipt, &batch.sealed);
        let masked = layout
            .has(Class::Identity, Clarity::Masked)
            .then(|| sealed.masked::<Identity, _>(receipt, traveller, traveller))
            .transpose()?;
        let clear = layout
            .has(Class::Identity, Clarity::Clear)
            .then(|| sealed.reveal::<Identity, _>(receipt, traveller, traveller))
            .transpose()?;
        Ok(Self {
            masked: at_hand(masked)?,
            clear: at_hand(clear)?,
        })
    }

    fn write(
        &self,
        chosen: Chosen,
        layout: &Layout,
        table: &mut ArchivedTable,
    ) -> std::io::Result<()> {
        let clear = chosen.clarity == Some(Clarity::Clear);
        let word = |text: &str| -> Option<&'static str> {
            let key = match chosen.column {
                Column::DocumentKind => text.parse::<DocumentKind>().ok()?.key(),
                _ => text.parse::<travel::Gender>().ok()?.key(),
            };
            Some(i18n::text(layout.language, key))
        };
        match (&self.clear, &self.masked) {
            (Some(Opened::Open(identity)), _) if clear => {
                let shown = identity.show(|identity| match chosen.column {
                    Column::DocumentKind => &identity.kind,
                    Column::DocumentNumber => &identity.number,
                    Column::BirthDate => &identity.birth_date,
                    _ => &identity.gender,
                });
                let text = shown.as_str();
                match chosen.column {
                    Column::DocumentKind | Column::Gender => table.text(word(text).unwrap_or(text)),
                    _ => table.text(text),
                }
            }
            (_, Some(Opened::Open(identity))) if !clear => match chosen.column {
                Column::DocumentKind => table.text(word(&identity.kind).unwrap_or_default()),
                Column::DocumentNumber => table.text(&identity.number),
                _ => table.text(&identity.birth_date),
            },
            (Some(absent), _) if clear => table.text(absence(absent, layout)),
            (_, Some(absent)) if !clear => table.text(absence(absent, layout)),
            _ => table.text(""),
        }
    }
}
