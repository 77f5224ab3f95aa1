//! The commands, on the real program: a checkpoint kept elsewhere, a proof checked, a log that was cut, a second server.

use hufu_proof::VerifierKey;
use sqlx::{Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::program::{self, Program};

fn text(output: &std::process::Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_can_check_what_the_log_says() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let running = Program::demo(directory, program::free_port(), 5).await;
    let run = |arguments: &[&str]| program::run(directory, arguments);

    // A server at work does not keep commands from the log.
    let key = text(&run(&["audit", "key"]));
    assert!(key.starts_with("localhost/audit+"), "{key}");
    let (kept, proof) = (directory.join("kept"), directory.join("proof.json"));
    let (kept, proof) = (
        kept.to_str().expect("a path"),
        proof.to_str().expect("a path"),
    );
    let checkpoint = run(&["audit", "checkpoint"]);
    std::fs::write(kept, &checkpoint.stdout).expect("writing");
    let proved = run(&["audit", "prove", "2", "--out", proof]);
    assert!(proved.status.success(), "{}", text(&proved));
    // Nothing but the proof and the key.
    let check =
        |proof: &str| program::bare(directory, &["audit", "check", proof, "--key", key.trim()]);
    let checked = check(proof);
    assert!(
        checked.status.success()
            && text(&checked).contains("entry 2 is in the log of localhost/audit")
    );
    let forged = std::fs::read_to_string(proof)
        .expect("a proof")
        .replace("operator", "0perator");
    std::fs::write(proof, forged).expect("writing");
    let checked = check(proof);
    assert!(!checked.status.success() && text(&checked).contains("the proof does not hold"));
    assert!(text(&run(&["audit", "prove", "99999"])).contains("there is no entry 99999"));

    let against = ["audit", "verify", "--against", kept, "--key", key.trim()];
    let verified = run(&against);
    assert!(
        verified.status.success()
            && text(&verified).contains("held against a checkpoint kept elsewhere"),
        "{}",
        text(&verified)
    );

    // A checkpoint that somebody wrote into is a file that cannot be used, and says nothing of the log.
    let edited = directory.join("edited");
    let note = text(&checkpoint).replacen("localhost/audit\n", "localhost/audit\n9", 1);
    std::fs::write(&edited, note).expect("writing");
    let edited = edited.to_str().expect("a path");
    let refused = run(&["audit", "verify", "--against", edited, "--key", key.trim()]);
    assert!(
        refused.status.code() == Some(2)
            && text(&refused).contains(&format!(
                "{edited} cannot be used: none of the keys signed it"
            )),
        "{}",
        text(&refused)
    );

    // Several keys may be named, in a file too; another log's alone vouches for nothing.
    let other = VerifierKey::of_log("log.example/other", &[7; 32]).expect("a key");
    let other = other.to_string();
    let keys = directory.join("keys");
    std::fs::write(&keys, format!("{other}\n{key}")).expect("writing");
    let keys = keys.to_str().expect("a path");
    for named in [
        &["--key", keys][..],
        &["--key", &other, "--key", key.trim()],
    ] {
        let verified = run(&[&["audit", "verify", "--against", kept], named].concat());
        assert!(verified.status.success(), "{}", text(&verified));
    }
    let blind = run(&["audit", "verify", "--against", kept, "--key", &other]);
    assert!(
        blind.status.code() == Some(2) && text(&blind).contains("none of the keys signed it"),
        "{}",
        text(&blind)
    );
    let blind = run(&["audit", "verify", "--key", &other]);
    assert!(
        blind.status.code() == Some(1)
            && text(&blind).contains("(the key that was named is of log.example/other;"),
        "{}",
        text(&blind)
    );

    let second = run(&["serve"]);
    assert!(
        !second.status.success() && text(&second).contains("SQLite takes one server"),
        "{}",
        text(&second)
    );
    running.signal("HUP");
    assert!(running.visitor().get("/login").await.status.is_success());
    running.stop();
    let verified = text(&run(&["audit", "verify"]));
    assert!(
        verified.starts_with("the log is whole") && !verified.contains("under none yet"),
        "a stop signs the end of the log: {verified}"
    );

    // Somebody with the file cuts the end off, checkpoints of it and all.
    let options =
        SqliteConnectOptions::new().filename(program::data(directory).join("audit.sqlite"));
    let mut thief = SqliteConnection::connect_with(&options.foreign_keys(false))
        .await
        .expect("the log");
    let triggers: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            .fetch_all(&mut thief)
            .await
            .expect("names");
    assert!(triggers.len() > 10);
    thief.execute("PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE type = 'trigger'; PRAGMA writable_schema = RESET").await.expect("no guards");
    thief.execute("DELETE FROM entry_subjects WHERE sequence > 5; DELETE FROM entries WHERE sequence > 5; \
                   DELETE FROM checkpoint_deliveries; DELETE FROM checkpoints").await.expect("a cut");
    thief.close().await.expect("closing");
    let blind = text(&run(&["audit", "verify"]));
    assert!(
        blind.contains("beside that, the entries that are there hold: 5 entries")
            && blind.contains("the audit store has 5 entries, and"),
        "the store alone does not show a cut, and what is remembered beside it does: {blind}"
    );
    let store = program::data(directory).join("audit.sqlite");
    let alone = [
        "audit",
        "verify",
        "--store",
        store.to_str().expect("a path"),
    ];
    let alone = text(&program::bare(directory, &alone));
    assert!(
        alone.contains("hold: 5 entries") && !alone.contains("were signed"),
        "{alone}"
    );
    assert!(
        blind.contains("this is not as Hufu made it: ") && blind.contains("entries_no_update"),
        "so do the missing schema guards: {blind}"
    );
    let seen = run(&against);
    assert!(
        !seen.status.success()
            && text(&seen).contains("entry 6 does not hold: the entry is missing"),
        "{}",
        text(&seen)
    );
}
