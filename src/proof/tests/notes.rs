//! Notes, keys and checkpoints: read and written as C2SP says, and as `signed_note` does, which shares no code with ours.

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use hufu_proof::{Checkpoint, NoteError, SignedNote, VerifierKey};
use proptest::prelude::*;
use signed_note::{Note, Signer, StandardSigner, StandardVerifier, VerifierList};

use crate::keys::{LogKey, ORIGIN, SIGNED};

/// One key as we hold it and as they do.
fn shared_key(number: u8) -> (LogKey, StandardSigner, StandardVerifier) {
    let ours = LogKey::new(number);
    let public = ours.verifier.to_string();
    let id = public.split('+').nth(1).unwrap();
    let private = STANDARD.encode([&[1][..], &[number; 32]].concat());
    let signer = StandardSigner::new(&format!("PRIVATE+KEY+{ORIGIN}+{id}+{private}")).unwrap();
    let verifier = StandardVerifier::new(&public).unwrap();
    (ours, signer, verifier)
}

fn they_accept(note: &str, verifier: &StandardVerifier) -> bool {
    let known = VerifierList::new(vec![Box::new(verifier.clone())]);
    let note = Note::from_bytes(note.as_bytes());
    note.is_ok_and(|note| note.verify(&known).is_ok())
}

fn we_accept(note: &str, key: &VerifierKey) -> bool {
    let note: Result<SignedNote, NoteError> = note.parse();
    note.is_ok_and(|note| note.check(key).is_ok())
}

#[test]
fn others_verify_our_checkpoints_and_we_verify_theirs() {
    let (ours, signer, verifier) = shared_key(42);
    let key = &ours.verifier;
    let checkpoint = ours.checkpoint(300, [7; 32]);
    let text = checkpoint.note().to_string();
    assert!(they_accept(&text, &verifier), "{text}");
    let body = Note::from_bytes(text.as_bytes()).unwrap();
    let read = tlog_tiles::Checkpoint::from_bytes(body.text()).unwrap();
    assert_eq!((read.origin(), read.size()), (ORIGIN, 300));
    assert_eq!(read.hash().0, [7; 32]);

    let theirs = tlog_tiles::Checkpoint::new(ORIGIN, 5, tlog_tiles::Hash([9; 32]), "").unwrap();
    let mut note = Note::new(&theirs.to_bytes(), &[]).unwrap();
    note.add_sigs(&[&signer as &dyn Signer]).unwrap();
    let text = String::from_utf8(note.to_bytes()).unwrap();
    let read: Checkpoint = text.parse().unwrap();
    assert_eq!(
        (read.origin(), read.size(), read.root()),
        (ORIGIN, 5, &[9; 32])
    );
    read.check(key).unwrap();
    assert_eq!(read.note().to_string(), text);
    // Ed25519 says the same of the same key and text: nothing of a note is ours alone. When it was signed stands after it.
    let signed = ours.checkpoint(5, [9; 32]);
    assert!(signed.note().to_string().starts_with(&text));
    assert_eq!(read.signed_at(key), None, "they did not say when");

    let stranger = LogKey::new(1).verifier;
    assert_eq!(read.check(&stranger), Err(NoteError::Signature));
}

#[test]
fn a_key_is_read_as_it_is_written() {
    let key = LogKey::new(2).verifier;
    let text = key.to_string();
    assert_eq!(text.parse(), Ok(key));
    assert!(StandardVerifier::new(&text).is_ok());
    for wrong in [
        text.replacen('+', "+0", 1),
        text.replace(ORIGIN, "log.example/other"),
        text.replace(ORIGIN, ""),
        text[..text.len() - 4].to_owned(),
        String::new(),
    ] {
        assert_eq!(wrong.parse::<VerifierKey>(), Err(NoteError::Key), "{wrong}");
        assert!(StandardVerifier::new(&wrong).is_err(), "{wrong}");
    }
    for name in ["", "two words", "a+b", "line\nbreak"] {
        assert_eq!(VerifierKey::of_log(name, &[0; 32]), Err(NoteError::Key));
    }
}

/// The example of C2SP signed-note: Go's checksum database, whose key stands in every Go toolchain.
#[test]
fn a_checkpoint_from_the_world_is_read() {
    let key: VerifierKey = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
        .parse()
        .unwrap();
    assert_eq!(key.name(), "sum.golang.org");
    assert_eq!(
        key.to_string(),
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    );
}

