//! The auditor takes a selection of the log out: under the step-up of every export, each entry with a proof that a library
//! checks which is not ours, and nobody else takes one (A6, A7, B4).

use std::{fs, process::Output, time::Duration};

use hufu::{
    base::clock::Clock,
    kernel::{
        audit::StoredEntry,
        authz::Grant,
        evidence::{CheckpointMake, EvidenceProve, EvidencePrune, make, prune, verification_keys},
    },
};
use hufu_proof::Checkpoint;
use serde_json::Value;
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::tlog;

use crate::{
    day::Office,
    exporting::{Waiting, fetch_files},
    harness::{Client, Engine, ORDERS, Page, TestApp, log, next_code},
    on_each_engine, program,
    reading::{every, unescape},
};

const REASON: &str = "配合监管核查";

/// What the form of a page would send: the selection it carries.
fn carried(form: &Page) -> Vec<(String, String)> {
    every(&form.text, "<input type=\"hidden\" name=\"", ">")
        .filter_map(|input| input.strip_suffix('"')?.split_once("\" value=\""))
        .filter(|(name, _)| *name != "csrf")
        .map(|(name, value)| (name.to_owned(), unescape(value)))
        .collect()
}

/// Follows the list's own link to the form and sends it.
async fn ask(auditor: &mut Client, list: &str, format: &str) -> Page {
    let page = auditor.get(list).await;
    let mut links = every(&page.text, "href=\"/exports/new?", "\"");
    let link = unescape(links.next().expect("a way to export"));
    let form = auditor.get(&format!("/exports/new?{link}")).await;
    assert_eq!(form.status.as_u16(), 200, "{}", form.text);
    let carried = carried(&form);
    let mut fields: Vec<(&str, &str)> = vec![("format", format), ("reason", REASON)];
    fields.extend(carried.iter().map(|(name, value)| (&name[..], &value[..])));
    auditor.post("/exports/entries", &fields).await
}

fn office<'a>(app: &'a TestApp, visitor: &'a (dyn Fn() -> Client + Sync)) -> Office<'a> {
    Office {
        visitor,
        outbox: &app.config.sms.outbox,
        description: &app.description,
        values: &[],
    }
}

fn known_codes(app: &TestApp) -> usize {
    let person = app.description.person("auditor").expect("an auditor");
    app.codes(&person.phone).len()
}

/// Asks, approves and waits.
async fn export(app: &TestApp, auditor: &mut Client, list: &str, format: &str) -> Waiting {
    app.clock.advance(Duration::from_secs(61));
    let known = known_codes(app);
    let asked = ask(auditor, list, format).await;
    assert_eq!(asked.status.as_u16(), 303, "{}", asked.text);
    let visitor = || app.visitor();
    let office = office(app, &visitor);
    office
        .approve(auditor, "auditor", asked.location(), known)
        .await
}

async fn key(app: &TestApp) -> String {
    let grant = Grant::<EvidenceProve>::operator(app.kernel()).await;
    let keys = verification_keys(&grant.expect("a grant")).await;
    let key = keys.map(|keys| keys[0].to_string());
    key.expect("a key")
}

/// The head of the tree that a note vouches for, by other people's code.
fn trusted_head(note: &str, key: &str) -> (u64, tlog::Hash) {
    let verifier = StandardVerifier::new(key).expect("a key");
    let verifiers = VerifierList::new(vec![Box::new(verifier)]);
    let read = Note::from_bytes(note.as_bytes()).expect("a note");
    let (signed, _) = read.verify(&verifiers).expect("signed");
    assert_eq!(signed.len(), 1);
    let checkpoint: Checkpoint = note.parse().expect("a checkpoint");
    (checkpoint.size() as u64, tlog::Hash(*checkpoint.root()))
}

fn hash(text: &str) -> tlog::Hash {
    let bytes = hex::decode(text).expect("hexadecimal");
    tlog::Hash(bytes.try_into().expect("32 bytes"))
}

/// The lines after the header, each checked.
fn proven(header: &Value, lines: &[Value], key: &str) -> Vec<StoredEntry> {
    let note = header["checkpoint"].as_str().expect("a note");
    let (size, root) = trusted_head(note, key);
    let proved = lines.iter().map(|line| {
        let sequence = line["sequence"].as_u64().expect("a number");
        let entry = line["entry"].as_str().expect("bytes");
        let path = line["inclusion"]["hashes"].as_array().expect("a path");
        let path: Vec<_> = path
            .iter()
            .map(|one| hash(one.as_str().expect("text")))
            .collect();
        let leaf = tlog::record_hash(entry.as_bytes());
        tlog::check_record(&path, size, root, sequence - 1, leaf).expect("a proof");
        assert!(tlog::check_record(&path, size, root, sequence, leaf).is_err());
        let entry: StoredEntry = serde_json::from_str(entry).expect("an entry");
        assert_eq!(entry.sequence as u64, sequence);
        entry
    });
    proved.collect()
}

