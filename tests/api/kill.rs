//! `kill -9` under load: every acknowledged entry is there, and the log verifies (A7).

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hufu::config::StoreLocation;

use crate::{
    harness::{Client, log, waiting::until},
    program::{self, Program},
};

const ROUNDS: usize = 6;
const ORDERS: u32 = 40;
const CLIENTS: usize = 8;
/// Answers before the first kill.
const ENOUGH: usize = 20;

/// Asks for pages until told to stop and keeps the request of each page that was answered: each has an entry.
async fn ask(
    client: reqwest::Client,
    url: String,
    stop: Arc<AtomicBool>,
    seen: Arc<Mutex<Vec<String>>>,
) {
    while !stop.load(Ordering::Relaxed) {
        let Ok(answer) = client.get(&url).send().await else {
            // A connection from before the last kill, or the kill itself.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        assert_eq!(answer.status().as_u16(), 200);
        let request = answer.headers()["x-request-id"]
            .to_str()
            .expect("text")
            .to_owned();
        seen.lock().expect("a lock").push(request);
    }
}

/// Lets clients ask until `enough` answers are there, then kills the program under them.
async fn kill_under_load(
    program: Program,
    client: &Client,
    seen: &Arc<Mutex<Vec<String>>>,
    enough: usize,
) {
    let stop = Arc::new(AtomicBool::new(false));
    let url = format!("{}/orders", client.base());
    let asking: Vec<_> = (0..CLIENTS)
        .map(|_| {
            tokio::spawn(ask(
                client.http().clone(),
                url.clone(),
                Arc::clone(&stop),
                Arc::clone(seen),
            ))
        })
        .collect();
    until("enough answers", async || {
        let answers = seen.lock().expect("a lock").len();
        if answers < enough {
            Err(answers)
        } else {
            Ok(())
        }
    })
    .await;
    program.kill();
    stop.store(true, Ordering::Relaxed);
    for task in asking {
        task.await.expect("a client");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_acknowledged_entry_is_lost() {
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let seen = Arc::new(Mutex::new(Vec::<String>::new()));
    let port = program::free_port();
    let mut running = Some(Program::demo(directory, port, ORDERS).await);
    let program = running.as_ref().expect("it runs");
    let (description, mut client) = (program.description(), program.visitor());
    let clerk = description.person("customer_service").expect("a clerk");
    client
        .log_in_by(&description.sms_outbox, &clerk.phone, &clerk.password)
        .await;

    for round in 0..ROUNDS {
        let program = match running.take() {
            Some(program) => program,
            None => Program::demo(directory, port, ORDERS).await,
        };
        // At a moment that differs from round to round.
        let enough = seen.lock().expect("a lock").len() + ENOUGH + round * 7;
        kill_under_load(program, &client, &seen, enough).await;
        let verified = program::run(directory, &["audit", "verify"]);
        assert!(
            verified.status.success(),
            "round {round}: {}",
            String::from_utf8_lossy(&verified.stdout)
        );
    }

    let store = StoreLocation::Sqlite(program::data(directory).join("audit.sqlite"));
    let entries = log::entries_in(&store, 0).await;
    let kept: HashSet<String> = entries
        .iter()
        .map(|entry| entry.request.to_string())
        .collect();
    let seen = seen.lock().expect("a lock");
    let lost = seen
        .iter()
        .filter(|request| !kept.contains(*request))
        .count();
    assert_eq!(lost, 0, "of {} acknowledged entries", seen.len());
    assert!(seen.len() >= ROUNDS * ENOUGH);
}
