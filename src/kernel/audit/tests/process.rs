//! A writer in a process of its own, which can be killed or starved: this test program, started again.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdout, Command, Stdio},
};

use rlimit::Resource;
use uuid::Uuid;

use super::entry;
use crate::kernel::{
    audit::{AuditWriter, EntryNumber},
    db::{Location, Store, StoreName},
};

/// Where the process finds the store, and what it does there.
const STORE: &str = "HUFU_TEST_AUDIT_STORE";
const TASK: &str = "HUFU_TEST_AUDIT_TASK";
/// Entries on their way at once.
const AT_ONCE: usize = 32;
/// What stands before each line that is meant for the parent.
const MARK: &str = "> ";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// Appends from many tasks until it is killed.
    Load,
    /// Appends until the store's file may not grow, says so, lifts the limit and appends once more.
    Fill,
}

impl Task {
    const ALL: [Self; 2] = [Self::Load, Self::Fill];

    /// How the shell starts it. A limit on a file's size stands in for a full disk: writing beyond it fails.
    fn start(self) -> &'static str {
        match self {
            Self::Load => r#"exec "$0" "$@""#,
            Self::Fill => r#"trap "" XFSZ; ulimit -S -f 2048; exec "$0" "$@""#,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// An entry is durable: its number and its request.
    Acknowledged(EntryNumber, Uuid),
    /// An entry could not be written.
    Refused,
}

/// A running writer, killed when dropped.
pub(super) struct Process {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Process {
    pub fn start(location: &Location, task: Task) -> Self {
        let (_, module) = module_path!().split_once("::").unwrap();
        let mut child = Command::new("sh")
            .args(["-c", task.start()])
            .arg(std::env::current_exe().unwrap())
            .args(["--ignored", "--nocapture", "--exact"])
            .arg(format!("{module}::writes"))
            .env(STORE, written(location))
            .env(TASK, format!("{task:?}"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    /// What it says next; `None` when it ended.
    pub fn next(&mut self) -> Option<Said> {
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).unwrap();
            // The last line may be half of one.
            let line = line.strip_suffix('\n')?;
            let Some(said) = line.strip_prefix(MARK) else {
                continue;
            };
            let Some((number, request)) = said.split_once(' ') else {
                return Some(Said::Refused);
            };
            return Some(Said::Acknowledged(
                number.parse().unwrap(),
                request.parse().unwrap(),
            ));
        }
    }

    /// `kill -9`, and what it had said by then.
    pub fn kill(mut self) -> Vec<Said> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::iter::from_fn(|| self.next()).collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn written(location: &Location) -> String {
    match location {
        Location::Sqlite(path) => path.display().to_string(),
        Location::Postgres { owner, .. } => owner.clone(),
    }
}

fn read(store: String) -> Location {
    if store.starts_with("postgres") {
        return Location::Postgres {
            reader: store.clone(),
            writer: store.clone(),
            owner: store,
        };
    }
    Location::Sqlite(store.into())
}

/// One line in one piece. When nobody listens, there is nothing more to do.
fn say(text: &str) {
    let mut output = std::io::stdout().lock();
    let line = format!("\n{MARK}{text}\n");
    if output
        .write_all(line.as_bytes())
        .and_then(|()| output.flush())
        .is_err()
    {
        std::process::exit(1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the process that other tests start, and no test by itself"]
async fn writes() {
    let (Ok(store), Ok(task)) = (std::env::var(STORE), std::env::var(TASK)) else {
        return;
    };
    let store = Store::open(StoreName::Audit, &read(store)).await.unwrap();
    let writer = AuditWriter::start(store);
    match Task::ALL
        .into_iter()
        .find(|known| format!("{known:?}") == task)
    {
        Some(Task::Load) => {
            let appending: Vec<_> = (0..AT_ONCE)
                .map(|_| tokio::spawn(append_until_refused(writer.clone())))
                .collect();
            for task in appending {
                task.await.unwrap();
            }
        }
        Some(Task::Fill) => {
            append_until_refused(writer.clone()).await;
            assert!(!writer.health().is_available());
            let (_, hard) = Resource::FSIZE.get().unwrap();
            Resource::FSIZE.set(hard, hard).unwrap();
            append(&writer).await;
            assert!(writer.health().is_available());
        }
        None => panic!("no such task: {task}"),
    }
}

async fn append_until_refused(writer: AuditWriter) {
    while append(&writer).await {}
}

async fn append(writer: &AuditWriter) -> bool {
    let entry = entry(1);
    let request = entry.origin.request.uuid();
    match writer.append(entry).await {
        Ok(number) => say(&format!("{number} {request}")),
        Err(_) => {
            say("refused");
            return false;
        }
    }
    true
}