fn parsed(text: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(text).expect("UTF-8");
    let lines = text.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().expect("JSON lines")
}

fn check(app: &TestApp, file: &str, key: &str) -> (bool, String) {
    let Output { status, stdout, .. } =
        program::bare(&app.data(), &["audit", "check", file, "--key", key]);
    (
        status.success(),
        String::from_utf8_lossy(&stdout).into_owned(),
    )
}

/// Some work: allowed, denied, failed.
async fn work(app: &TestApp) {
    let mut clerk = app.login("customer_service").await;
    for path in [
        "/orders",
        "/payments",
        "/orders/HF202601010000001",
        "/audit",
    ] {
        clerk.get(path).await;
    }
    let mut finance = app.login("finance").await;
    for path in ["/payments", "/orders"] {
        finance.get(path).await;
    }
}

async fn a_selection_leaves_with_a_proof_of_every_entry(app: &TestApp) {
    work(app).await;
    let mut auditor = app.login("auditor").await;
    let before = log::head(app).await;
    let expected: Vec<_> = log::entries_after(app, 0).await;
    let expected: Vec<_> = expected
        .into_iter()
        .filter(|entry| entry.outcome.as_str() == "denied")
        .collect();
    assert!(expected.len() >= 3);
    let export = export(app, &mut auditor, "/audit?outcome=denied&size=20", "jsonl").await;
    let mut files = fetch_files(&mut auditor, &export).await;
    let (name, text) = files.swap_remove(0);
    assert!(
        files.is_empty() && name.starts_with("hufu-entries-") && name.ends_with(".jsonl"),
        "{name}"
    );

    let lines = parsed(&text);
    let key = key(app).await;
    let (header, lines) = lines.split_first().expect("a header");
    assert_eq!(header["format"], "hufu-audit-selection/v1");
    assert_eq!(header["key"], key.as_str());
    assert_eq!(header["count"], expected.len());
    assert_eq!(
        (&header["first"], &header["last"]),
        (
            &expected[0].sequence.into(),
            &expected[expected.len() - 1].sequence.into()
        )
    );
    assert_eq!(header["pruned"]["count"], 0);
    let filter = header["filter"].as_array().expect("phrases");
    assert!(filter[0] == "结果 拒绝" && filter.len() == 2, "{filter:?}");
    let proved = proven(header, lines, &key);
    let numbers = |entries: &[StoredEntry]| {
        entries
            .iter()
            .map(|entry| entry.sequence)
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers(&proved), numbers(&expected));

    // The program says the same, and names the line where somebody changed a word.
    let path = app.data().join("selection.jsonl");
    let file = path.to_str().expect("a path");
    fs::write(&path, &text).expect("writing");
    let (holds, says) = check(app, file, &key);
    assert!(
        holds && says.contains(&format!("the proofs hold: {} entries", expected.len())),
        "{says}"
    );
    let text = String::from_utf8(text).expect("text");
    let forged = |line: usize, from: &str, to: &str| {
        let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
        assert!(lines[line].contains(from), "{}", lines[line]);
        lines[line] = lines[line].replace(from, to);
        lines.join("\n")
    };
    let cut = text
        .lines()
        .take(expected.len())
        .collect::<Vec<_>>()
        .join("\n");
    for (forgery, error_key) in [
        (
            forged(2, "denied", "allowed"),
            format!("line 3 does not hold: entry {}", expected[1].sequence),
        ),
        (
            forged(
                1,
                &format!("\"sequence\":{}", expected[0].sequence),
                "\"sequence\":1",
            ),
            "line 2 does not hold".to_owned(),
        ),
        (
            forged(0, "localhost/audit\\n", "localhost/other\\n"),
            "line 1 does not hold".to_owned(),
        ),
        (
            format!("{text}{}", text.lines().last().expect("a line")),
            format!("line {} does not hold", expected.len() + 2),
        ),
        (
            cut,
            format!(
                "speaks of {} entries, and there are {}",
                expected.len(),
                expected.len() - 1
            ),
        ),
    ] {
        fs::write(&path, forgery).expect("writing");
        let (holds, says) = check(app, file, &key);
        assert!(
            !holds && says.contains(&error_key),
            "{says} instead of {error_key}"
        );
    }

    // Everything about it is in the log, with the deed and the digest.
    let entries = log::entries_after(app, before).await;
    let about = entries.iter().filter(|entry| {
        entry.permission.starts_with("export:") && entry.outcome.as_str() == "allowed"
    });
    let kinds: Vec<_> = about
        .map(|entry| entry.event.as_str())
        .filter(|event| !event.contains("viewed"))
        .collect();
    assert_eq!(
        kinds,
        [
            "export.asked",
            "export.approval_tried",
            "export.approved",
            "export.started",
            "export.entries_read",
            "export.finished",
            "export.passphrase_shown",
            "export.downloaded",
        ]
    );
    let one = |event: &str| {
        entries
            .iter()
            .find(|entry| entry.event == event)
            .expect("an entry")
    };
    assert_eq!(
        one("export.asked").facts["filters"],
        serde_json::json!(["outcome"])
    );
    assert_eq!(one("export.asked").reason.as_deref(), Some(REASON));
    let read = one("export.entries_read");
    assert_eq!(
        (read.count, &read.facts["outcome"]),
        (Some(expected.len() as i64), &"denied".into())
    );
    assert_eq!(
        one("export.finished").facts["deed"],
        one("export.approved").facts["deed"]
    );
    assert_eq!(
        one("export.finished").facts["file_sha256"],
        one("export.downloaded").facts["file_sha256"]
    );
    assert!(entries.iter().any(|entry| entry.event == "audit.proved"));
}

