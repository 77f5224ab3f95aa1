//! `hufu-check` as an auditor runs it: files that hold, files that somebody changed, and what is no proof at all.

use std::{fs, path::Path, process::Command};

use base64::{Engine, engine::general_purpose::STANDARD};
use hufu_proof::{
    CONSISTENCY_FORMAT, Checkpoint, ConsistencyBundle, ConsistencyProof, ENTRY_FORMAT, EntryBundle,
    Frontier, HexHash, InclusionProof, PrunedRun, SELECTION_FORMAT, SelectionHeader, SelectionLine,
    hash::{self, Hash},
    tile_path,
};
use tempfile::TempDir;

use crate::{
    keys::{LogKey, ORIGIN},
    opinions::tree_head,
};

const SIZE: u64 = 600;

/// What an auditor has: a folder with files, and the key.
struct Auditor {
    folder: TempDir,
    log: LogKey,
    leaves: Vec<Hash>,
}

fn body(number: i64) -> String {
    format!("{{\"sequence\":{number},\"event\":\"order.viewed\"}}")
}

impl Auditor {
    fn new() -> Self {
        let numbers = 1..=i64::try_from(SIZE).unwrap();
        Self {
            folder: tempfile::tempdir().unwrap(),
            log: LogKey::new(9),
            leaves: numbers
                .map(|number| hash::leaf(body(number).as_bytes()))
                .collect(),
        }
    }

    fn head(&self, begin: u64, end: u64) -> Hash {
        let [begin, end] = [begin, end].map(|at| usize::try_from(at).unwrap());
        tree_head(&self.leaves[begin..end])
    }

    fn checkpoint(&self, size: u64) -> Checkpoint {
        let head = self.head(0, size);
        self.log.checkpoint(i64::try_from(size).unwrap(), head)
    }

    fn line(&self, sequence: i64) -> SelectionLine {
        let leaf_index = u64::try_from(sequence - 1).unwrap();
        let path = InclusionProof::subtrees(leaf_index, SIZE).unwrap();
        let hashes = path
            .iter()
            .map(|range| HexHash(self.head(range.start, range.end)));
        SelectionLine {
            sequence,
            entry: body(sequence),
            inclusion: InclusionProof {
                leaf_index,
                size: SIZE,
                hashes: hashes.collect(),
            },
        }
    }

    fn entry(&self, sequence: i64) -> String {
        let SelectionLine {
            entry, inclusion, ..
        } = self.line(sequence);
        let bundle = EntryBundle {
            format: ENTRY_FORMAT.to_owned(),
            sequence,
            entry,
            inclusion,
            checkpoint: self.checkpoint(SIZE).note().to_string(),
            key: self.log.verifier.to_string(),
        };
        serde_json::to_string_pretty(&bundle).unwrap()
    }

    fn consistency(&self, first: u64) -> String {
        let path = ConsistencyProof::subtrees(first, SIZE).unwrap();
        let hashes = path
            .iter()
            .map(|range| HexHash(self.head(range.start, range.end)));
        let bundle = ConsistencyBundle {
            format: CONSISTENCY_FORMAT.to_owned(),
            older: self.checkpoint(first).note().to_string(),
            younger: self.checkpoint(SIZE).note().to_string(),
            consistency: ConsistencyProof {
                first,
                second: SIZE,
                hashes: hashes.collect(),
            },
            key: self.log.verifier.to_string(),
        };
        serde_json::to_string(&bundle).unwrap()
    }

    fn selection(&self, numbers: &[i64]) -> String {
        let none = PrunedRun {
            count: 0,
            first: 0,
            last: 0,
        };
        let header = SelectionHeader {
            format: SELECTION_FORMAT.to_owned(),
            checkpoint: self.checkpoint(SIZE).note().to_string(),
            key: self.log.verifier.to_string(),
            filter: vec!["outcome denied".to_owned()],
            count: i64::try_from(numbers.len()).unwrap(),
            first: numbers[0],
            last: numbers[numbers.len() - 1],
            pruned: none,
        };
        let header = serde_json::to_string(&header).unwrap();
        let lines = numbers
            .iter()
            .map(|number| serde_json::to_string(&self.line(*number)));
        let lines: Vec<String> = lines.collect::<Result<_, _>>().unwrap();
        format!("{header}\n{}\n", lines.join("\n"))
    }

