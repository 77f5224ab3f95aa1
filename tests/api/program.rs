//! The real program as a process of its own, on SQLite: its data, its log and its temporary files lie below one directory.

use std::{
    fs::{File, OpenOptions},
    path::{Path, PathBuf},
    process::{Child, Command, Output},
};

use hufu::cli::demo::description::Description;

pub use crate::harness::free_port;

use crate::harness::{Client, waiting::until};

/// A running program, killed when dropped.
pub struct Program {
    child: Child,
    directory: PathBuf,
    port: u16,
}

impl Program {
    /// Starts `hufu demo` on the data below `directory` and waits until it answers.
    pub async fn demo(directory: &Path, port: u16, orders: u32) -> Self {
        let mut command = command(directory);
        command
            .args(["demo", "--orders", &orders.to_string()])
            .args(["--listen", &format!("localhost:{port}"), "--data"])
            .arg(data(directory));
        Self::start(command, directory, port).await
    }

    /// Starts `hufu serve` with the configuration below `directory` and waits until it answers.
    pub async fn serve(directory: &Path, port: u16) -> Self {
        let mut command = command(directory);
        command.args(["serve", "--config"]).arg(config(directory));
        Self::start(command, directory, port).await
    }

    async fn start(mut command: Command, directory: &Path, port: u16) -> Self {
        let child = command
            .stdout(appending(&console(directory)))
            .stderr(appending(&log(directory)))
            .spawn()
            .expect("the program");
        let mut program = Self {
            child,
            directory: directory.to_path_buf(),
            port,
        };
        until("the program's first answer", async || {
            let ended = program.child.try_wait().expect("its state");
            assert!(ended.is_none(), "it ended: {}", program.last_words());
            let answers = program.answers().await;
            answers.then_some(()).ok_or_else(|| program.last_words())
        })
        .await;
        program
    }

    async fn answers(&self) -> bool {
        if !data(&self.directory).join("ca.pem").exists() {
            return false;
        }
        let client = self.visitor();
        let health = client.http().get(format!("{}/health", client.base()));
        health.send().await.is_ok()
    }

    fn last_words(&self) -> String {
        let log = std::fs::read_to_string(log(&self.directory)).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(5)..].join("\n")
    }

    /// A browser-like client without a session.
    pub fn visitor(&self) -> Client {
        let address = ([127, 0, 0, 1], self.port).into();
        Client::new(address, &data(&self.directory).join("ca.pem"))
    }

    /// Where it is and who can log in.
    pub fn description(&self) -> Description {
        Description::read(&data(&self.directory).join("demo.json"))
            .expect("readable")
            .expect("demo.json")
    }

    /// The process's number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal, such as `HUP`.
    pub fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.expect("kill").success(), "{name}");
    }

    /// Stops it as an operator does, and waits for its end.
    pub fn stop(mut self) {
        self.signal("TERM");
        assert!(self.child.wait().expect("its end").success());
    }

    /// Ends it at once, as a crash would: `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().expect("SIGKILL");
        self.child.wait().expect("its end");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs another command with the same configuration to its end.
pub fn run(directory: &Path, arguments: &[&str]) -> Output {
    command(directory)
        .args(arguments)
        .arg("--config")
        .arg(config(directory))
        .output()
        .expect("the program")
}

/// Runs a command that needs no configuration.
pub fn bare(directory: &Path, arguments: &[&str]) -> Output {
    command(directory)
        .args(arguments)
        .output()
        .expect("the program")
}

fn command(directory: &Path) -> Command {
    let temporary = temporary(directory);
    std::fs::create_dir_all(&temporary).expect("a directory");
    let mut command = Command::new(env!("CARGO_BIN_EXE_hufu"));
    command.env("TMPDIR", temporary);
    command
}

/// The demo's data.
pub fn data(directory: &Path) -> PathBuf {
    directory.join("data")
}

/// The demo's configuration file.
pub fn config(directory: &Path) -> PathBuf {
    data(directory).join("hufu.toml")
}

/// The directory for temporary files.
pub fn temporary(directory: &Path) -> PathBuf {
    directory.join("temporary")
}

/// What the program prints for people: the demo's logins.
pub fn console(directory: &Path) -> PathBuf {
    directory.join("console.txt")
}

/// The process log.
pub fn log(directory: &Path) -> PathBuf {
    directory.join("log.txt")
}

fn appending(path: &Path) -> File {
    let mut options = OpenOptions::new();
    let file = options.create(true).append(true).open(path);
    file.expect("a file")
}
