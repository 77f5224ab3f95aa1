//! A blob is worth nothing out of its place, whatever is in it.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

/// A place as stored: owned, so that it can be made up.
#[derive(Clone, Debug, PartialEq)]
struct Somewhere {
    subject: u128,
    record: u128,
    part: String,
}

impl Somewhere {
    fn part_ref(&self) -> PartRef<'_> {
        PartRef {
            subject: SubjectId::from_uuid(Uuid::from_u128(self.subject)),
            record: RecordId::from_uuid(Uuid::from_u128(self.record)),
            part: &self.part,
        }
    }
}

/// Few different values, so that two places often agree in all but one of them.
fn somewhere() -> impl Strategy<Value = Somewhere> {
    let part = prop::sample::select(vec!["contact", "identity", "itinerary", "data_key", ""]);
    (0..3_u128, 0..3_u128, part).prop_map(|(subject, record, part)| Somewhere {
        subject,
        record,
        part: part.to_owned(),
    })
}

proptest! {
    #[test]
    fn opens_in_its_place_and_in_no_other(
        plaintext: Vec<u8>, here in somewhere(), there in somewhere(), version in 0..4_u32, other in 0..4_u32,
    ) {
        let cipher = Cipher::new(&[7; 32]);
        let blob = seal(&cipher, version, &here.part_ref(), &plaintext).expect("sealing");
        prop_assert_eq!(super::version(&blob), Ok(version));
        let opened = open(&cipher, other, &there.part_ref(), &blob);
        match (here == there, version == other) {
            (true, true) => prop_assert_eq!(&*opened.expect("opening"), &plaintext),
            (_, false) => prop_assert_eq!(opened.err(), Some(BlobError::Version)),
            (false, true) => prop_assert_eq!(opened.err(), Some(BlobError::Refused)),
        }
        prop_assert_eq!(open(&Cipher::new(&[8; 32]), version, &here.part_ref(), &blob).err(), Some(BlobError::Refused));
    }

    #[test]
    fn altered_it_does_not_open(
        plaintext: Vec<u8>, here in somewhere(), at in any::<prop::sample::Index>(), bit in 0_u8..8, more: Vec<u8>,
    ) {
        let cipher = Cipher::new(&[7; 32]);
        let blob = seal(&cipher, 3, &here.part_ref(), &plaintext).expect("sealing");
        let mut flipped = blob.clone();
        flipped[at.index(blob.len())] ^= 1 << bit;
        prop_assert!(open(&cipher, 3, &here.part_ref(), &flipped).is_err());
        prop_assert!(open(&cipher, 3, &here.part_ref(), &blob[..at.index(blob.len())]).is_err());
        prop_assert!(open(&cipher, 3, &here.part_ref(), &blob[at.index(blob.len()) + 1..]).is_err());
        if !more.is_empty() {
            let longer = [&blob[..], &more].concat();
            prop_assert_eq!(open(&cipher, 3, &here.part_ref(), &longer).err(), Some(BlobError::Refused));
        }
    }

    #[test]
    fn a_header_that_lies_does_not_open(plaintext: Vec<u8>, here in somewhere(), header: [u8; HEADER]) {
        let cipher = Cipher::new(&[7; 32]);
        let blob = seal(&cipher, 3, &here.part_ref(), &plaintext).expect("sealing");
        prop_assume!(header != blob[..HEADER]);
        let lying = [&header[..], &blob[HEADER..]].concat();
        // Whatever key it asks for, also the right one: the header is bound.
        let says = super::version(&lying).unwrap_or(3);
        for version in [says, 3] {
            prop_assert!(open(&cipher, version, &here.part_ref(), &lying).is_err());
        }
    }

    #[test]
    fn halves_of_two_blobs_do_not_open(one: [u8; 40], two: [u8; 40], here in somewhere(), at in HEADER + NONCE..60_usize) {
        let cipher = Cipher::new(&[7; 32]);
        let sealed = |plaintext: &[u8]| seal(&cipher, 3, &here.part_ref(), plaintext).expect("sealing");
        let (one, two) = (sealed(&one), sealed(&two));
        prop_assert!(open(&cipher, 3, &here.part_ref(), &[&one[..at], &two[at..]].concat()).is_err());
    }

    #[test]
    fn any_bytes_are_an_error(bytes: Vec<u8>, here in somewhere()) {
        let cipher = Cipher::new(&[7; 32]);
        prop_assert!(open(&cipher, super::version(&bytes).unwrap_or(0), &here.part_ref(), &bytes).is_err());
    }
}

#[test]
fn an_older_format_or_another_algorithm_is_unknown() {
    let here = Somewhere {
        subject: 1,
        record: 1,
        part: "contact".to_owned(),
    };
    let cipher = Cipher::new(&[7; 32]);
    let blob = seal(&cipher, 1, &here.part_ref(), b"value").expect("sealing");
    for at in [0, 1] {
        for lower in [0, 2] {
            let mut downgraded = blob.clone();
            downgraded[at] = lower;
            let opened = open(&cipher, 1, &here.part_ref(), &downgraded);
            assert_eq!(opened.err(), Some(BlobError::Unknown));
        }
    }
}
