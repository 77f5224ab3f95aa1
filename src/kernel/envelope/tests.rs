//! Envelopes that other programs made, and what must not open.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use proptest::prelude::*;
use serde::Deserialize;

use super::{
    LiveKey,
    format::Envelope,
    keys::KeyPair,
    opening::{FieldBinding, check, decrypt},
};
use crate::{
    base::{clock::Timestamp, ids::EnvelopeKeyId},
    kernel::failure::EnvelopeRefusal,
};

/// What Node's crypto, WebCrypto and the script of our pages made: `tests/vectors/envelope/make.mjs`.
#[derive(Deserialize)]
struct Vectors {
    pkcs8: String,
    jwk: serde_json::Value,
    pem: String,
    iat: i64,
    context: String,
    envelopes: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    maker: String,
    field: String,
    plain: String,
    envelope: String,
}

fn vectors() -> Vectors {
    let text = include_str!("../../../tests/vectors/envelope/vectors.json");
    serde_json::from_str(text).expect("vectors")
}

fn key(vectors: &Vectors) -> LiveKey {
    let pkcs8 = STANDARD.decode(&vectors.pkcs8).expect("base64");
    LiveKey {
        id: EnvelopeKeyId::generate(),
        pair: KeyPair::read(&pkcs8).expect("a key"),
    }
}

/// Opens an envelope as a request does, but for the memory of what was opened.
fn open(
    key: &LiveKey,
    text: &str,
    binding: FieldBinding<'_>,
    seconds: i64,
) -> Result<String, EnvelopeRefusal> {
    let envelope = Envelope::parse(text)?;
    check(
        &envelope.header,
        binding,
        Timestamp::from_micros(seconds * 1_000_000),
    )?;
    decrypt(key, envelope).map(|plain| plain.to_string())
}

#[test]
fn what_other_programs_seal_opens_here() {
    let vectors = vectors();
    let key = key(&vectors);
    let makers: std::collections::BTreeSet<_> =
        vectors.envelopes.iter().map(|one| &one.maker).collect();
    assert_eq!(makers.len(), 3);
    for one in &vectors.envelopes {
        let binding = FieldBinding {
            field: &one.field,
            context: &vectors.context,
        };
        let opened = open(&key, &one.envelope, binding, vectors.iat);
        assert_eq!(
            opened.as_deref(),
            Ok(one.plain.as_str()),
            "{} {}",
            one.maker,
            one.field
        );
    }
}

#[test]
fn a_phone_number_and_a_password_look_alike() {
    let lengths = |least: usize, most: usize| -> std::collections::BTreeSet<usize> {
        let vectors = vectors().envelopes.into_iter();
        let of_length = vectors.filter(|one| (least..=most).contains(&one.plain.len()));
        let sealed =
            |one: Vector| Envelope::parse(&one.envelope).map(|envelope| envelope.sealed.len());
        of_length
            .map(|one| sealed(one).expect("an envelope"))
            .collect()
    };
    assert_eq!(lengths(0, 64), [64 + 16].into());
    assert_eq!(lengths(65, 200), [256 + 16].into());
}

#[test]
fn what_is_not_filled_up_is_no_envelope() {
    let vectors = vectors();
    let pieces: Vec<_> = vectors.envelopes[0].envelope.split('.').collect();
    let [header, wrapped, nonce, ciphertext, tag] = pieces[..] else {
        panic!("five pieces");
    };
    let bytes = URL_SAFE_NO_PAD.decode(ciphertext).expect("base64");
    for length in [0, 1, 11, 63] {
        let shorter = URL_SAFE_NO_PAD.encode(&bytes[..length]);
        let text = [header, wrapped, nonce, &shorter, tag].join(".");
        let refused = Envelope::parse(&text).err();
        assert_eq!(refused, Some(EnvelopeRefusal::Malformed), "{length}");
    }
}

#[test]
fn the_public_key_is_what_other_programs_say_it_is() {
    let vectors = vectors();
    let key = key(&vectors);
    let jwk: serde_json::Value = serde_json::from_str(key.pair.jwk()).expect("JSON");
    assert_eq!(jwk, vectors.jwk);
    assert_eq!(key.pair.pem(), vectors.pem);
    assert_eq!(key.pair.id(), vectors.jwk["kid"]);
}

