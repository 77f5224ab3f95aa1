//! The parser of sealed blobs, under bytes that nobody sealed and under blobs that somebody changed.
//!
//! The vault's own two files are compiled in, with ids that stand in for the product's: the whole product would make each run a
//! hundred times slower to build and no deeper.

#![no_main]

use libfuzzer_sys::fuzz_target;

/// Stand-ins for `crate::base::ids`: what is sealed is bound to their UUIDs.
mod base {
    pub mod ids {
        macro_rules! id {
            ($name:ident) => {
                #[derive(Clone, Copy, Debug, PartialEq, Eq)]
                pub struct $name(pub uuid::Uuid);
                impl $name {
                    pub fn uuid(self) -> uuid::Uuid {
                        self.0
                    }
                }
            };
        }
        id!(SubjectId);
        id!(RecordId);
    }
}

#[path = "../../../src/kernel/vault/blob.rs"]
#[allow(dead_code)]
mod blob;
#[path = "../../../src/kernel/vault/cipher.rs"]
#[allow(dead_code)]
mod cipher;

use base::ids::{RecordId, SubjectId};

fn part_ref(subject: u8, part: &str) -> blob::PartRef<'_> {
    let subject = uuid::Uuid::from_u128(subject.into());
    blob::PartRef {
        subject: SubjectId(subject),
        record: RecordId(subject),
        part,
    }
}

/// A key of its own each time: under a fixed one, libFuzzer reads the right tag out of the comparison that refuses the wrong
/// one, and forges a blob within seconds.
fn fresh() -> cipher::Cipher {
    cipher::Cipher::new(&cipher::KeyBytes::random())
}

/// Bytes that nobody sealed never open.
fn any_bytes(bytes: &[u8]) {
    let cipher = fresh();
    let version = blob::version(bytes).unwrap_or(1);
    assert!(blob::open(&cipher, version, &part_ref(1, "contact"), bytes).is_err());
}

/// A blob opens as it was sealed, and in no other way.
fn changed(subject: u8, plaintext: &[u8], change: &[u8]) {
    let cipher = fresh();
    let here = part_ref(1, "contact");
    let Ok(sealed) = blob::seal(&cipher, 1, &here, plaintext) else {
        return;
    };
    let mut changed = sealed.clone();
    for pair in change.chunks_exact(2) {
        let at = usize::from(pair[0]) % changed.len().max(1);
        match pair[1] {
            0 => changed.truncate(at),
            bits => {
                if let Some(byte) = changed.get_mut(at) {
                    *byte ^= bits;
                }
            }
        }
    }
    let there = part_ref(subject, "contact");
    let version = blob::version(&changed).unwrap_or(1);
    let opened = blob::open(&cipher, version, &there, &changed);
    let same = changed == sealed && subject == 1;
    assert_eq!(opened.is_ok(), same);
    if let Ok(opened) = opened {
        assert_eq!(*opened, plaintext);
    }
}

fuzz_target!(|bytes: &[u8]| {
    any_bytes(bytes);
    if let [subject, length, rest @ ..] = bytes {
        let (plaintext, change) = rest.split_at(rest.len().min(usize::from(*length)));
        changed(*subject, plaintext, change);
    }
});
