//! `kill -9` under load: every acknowledged entry is there, and the log verifies.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hufu::cli::demo::description::Description;

use crate::harness::Client;

const ROUNDS: usize = 6;

struct Server(Child);

impl Server {
    /// Starts the real program and waits until it answers.
    async fn start(data: &Path, port: u16) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_hufu"))
            .args(["demo", "--orders", "40", "--listen", &format!("localhost:{port}"), "--data"])
            .arg(data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program");
        for _ in 0..600 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() && data.join("demo.json").exists() {
                return Self(child);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the program does not answer");
    }

    fn kill(mut self) {
        self.0.kill().expect("SIGKILL");
        self.0.wait().expect("its end");
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port()
}

/// Logs in through the real pages of the running program.
async fn log_in(data: &Path, port: u16, description: &Description) -> Client {
    let clerk = description.person("customer_service").expect("a clerk");
    let address = ([127, 0, 0, 1], port).into();
    let mut client = Client::new(address, &data.join("ca.pem"));
    client.get("/login").await;
    let sent = client.post("/login", &[("phone", &clerk.phone)]).await;
    assert_eq!(sent.location(), "/login/code", "{}", sent.text);
    let outbox = std::fs::read_to_string(&description.sms_outbox).expect("the outbox");
    let message: serde_json::Value = serde_json::from_str(outbox.lines().last().expect("a message")).expect("JSON");
    client.get("/login/code").await;
    let code = message["code"].as_str().expect("a code").to_owned();
    assert_eq!(client.post("/login/code", &[("code", &code)]).await.location(), "/");
    client
}

/// The entries whose pages were answered: each page names its request, and each request has its entry.
fn requests_in(data: &Path) -> Vec<String> {
    let output = Command::new("python3")
        .args([
            "-c",
            "import sqlite3,sys,json\nfor (b,) in sqlite3.connect('file:'+sys.argv[1]+'?mode=ro',uri=True).execute('SELECT body FROM entries'): print(json.loads(b)['request'])",
        ])
        .arg(data.join("audit.sqlite"))
        .output()
        .expect("python3");
    String::from_utf8(output.stdout).expect("text").lines().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_acknowledged_entry_is_lost() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("demo");
    let acknowledged = Arc::new(Mutex::new(Vec::<String>::new()));
    let port = free_port();
    let server = Server::start(&data, port).await;
    let description = Description::read(&data.join("demo.json")).expect("readable").expect("demo.json");
    let client = log_in(&data, port, &description).await;
    let (http, base) = (client.http().clone(), client.base().to_owned());
    let mut server = Some(server);
    for round in 0..ROUNDS {
        let running = match server.take() {
            Some(server) => server,
            None => Server::start(&data, port).await,
        };
        let stop = Arc::new(AtomicBool::new(false));
        let load: Vec<_> = (0..8)
            .map(|_| {
                let (http, base, stop, acknowledged) =
                    (http.clone(), base.clone(), Arc::clone(&stop), Arc::clone(&acknowledged));
                tokio::spawn(async move {
                    while !stop.load(Ordering::Relaxed) {
                        let Ok(answer) = http.get(format!("{base}/orders")).send().await else { break };
                        let status = answer.status().as_u16();
                        let Some(request) = answer.headers().get("x-request-id").cloned() else { break };
                        assert_eq!(status, 200);
                        acknowledged.lock().expect("a lock").push(request.to_str().expect("text").to_owned());
                    }
                })
            })
            .collect();
        // Killed after some answers, at a moment that differs from round to round.
        let enough = acknowledged.lock().expect("a lock").len() + 20 + round * 7;
        while acknowledged.lock().expect("a lock").len() < enough {
            tokio::task::yield_now().await;
        }
        running.kill();
        stop.store(true, Ordering::Relaxed);
        for task in load {
            task.await.expect("a client");
        }
        let verified = Command::new(env!("CARGO_BIN_EXE_hufu"))
            .args(["audit", "verify", "--config"])
            .arg(data.join("hufu.toml"))
            .output()
            .expect("the program");
        assert!(verified.status.success(), "round {round}: {}", String::from_utf8_lossy(&verified.stdout));
    }
    let kept: std::collections::HashSet<String> = requests_in(&data).into_iter().collect();
    let acknowledged = acknowledged.lock().expect("a lock");
    let lost: Vec<_> = acknowledged.iter().filter(|request| !kept.contains(*request)).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged entries are lost", lost.len(), acknowledged.len());
    assert!(acknowledged.len() >= ROUNDS * 20);
}