    /// A folder of checkpoints and hashes.
    fn publish(&self) -> std::path::PathBuf {
        let folder = self.folder.path().join("published");
        let mut frontier = Frontier::empty();
        let mut above = Vec::new();
        for leaf in &self.leaves {
            frontier.push(*leaf, |node| above.push(node.hash));
        }
        for (level, hashes) in (0..).zip([&self.leaves, &above]) {
            for (position, tile) in (0..).zip(hashes.chunks(256)) {
                let path = tile_path(level, position, tile.len() as u64);
                write(&folder.join(path), tile.as_flattened());
            }
        }
        let note = |size| self.checkpoint(size).note().to_string();
        write(&folder.join("checkpoints/300"), note(300).as_bytes());
        write(&folder.join("checkpoint"), note(SIZE).as_bytes());
        folder
    }

    fn keep(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        write(&path, text.as_bytes());
        path.to_str().unwrap().to_owned()
    }

    /// Exit code and what it says.
    fn check(&self, text: &str, more: &[&str]) -> (i32, String) {
        let file = self.keep("proof", text);
        let key = self.log.verifier.to_string();
        run(&[&[&file, "--key", &key], more].concat())
    }
}

fn write(path: &Path, content: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn run(arguments: &[&str]) -> (i32, String) {
    let program = Command::new(env!("CARGO_BIN_EXE_hufu-check"))
        .args(arguments)
        .output()
        .unwrap();
    let said = [program.stdout, program.stderr].concat();
    (
        program.status.code().unwrap(),
        String::from_utf8(said).unwrap(),
    )
}

#[test]
fn what_holds_is_said_in_a_line() {
    let auditor = Auditor::new();
    let (code, says) = auditor.check(&auditor.entry(17), &[]);
    let expected = format!("the proof holds: entry 17 is in the log of {ORIGIN}\n");
    assert_eq!((code, says), (0, expected));
    let (code, says) = auditor.check(&auditor.consistency(300), &[]);
    assert!(
        code == 0 && says.contains("begin with the 300 of before"),
        "{says}"
    );
    let (code, says) = auditor.check(&auditor.selection(&[4, 5, 6]), &[]);
    assert!(
        code == 0 && says.contains("3 entries are in the log of"),
        "{says}"
    );
    assert!(says.contains("all from 4 to 6") && says.contains("not proved: what the header"));
    let (_, says) = auditor.check(&auditor.selection(&[4, 6]), &[]);
    assert!(says.contains("between 4 and 6, not all of them"), "{says}");
}

#[test]
fn one_changed_byte_is_found() {
    let auditor = Auditor::new();
    for (text, from, to) in [
        (auditor.entry(17), "viewed", "viewee"),
        (auditor.entry(17), "\"sequence\": 17", "\"sequence\": 18"),
        (auditor.entry(17), "audit\\n600", "audit\\n601"),
        (auditor.consistency(300), "\"first\":300", "\"first\":301"),
        (auditor.selection(&[4, 5]), "viewed", "viewee"),
        (auditor.selection(&[4, 5]), "\"count\":2", "\"count\":1"),
    ] {
        assert!(text.contains(from), "{from}");
        let (code, says) = auditor.check(&text.replacen(from, to, 1), &[]);
        assert!(code == 1 && says.contains("not"), "{from}: {says}");
    }
}

#[test]
fn another_key_vouches_for_nothing() {
    let auditor = Auditor::new();
    let stranger = LogKey::new(1).verifier.to_string();
    let file = auditor.keep("proof", &auditor.entry(17));
    let (code, says) = run(&[&file, "--key", &stranger]);
    assert!(
        code == 1 && says.contains("it is not signed by this key"),
        "{says}"
    );
    // The log's key among others in a file.
    let keys = format!("{stranger}\n{}\n", auditor.log.verifier);
    let keys = auditor.keep("keys", &keys);
    assert_eq!(run(&[&file, "--key", &keys]).0, 0);
}

/// A witness has no log: what is said names the one that it saw.
#[test]
fn a_witness_vouches_for_the_log_that_it_saw() {
    let auditor = Auditor::new();
    let witness = LogKey::of("witness.example", 3);
    let mut bundle: EntryBundle = serde_json::from_str(&auditor.entry(17)).unwrap();
    let mut checkpoint = auditor.checkpoint(SIZE);
    let seen = witness.note(checkpoint.note().text()).unwrap().to_string();
    let (_, lines) = seen.rsplit_once("\n\n").unwrap();
    checkpoint.add_signatures(lines).unwrap();
    bundle.checkpoint = checkpoint.note().to_string();
    let file = serde_json::to_string(&bundle).unwrap();
    let file = auditor.keep("witnessed", &file);
    let named = [&[4][..], witness.verifier.public()].concat();
    let id = signed_note::key_id("witness.example", &named);
    let key = format!("witness.example+{id:08x}+{}", STANDARD.encode(named));
    let (code, says) = run(&[&file, "--key", &key]);
    let expected = format!("the log that witness witness.example saw under the name {ORIGIN}");
    assert!(code == 0 && says.contains(&expected), "{says}");
}

#[test]
fn what_is_no_proof_is_told_from_one_that_does_not_hold() {
    let auditor = Auditor::new();
    let key = auditor.log.verifier.to_string();
    for text in ["", "nothing", "{}", "{\"format\":\"hufu-audit-entry/v9\"}"] {
        let (code, says) = auditor.check(text, &[]);
        assert_eq!(code, 2, "{text}: {says}");
    }
    let file = auditor.keep("proof", &auditor.entry(17));
    let file = file.as_str();
    for arguments in [
        &[][..],
        &[file],
        &[file, "--key"],
        &[file, "--key", "nothing"],
        &["absent", "--key", &key],
        &[file, "--key", &key, "--verbose"],
    ] {
        assert_eq!(run(arguments).0, 2, "{arguments:?}");
    }
}

#[test]
fn a_kept_checkpoint_must_be_of_the_same_log() {
    let auditor = Auditor::new();
    let kept = |size: i64, root: Hash| auditor.log.checkpoint(size, root).note().to_string();
    let same = auditor.keep("same", &kept(600, auditor.head(0, SIZE)));
    let other = auditor.keep("other", &kept(600, [7; 32]));
    let older = auditor.keep("older", &kept(300, auditor.head(0, 300)));
    let entry = auditor.entry(17);
    assert_eq!(auditor.check(&entry, &["--checkpoint", &same]).0, 0);
    assert_eq!(auditor.check(&entry, &["--checkpoint", &other]).0, 1);
    assert_eq!(auditor.check(&entry, &["--checkpoint", &older]).0, 2);
    let consistency = auditor.consistency(300);
    assert_eq!(auditor.check(&consistency, &["--checkpoint", &older]).0, 0);
}

#[test]
fn a_published_folder_gives_the_heads_of_its_checkpoints() {
    let auditor = Auditor::new();
    let folder = auditor.publish();
    let key = auditor.log.verifier.to_string();
    let path = folder.to_str().unwrap();
    let (code, says) = run(&[path, "--key", &key]);
    assert!(
        code == 0 && says.contains("600 entries of the log of"),
        "{says}"
    );
    let cut = auditor.log.checkpoint(601, [7; 32]).note().to_string();
    let cut = auditor.keep("cut", &cut);
    let (code, says) = run(&[path, "--key", &key, "--checkpoint", &cut]);
    assert!(
        code == 1 && says.contains("it ends with entry 600"),
        "{says}"
    );
    for tile in ["tile/0/001", "tile/1/000.p/2"] {
        let tile = folder.join(tile);
        let whole = fs::read(&tile).unwrap();
        let mut altered = whole.clone();
        altered[40] ^= 1;
        fs::write(&tile, altered).unwrap();
        let (code, says) = run(&[path, "--key", &key]);
        assert!(
            code == 1 && says.contains("the folder does not hold"),
            "{says}"
        );
        fs::write(&tile, &whole[..20]).unwrap();
        assert_eq!(run(&[path, "--key", &key]).0, 2, "cut off");
        fs::write(&tile, whole).unwrap();
    }
}