async fn a_table_has_the_paths_and_the_checkpoint_beside_it(app: &TestApp) {
    work(app).await;
    let mut auditor = app.login("auditor").await;
    let export = export(app, &mut auditor, "/audit?event=access.denied", "csv").await;
    let files = fetch_files(&mut auditor, &export).await;
    let [(table_name, table), (header_name, header)] = &files[..] else {
        panic!("a table and its header: {}", files.len());
    };
    assert!(
        table_name.ends_with(".csv") && header_name.ends_with(".csv.header.json"),
        "{header_name}"
    );
    let header: Value = serde_json::from_slice(header).expect("a header");
    let key = key(app).await;
    let (size, root) = trusted_head(header["checkpoint"].as_str().expect("a note"), &key);
    let mut rows = csv::Reader::from_reader(&table[..]);
    assert_eq!(rows.headers().expect("names").len(), 19);
    let mut count = 0;
    for row in rows.records() {
        let row = row.expect("a row");
        let sequence: u64 = row[0].parse().expect("a number");
        assert_eq!((&row[8], &row[9]), ("access.denied", "denied"));
        let path: Vec<_> = row[18].split(' ').map(hash).collect();
        tlog::check_record(&path, size, root, sequence - 1, hash(&row[17])).expect("a proof");
        count += 1;
    }
    assert!(count >= 3 && header["count"] == count);
}

async fn a_stolen_session_alone_exports_nothing(app: &TestApp) {
    work(app).await;
    let mut auditor = app.login("auditor").await;
    app.clock.advance(Duration::from_secs(61));
    let known = known_codes(app);
    let asked = ask(&mut auditor, "/audit?outcome=failed", "jsonl").await;
    let confirm = asked.location().to_owned();
    let path = confirm.trim_end_matches("/confirm").to_owned();
    let person = app.description.person("auditor").expect("an auditor");
    let code = next_code(&app.config.sms.outbox, &person.phone, known).await;
    let other = if code == "000000" { "000001" } else { "000000" };
    auditor.get(&confirm).await;
    for (code, password) in [
        (other, person.password.as_str()),
        (&code, "another"),
        (other, "another"),
    ] {
        let refused = auditor
            .post(&confirm, &[("code", code), ("password", password)])
            .await;
        assert_eq!(refused.status.as_u16(), 422, "{}", refused.text);
    }
    for step in ["download", "passphrase"] {
        let answer = auditor.post(&format!("{path}/{step}"), &[]).await;
        assert!(
            answer.status.as_u16() == 303 || answer.status.as_u16() == 409,
            "{step}: {}",
            answer.status
        );
    }
    let files = fs::read_dir(&app.config.exports.directory).expect("the folder");
    assert_eq!(files.count(), 0);
    let entries = log::entries_after(app, 0).await;
    assert!(
        entries
            .iter()
            .all(|entry| entry.event != "export.entries_read" && entry.event != "export.approved")
    );
}

