//! Travellers, with their contacts and identities.

use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;

use super::cells::Cells;
use crate::i18n::key;
use crate::{
    base::{
        clock::Timestamp,
        document::DocumentKind,
        ids::{RecordId, SubjectId, TravellerId},
        locale::Locale,
        travel::Gender,
    },
    features::exports::{
        exporting::{Counts, Exporting},
        fields::FilterFields,
        model::{Class, DataSet, Filter, Layout, Period, columns},
        permissions::ExportTravellers,
        run::{
            source::{BATCH, Batch, Source, UNINDEXED_TIME, WriteError},
            table::ArchivedTable,
        },
    },
    i18n,
    kernel::{
        authz::Grant,
        db::Pool,
        parts::{Contact, Identity},
    },
    with_pool,
};

columns! {
    /// The columns of a traveller.
    TravellerColumn {
        Traveller = "traveller", key::EXPORTS_COLUMN_TRAVELLER, PLAIN, Unchosen;
        CreatedAt = "created_at", key::EXPORTS_COLUMN_CREATED_AT, PLAIN, Chosen;
        Name = "name", key::EXPORTS_COLUMN_NAME, CONTACT, Chosen;
        Phone = "phone", key::EXPORTS_COLUMN_PHONE, CONTACT, Chosen;
        Email = "email", key::EXPORTS_COLUMN_EMAIL, CONTACT, Unchosen;
        DocumentKind = "document_kind", key::EXPORTS_COLUMN_DOCUMENT_KIND, IDENTITY, Unchosen;
        DocumentNumber = "document_number", key::EXPORTS_COLUMN_DOCUMENT_NUMBER, IDENTITY, Unchosen;
        BirthDate = "birth_date", key::EXPORTS_COLUMN_BIRTH_DATE, IDENTITY, Unchosen;
        Gender = "gender", key::EXPORTS_COLUMN_GENDER, UNMASKED_IDENTITY, Unchosen;
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TravellerFilter {
    pub made: Period,
}

impl Filter for TravellerFilter {
    fn conditions(&self, locale: Locale) -> Vec<String> {
        self.made.conditions(locale)
    }
}

impl Exporting for ExportTravellers {
    const DATA_SET: DataSet = DataSet::Travellers;
    type Filter = TravellerFilter;
    type Column = TravellerColumn;

    fn read_filter(fields: &mut FilterFields<'_>) -> Option<TravellerFilter> {
        Some(TravellerFilter {
            made: fields.period(),
        })
    }

    async fn count(grant: &Grant<Self>, filter: &TravellerFilter) -> sqlx::Result<Counts> {
        count(grant.kernel().business().reader(), filter).await
    }
}

/// How many travellers a filter reaches.
pub(in crate::features::exports) async fn count(
    pool: &Pool,
    filter: &TravellerFilter,
) -> sqlx::Result<Counts> {
    with_pool!(pool, |db| {
        let mut query = QueryBuilder::new("SELECT COUNT(*), COUNT(*) FROM travellers WHERE ");
        filter.made.push(&mut query, "created_at");
        query.build_query_as().fetch_one(db).await
    })
}

/// A row as it is read.
#[derive(sqlx::FromRow)]
pub struct TravellerRow {
    id: TravellerId,
    created_at: Timestamp,
}

impl Source for ExportTravellers {
    type Row = TravellerRow;

    async fn read(
        pool: &Pool,
        filter: &TravellerFilter,
        after: Option<&TravellerRow>,
    ) -> sqlx::Result<Vec<TravellerRow>> {
        with_pool!(pool, |db| {
            let mut query = QueryBuilder::new("SELECT id, created_at FROM travellers WHERE ");
            filter.made.push(&mut query, UNINDEXED_TIME);
            if let Some(row) = after {
                query.push(" AND id > ").push_bind(row.id);
            }
            query.push(" ORDER BY id LIMIT ").push_bind(BATCH);
            query.build_query_as().fetch_all(db).await
        })
    }

    fn refs(
        row: &TravellerRow,
        layout: &Layout<TravellerColumn>,
        refs: &mut Vec<(SubjectId, RecordId)>,
    ) {
        if layout.needs(Class::Contact) || layout.needs(Class::Identity) {
            refs.push((row.id.into(), row.id.into()));
        }
    }

    fn write(
        row: &TravellerRow,
        batch: &Batch<Self>,
        layout: &Layout<TravellerColumn>,
        table: &mut ArchivedTable,
    ) -> Result<(), WriteError> {
        let contact = Cells::<Contact>::open(batch, layout, row.id, row.id)?;
        let identity = Cells::<Identity>::open(batch, layout, row.id, row.id)?;
        let word = |key| i18n::text(layout.language, key);
        let kind = |kind: &str| Some(word(kind.parse::<DocumentKind>().ok()?.key()));
        let gender = |gender: &str| Some(word(gender.parse::<Gender>().ok()?.key()));
        for chosen in &layout.columns {
            let way = chosen.disclosure;
            let cell = match chosen.column {
                TravellerColumn::Traveller => table.text(&row.id.to_string()),
                TravellerColumn::CreatedAt => table.text(&row.created_at.local_seconds()),
                TravellerColumn::Name => contact.cell(way, |c| &c.name, |c| &c.name).write(table),
                TravellerColumn::Phone => {
                    let phone = contact.cell(way, |c| &c.phone, |c| &c.phone);
                    phone.write(table)
                }
                TravellerColumn::Email => {
                    let email = contact.cell(way, |c| &c.email, |c| &c.email);
                    email.write(table)
                }
                TravellerColumn::DocumentKind => identity
                    .cell(way, |i| &i.kind, |i| &i.kind)
                    .write_word(table, kind),
                TravellerColumn::DocumentNumber => identity
                    .cell(way, |i| &i.number, |i| &i.number)
                    .write(table),
                TravellerColumn::BirthDate => identity
                    .cell(way, |i| &i.birth_date, |i| &i.birth_date)
                    .write(table),
                TravellerColumn::Gender => {
                    let shown = identity.clear(way, |i| &i.gender);
                    shown.write_word(table, gender)
                }
            };
            cell?;
        }
        Ok(table.end_row()?)
    }
}
