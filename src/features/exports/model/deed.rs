//! The deed: what exactly leaves, in one digest that the approval, the SMS code and the file are bound to (A6).

use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{DataSet, FileFormat, Filter, Layout};
use crate::base::ids::{ExportId, StaffId};

/// What leaves. Its JSON has fixed fields in a fixed order, so the same deed always gives the same digest.
#[derive(Serialize)]
pub struct Deed<'a> {
    /// Which export.
    pub export: ExportId,
    /// For whom.
    pub owner: StaffId,
    /// Which data.
    pub data_set: DataSet,
    /// Which kind of file.
    pub format: FileFormat,
    /// Which rows.
    pub filter: &'a Filter,
    /// Which columns, masked or in clear.
    pub layout: &'a Layout,
    /// How many rows.
    pub rows: i64,
    /// How many travellers.
    pub people: i64,
}

/// Keeps this digest apart from every other SHA-256 in Hufu.
const DOMAIN: &[u8] = b"hufu/export-deed/v1\n";

impl Deed<'_> {
    /// SHA-256 over the domain and the JSON.
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new_with_prefix(DOMAIN);
        // Strings, numbers and lists always go into JSON; if ever not, no digest would match a stored one.
        hash.update(serde_json::to_vec(self).unwrap_or_default());
        hash.finalize().into()
    }

    /// What the SMS code is bound to: a code for another deed does not fit.
    pub fn binding(digest: &[u8; 32]) -> Uuid {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Uuid::from_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{clock::Timestamp, locale::Locale, travel::OrderStatus},
        features::exports::model::{Chosen, Clarity, Column},
    };

    fn layout(clarity: Clarity) -> Layout {
        Layout {
            language: Locale::Zh,
            columns: vec![
                Chosen {
                    column: Column::OrderNo,
                    clarity: None,
                },
                Chosen {
                    column: Column::Phone,
                    clarity: Some(clarity),
                },
            ],
        }
    }

    #[test]
    fn anything_that_changes_what_leaves_changes_the_deed() {
        let filter = Filter::everything(Timestamp::from_micros(1_800_000_000_000_000));
        let narrower = Filter {
            order_status: Some(OrderStatus::Paid),
            ..filter.clone()
        };
        let (masked, clear) = (layout(Clarity::Masked), layout(Clarity::Clear));
        let deed = || Deed {
            export: ExportId::from_uuid(Uuid::from_u128(1)),
            owner: StaffId::from_uuid(Uuid::from_u128(2)),
            data_set: DataSet::Orders,
            format: FileFormat::Csv,
            filter: &filter,
            layout: &masked,
            rows: 10,
            people: 7,
        };
        let digest = deed().digest();
        assert_eq!(deed().digest(), digest);
        let others = [
            Deed {
                export: ExportId::from_uuid(Uuid::from_u128(9)),
                ..deed()
            },
            Deed {
                owner: StaffId::from_uuid(Uuid::from_u128(9)),
                ..deed()
            },
            Deed {
                format: FileFormat::Xlsx,
                ..deed()
            },
            Deed {
                filter: &narrower,
                ..deed()
            },
            Deed {
                layout: &clear,
                ..deed()
            },
            Deed { rows: 11, ..deed() },
            Deed {
                people: 8,
                ..deed()
            },
        ];
        for other in others {
            assert_ne!(other.digest(), digest);
        }
    }

    #[test]
    fn a_stored_deed_is_read_back_the_same() {
        let filter = Filter {
            order_status: Some(OrderStatus::Paid),
            ..Filter::everything(Timestamp::from_micros(1_800_000_000_123_456))
        };
        let text = serde_json::to_string(&filter).expect("json");
        assert_eq!(
            serde_json::from_str::<Filter>(&text).expect("a filter"),
            filter
        );
        let columns = layout(Clarity::Clear);
        let text = serde_json::to_string(&columns).expect("json");
        assert_eq!(
            serde_json::from_str::<Layout>(&text).expect("a layout"),
            columns
        );
    }
}