async fn nobody_else_takes_entries_out_and_the_auditor_nothing_else(app: &TestApp) {
    for role in ["finance", "admin", "customer_service"] {
        let mut client = app.login(role).await;
        let asked = client
            .post(
                "/exports/entries",
                &[("format", "jsonl"), ("reason", REASON)],
            )
            .await;
        assert_eq!(asked.status.as_u16(), 403, "{role}");
        let form = client.get("/exports/new?data_set=entries").await;
        assert!([403, 404].contains(&form.status.as_u16()), "{role}");
        assert_eq!(
            client.get("/audit/1/proof").await.status.as_u16(),
            403,
            "{role}"
        );
    }
    let mut auditor = app.login("auditor").await;
    let form = auditor.get("/exports/new").await;
    assert!(
        form.text.contains("action=\"/exports/entries\"") && !form.text.contains("data_set="),
        "only what they may"
    );
    for data_set in ["orders", "travellers", "payments"] {
        assert_eq!(
            auditor
                .get(&format!("/exports/new?data_set={data_set}"))
                .await
                .status
                .as_u16(),
            404
        );
        let asked = auditor
            .post(
                &format!("/exports/{data_set}"),
                &[("format", "csv"), ("reason", REASON)],
            )
            .await;
        assert_eq!(asked.status.as_u16(), 403, "{data_set}");
    }
    // What the list would not take, the form does not either.
    let odd = auditor
        .get("/exports/new?data_set=entries&subject=14200001234")
        .await;
    assert_eq!(odd.status.as_u16(), 400);
    auditor.get("/exports/new").await;
    let odd = [
        ("format", "jsonl"),
        ("reason", REASON),
        ("outcome", "maybe"),
    ];
    assert_eq!(
        auditor.post("/exports/entries", &odd).await.status.as_u16(),
        422
    );
    let odd = [("format", "xlsx"), ("reason", REASON)];
    assert_eq!(
        auditor.post("/exports/entries", &odd).await.status.as_u16(),
        422
    );
}

async fn one_entry_is_proved_on_its_own_page(app: &TestApp) {
    work(app).await;
    let mut auditor = app.login("auditor").await;
    let page = auditor.get("/audit/3").await;
    assert!(page.text.contains("href=\"/audit/3/proof\""));
    let proof = auditor.get("/audit/3/proof").await;
    assert_eq!(
        proof.headers["content-disposition"],
        "attachment; filename=\"hufu-entry-3.json\""
    );
    let path = app.data().join("entry.json");
    fs::write(&path, &proof.text).expect("writing");
    let key = key(app).await;
    let (holds, says) = check(app, path.to_str().expect("a path"), &key);
    assert!(holds && says.contains("entry 3 is in the log"), "{says}");
    assert_eq!(
        auditor.get("/audit/999999/proof").await.status.as_u16(),
        404
    );
    let entries = log::entries_after(app, 0).await;
    let proved = entries
        .iter()
        .find(|entry| entry.event == "audit.proved")
        .expect("an entry");
    assert_eq!(
        (proved.role.as_str(), proved.resource.as_deref()),
        ("auditor", Some("3"))
    );
}

async fn what_was_pruned_is_said(engine: Engine) {
    let now = Clock::system().now();
    let app = TestApp::spawn_at(engine, Some(now.months_before(20)), ORDERS, |_| {}).await;
    work(&app).await;
    let make = Grant::<CheckpointMake>::operate(app.kernel(), make).await;
    let old = make.expect("a checkpoint").size();
    app.clock.advance(now.since(app.clock.now()));
    let grant = Grant::<EvidencePrune>::operator(app.kernel()).await;
    prune(&grant.expect("a grant"), None)
        .await
        .expect("pruning");
    work(&app).await;
    let mut auditor = app.login("auditor").await;
    let day = now.day();
    for (list, pruned) in [
        ("/audit?outcome=denied".to_owned(), old),
        (format!("/audit?outcome=denied&from={day}"), 0),
    ] {
        let export = export(&app, &mut auditor, &list, "jsonl").await;
        let files = fetch_files(&mut auditor, &export).await;
        let lines = parsed(&files[0].1);
        let (header, lines) = lines.split_first().expect("a header");
        assert_eq!(header["pruned"]["count"], pruned, "{list}");
        let proved = proven(header, lines, &key(&app).await);
        assert!(proved.len() >= 3 && proved.iter().all(|entry| entry.sequence > old));
    }
    assert_eq!(auditor.get("/audit/3/proof").await.status.as_u16(), 404);
    app.stop().await;
}

on_each_engine! {
    what_was_pruned_is_said
}

on_each_engine! {
    with_app:
    a_selection_leaves_with_a_proof_of_every_entry
    a_table_has_the_paths_and_the_checkpoint_beside_it
    a_stolen_session_alone_exports_nothing
    nobody_else_takes_entries_out_and_the_auditor_nothing_else
    one_entry_is_proved_on_its_own_page
}
