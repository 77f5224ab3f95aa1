//! `hufu keys` beside the running server.

use crate::program::{self, Program};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_rotates_and_tells_and_asks_before_it_erases() {
    let directory = tempfile::tempdir().expect("a directory");
    let program = Program::demo(directory.path(), program::free_port(), 20).await;
    let run = |arguments: &[&str]| {
        let done = program::run(directory.path(), arguments);
        let said = [done.stdout, done.stderr].concat();
        (
            done.status.success(),
            String::from_utf8(said).expect("text"),
        )
    };
    let (ok, said) = run(&["keys", "status"]);
    assert!(
        ok && said.contains("key service: open") && said.contains("0 left"),
        "{said}"
    );
    let (ok, said) = run(&["keys", "rotate"]);
    assert!(
        ok && said.contains("Everything is under the new key"),
        "{said}"
    );
    let (ok, said) = run(&["keys", "status"]);
    assert!(
        ok && said.contains("retired") && said.contains("rotation wrapping"),
        "{said}"
    );
    let nobody = "00000000-0000-7000-8000-000000000000";
    let (ok, said) = run(&[
        "keys",
        "shred",
        "--traveller",
        nobody,
        "--reason",
        "旅客本人书面申请",
    ]);
    assert!(
        !ok && said.contains("nothing was done"),
        "nobody typed the id: {said}"
    );
    program.kill();
    let (ok, said) = run(&["audit", "verify"]);
    assert!(ok, "{said}");
}