/// A witness signs the text at a time (C2SP tlog-cosignature), which is in its signature.
#[test]
fn a_witness_is_believed_with_its_time() {
    let log = LogKey::new(3);
    let mut checkpoint = log.checkpoint(8, [3; 32]);
    let pair = LogKey::of("witness.example", 1);
    let named = [&[4][..], pair.verifier.public()].concat();
    let id = signed_note::key_id("witness.example", &named);
    let witness: VerifierKey = format!("witness.example+{id:08x}+{}", STANDARD.encode(named))
        .parse()
        .unwrap();
    let time = 1_795_000_000_u64;
    let text = format!("cosignature/v1\ntime {time}\n{}", checkpoint.note().text());
    let signature = pair.bytes(text.as_bytes());
    let line = |time: u64| {
        let bytes = [&id.to_be_bytes()[..], &time.to_be_bytes(), &signature].concat();
        format!("\u{2014} witness.example {}\n", STANDARD.encode(bytes))
    };
    assert_eq!(checkpoint.check(&witness), Err(NoteError::Signature));
    let mut backdated = checkpoint.clone();
    backdated.add_signatures(&line(time - 1)).unwrap();
    assert_eq!(backdated.check(&witness), Err(NoteError::Signature));
    checkpoint.add_signatures(&line(time)).unwrap();
    checkpoint.add_signatures(&line(time)).unwrap();
    checkpoint.check(&witness).unwrap();
    checkpoint.check(&log.verifier).unwrap();
    let text = checkpoint.note().to_string();
    assert_eq!(
        text.lines()
            .filter(|line| line.starts_with('\u{2014}'))
            .count(),
        3
    );
    assert_eq!(checkpoint.signed_at(&witness), Some(SIGNED));
    assert_eq!(text.parse(), Ok(checkpoint));
}

/// Checked by hand as C2SP tlog-cosignature says: the key's id of type 4, and the text after the time.
#[test]
fn a_log_says_when_it_signed() {
    let log = LogKey::new(4);
    let key = &log.verifier;
    let checkpoint = log.checkpoint(8, [3; 32]);
    assert_eq!(checkpoint.signed_at(key), Some(SIGNED));
    let text = checkpoint.note().to_string();
    let (_, line) = text.trim_end().rsplit_once(' ').unwrap();
    let bytes = STANDARD.decode(line).unwrap();
    let (id, rest) = bytes.split_at(4);
    let (time, signature) = rest.split_at(8);
    let public = [&[4][..], key.public()].concat();
    assert_eq!(id, signed_note::key_id(ORIGIN, &public).to_be_bytes());
    assert_eq!(time, 1_795_000_000_u64.to_be_bytes());
    let signed = format!(
        "cosignature/v1\ntime 1795000000\n{}",
        checkpoint.note().text()
    );
    let signature_read = Signature::from_slice(signature).unwrap();
    let public = VerifyingKey::from_bytes(key.public()).unwrap();
    public.verify(signed.as_bytes(), &signature_read).unwrap();

    // Neither another time nor another key is believed, nor this key for a log of another name.
    let earlier = [id, &1_794_000_000_u64.to_be_bytes(), signature].concat();
    let backdated = text.replace(line, &STANDARD.encode(earlier));
    let backdated: Checkpoint = backdated.parse().unwrap();
    assert_eq!(backdated.signed_at(key), None);
    backdated.check(key).unwrap();
    let stranger = LogKey::new(1).verifier;
    assert_eq!(checkpoint.signed_at(&stranger), None);
    let other = VerifierKey::of_log("log.example/other", key.public()).unwrap();
    assert_eq!(checkpoint.signed_at(&other), None);
}

#[test]
fn what_is_no_checkpoint_is_refused() {
    let key = LogKey::new(5);
    let root = STANDARD.encode([7; 32]);
    for text in [
        format!("{ORIGIN}\n-1\n{root}\n"),
        format!("{ORIGIN}\n+1\n{root}\n"),
        format!("{ORIGIN}\n01\n{root}\n"),
        format!("{ORIGIN}\n9223372036854775808\n{root}\n"),
        format!("{ORIGIN}\n1\n{}\n", STANDARD.encode([7; 31])),
        format!("{ORIGIN}\n1\n"),
        format!("\n1\n{root}\n"),
    ] {
        let note = key.note(&text).unwrap().to_string();
        assert_eq!(note.parse::<Checkpoint>(), Err(NoteError::Form), "{text}");
    }
    assert_eq!(key.note("no line break").err(), Some(NoteError::Form));
}

proptest! {
    /// Any alteration of a byte is refused by both, or by both accepted (as in the name of somebody else's signature).
    #[test]
    fn both_judge_altered_notes_alike(at in any::<prop::sample::Index>(), byte in 0_u8..128, cut in any::<bool>()) {
        let (ours, _, verifier) = shared_key(42);
        let mut bytes = ours.checkpoint(12, [7; 32]).note().to_string().into_bytes();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        if let Ok(text) = String::from_utf8(bytes) {
            let key = &ours.verifier;
            prop_assert_eq!(we_accept(&text, key), they_accept(&text, &verifier), "{:?}", text);
        }
    }

    #[test]
    fn any_text_is_signed_and_read(text in "[^\\p{Cc}]{0,40}(\n[^\\p{Cc}]{0,40}){0,4}\n") {
        let (ours, _, verifier) = shared_key(7);
        let note = ours.note(&text).unwrap();
        let written = note.to_string();
        prop_assert_eq!(written.parse::<SignedNote>(), Ok(note));
        prop_assert!(they_accept(&written, &verifier));
    }

    #[test]
    fn garbage_is_read_without_harm(text in "\\PC{0,60}(\n|\n\n|\u{2014} |\\+|[A-Za-z0-9=]|\\PC){0,60}") {
        let _ = text.parse::<SignedNote>();
        let _ = text.parse::<Checkpoint>();
        let _ = text.parse::<VerifierKey>();
    }
}