#[test]
fn an_envelope_opens_in_its_place_and_its_time_only() {
    let vectors = vectors();
    let key = key(&vectors);
    let one = &vectors.envelopes[0];
    let (field, context) = (one.field.as_str(), vectors.context.as_str());
    let right = FieldBinding { field, context };
    let at = |binding, seconds| open(&key, &one.envelope, binding, seconds).map(|_| ());
    for seconds in [vectors.iat - 300, vectors.iat + 300] {
        assert_eq!(at(right, seconds), Ok(()));
    }
    for seconds in [vectors.iat - 301, vectors.iat + 301, 0] {
        assert_eq!(at(right, seconds), Err(EnvelopeRefusal::Untimely));
    }
    for binding in [
        FieldBinding {
            field: "password",
            context,
        },
        FieldBinding {
            field,
            context: "another page's token",
        },
    ] {
        assert_eq!(at(binding, vectors.iat), Err(EnvelopeRefusal::Altered));
    }
    let other = LiveKey {
        id: EnvelopeKeyId::generate(),
        pair: KeyPair::read(&KeyPair::generate().expect("a key")).expect("a key"),
    };
    assert_eq!(
        open(&other, &one.envelope, right, vectors.iat),
        Err(EnvelopeRefusal::Altered)
    );
}

/// The same envelope with another header, which the tag does not cover.
fn with_header(envelope: &str, change: impl FnOnce(&mut serde_json::Value)) -> String {
    let (header, rest) = envelope.split_once('.').expect("an envelope");
    let header = URL_SAFE_NO_PAD.decode(header).expect("base64");
    let mut header = serde_json::from_slice(&header).expect("JSON");
    change(&mut header);
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string()))
}

#[test]
fn a_changed_header_is_refused() {
    let vectors = vectors();
    let (key, one) = (key(&vectors), &vectors.envelopes[0]);
    let refused = |text: &str, field| {
        let binding = FieldBinding {
            field,
            context: &vectors.context,
        };
        open(&key, text, binding, vectors.iat).expect_err("refused")
    };
    // Ours to read, bound by the tag.
    let moved = with_header(&one.envelope, |header| header["field"] = "password".into());
    assert_eq!(refused(&moved, "password"), EnvelopeRefusal::Altered);
    let later = with_header(&one.envelope, |header| {
        header["iat"] = (vectors.iat + 1).into();
    });
    assert_eq!(refused(&later, "phone"), EnvelopeRefusal::Altered);
    let again = with_header(&one.envelope, |header| {
        header["jti"] = URL_SAFE_NO_PAD.encode([7; 16]).into();
    });
    assert_eq!(refused(&again, "phone"), EnvelopeRefusal::Altered);
    // Not ours: nothing is negotiated.
    for (name, value) in [
        ("alg", "RSA1_5"),
        ("alg", "dir"),
        ("enc", "A128GCM"),
        ("zip", "DEF"),
        ("crit", "x"),
        ("jti", "short"),
    ] {
        let other = with_header(&one.envelope, |header| header[name] = value.into());
        assert_eq!(
            refused(&other, "phone"),
            EnvelopeRefusal::Malformed,
            "{name}"
        );
    }
    for text in ["", ".", "....", "a.b.c.d.e", &one.envelope[1..]] {
        assert_eq!(refused(text, "phone"), EnvelopeRefusal::Malformed);
    }
    let longer = format!("{}.AAAA", one.envelope);
    assert_eq!(refused(&longer, "phone"), EnvelopeRefusal::Malformed);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_changed_character_opens(position in any::<prop::sample::Index>(), letter in "[A-Za-z0-9_-]") {
        let vectors = vectors();
        let (key, one) = (key(&vectors), &vectors.envelopes[0]);
        let position = position.index(one.envelope.len());
        prop_assume!(one.envelope[position..=position] != letter);
        let mut changed = one.envelope.clone();
        changed.replace_range(position..=position, &letter);
        let found = FieldBinding { field: &one.field, context: &vectors.context };
        prop_assert!(open(&key, &changed, found, vectors.iat).is_err());
    }

    #[test]
    fn no_text_panics(text: String) {
        prop_assert!(Envelope::parse(&text).is_err());
    }
}
