//! Identifiers: one type for each kind of thing, so that a payment's id cannot be used for an order.
//!
//! All are UUIDs (RFC 9562): 16-byte `BLOB` in SQLite, `UUID` in PostgreSQL, hyphenated lower case as
//! text. Owns how they are made and nothing about what they name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Makes one identifier type over a UUID.
macro_rules! id {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new identifier (version 7: ids made later sort later, to the millisecond).
            #[must_use]
            pub fn generate() -> Self {
                Self(Uuid::now_v7())
            }

            /// The identifier with this UUID.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

/// How many records of an import source stand together.
const BLOCK: u64 = 4096;

/// Gives an identifier type the ids of imported records.
macro_rules! imported {
    ($name:ident, $kind:literal) => {
        impl $name {
            /// The identifier of record `number` of the import source `source`. The same record gets the
            /// same id every time, so that an import run twice changes nothing (row B8).
            ///
            /// Version 8 (RFC 9562 §5.8), all of it from digests, because the numbers of some source may be phone numbers
            /// and ids stand in addresses and in the log: the first 48 bits of the SHA-256 over
            #[doc = concat!("`hufu/import/", $kind, "/<source>/block/<number / 4096>`,")]
            /// so that records that come one after another are stored near each other (scattered ids cost an import most of
            /// its time), then the last 80 bits of the SHA-256 over
            #[doc = concat!("`hufu/import/", $kind, "/<source>/<number>`.")]
            /// Nobody reads the number off it; whoever suspects one can compute its id and compare.
            #[must_use]
            pub fn imported(source: &str, number: u64) -> Self {
                let kind = concat!("hufu/import/", $kind);
                let block = Sha256::digest(format!("{kind}/{source}/block/{}", number / BLOCK));
                let digest = Sha256::digest(format!("{kind}/{source}/{number}"));
                let mut bytes = [0; 16];
                bytes[..6].copy_from_slice(&block[..6]);
                bytes[6..].copy_from_slice(&digest[22..]);
                Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
            }
        }
    };
}

/// Makes one identifier type from another that names the same thing in a wider set.
macro_rules! widens {
    ($wide:ident from $($narrow:ident),+) => {
        $(impl From<$narrow> for $wide {
            fn from(id: $narrow) -> Self {
                Self(id.0)
            }
        })+
    };
}

id! {
    /// An order of a journey.
    OrderId
}
id! {
    /// A traveller: someone a journey was booked for.
    TravellerId
}
id! {
    /// A payment of an order.
    PaymentId
}
id! {
    /// A member of staff, whatever the role.
    StaffId
}
id! {
    /// A session of a member of staff. Not the token: it may be shown and recorded in the audit log.
    SessionId
}
id! {
    /// An export, from its request to its download.
    ExportId
}
id! {
    /// A login that has begun and waits for its code or second factor.
    LoginId
}
id! {
    /// One request to the server, as it appears in logs, error pages and audit entries.
    RequestId
}
id! {
    /// A key pair of the transport envelope: what its private key is sealed under.
    EnvelopeKeyId
}
id! {
    /// A key that signs checkpoints of the log: what its private half is sealed under.
    CheckpointKeyId
}
id! {
    /// A data subject of the vault: whoever, or whatever, has a data key of its own. Destroying that key
    /// erases all that is sealed under it.
    SubjectId
}
id! {
    /// The record that a sealed part belongs to. Bound into the associated data, so that a part moved to
    /// another record does not open.
    RecordId
}

imported!(OrderId, "order");
imported!(TravellerId, "traveller");
imported!(PaymentId, "payment");

widens!(SubjectId from TravellerId, StaffId, ExportId, EnvelopeKeyId, CheckpointKeyId);
widens!(RecordId from OrderId, TravellerId, StaffId, ExportId, EnvelopeKeyId, CheckpointKeyId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imported_ids_repeat_and_differ_by_kind_source_and_number() {
        let id = OrderId::imported("csv", 1);
        assert_eq!(id, OrderId::imported("csv", 1));
        assert_eq!(id.uuid().get_version_num(), 8);
        assert_ne!(id, OrderId::imported("csv", 2));
        assert_ne!(id, OrderId::imported("csv", 1 + (1 << 48)));
        assert_ne!(id, OrderId::imported("other", 1));
        assert_ne!(id.uuid(), TravellerId::imported("csv", 1).uuid());
    }

    #[test]
    fn the_number_of_an_imported_record_is_not_readable_in_its_id() {
        let number = 14_200_001_234;
        let id = TravellerId::imported("csv", number);
        let hexadecimal = format!("{number:x}");
        let text = id.uuid().simple().to_string();
        assert!(
            !text.contains(&hexadecimal) && !text.contains("14200001234"),
            "{text}"
        );
        // Neighbours share their beginning, others nothing.
        let start = |number| id_start(TravellerId::imported("csv", number));
        assert_eq!(start(4096), start(8191));
        assert_ne!(start(4095), start(4096));
        assert_ne!(start(number), start(number + 4096));
    }

    fn id_start(id: TravellerId) -> u64 {
        id.uuid().as_u64_pair().0 >> 16
    }

    #[test]
    fn text_goes_both_ways() {
        let id = StaffId::generate();
        assert_eq!(id.uuid().get_version_num(), 7);
        assert_eq!(id.to_string().parse::<StaffId>(), Ok(id));
        assert_eq!(format!("{id:?}"), format!("StaffId({id})"));
        assert!("not-an-id".parse::<StaffId>().is_err());
    }

    #[test]
    fn a_traveller_is_the_same_subject_and_record() {
        let traveller = TravellerId::generate();
        assert_eq!(SubjectId::from(traveller).uuid(), traveller.uuid());
        assert_eq!(RecordId::from(traveller).uuid(), traveller.uuid());
    }
}
