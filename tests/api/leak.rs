//! After a full day, no personal value is anywhere on the disk or in a database: not in database files, their journals, the
//! process log, the list of refused rows, temporary files or exports; also while the program runs and after it was killed
//! (S2, S5).

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use futures_util::TryStreamExt;
use hufu::{
    base::clock::Clock,
    cli::demo::{description::Description, people::People},
    config::StoreLocation,
};
use sqlx::{Connection, PgConnection};

use crate::{
    day::Office,
    exporting::fetch,
    files::{self, Files},
    harness::{Client, Engine, TestApp},
    program::{self, Program},
    reading::all_rows,
    search::{Search, Value, files_below},
    seeded::{Seeded, personal},
};

const ORDERS: u32 = 200;

/// Where the staff's values stand on purpose, because a demonstration is logged into with them: its description, its
/// console, and the outbox in the place of a telephone network, which every message has to name a phone to. Nothing of
/// this exists outside a demonstration, and no traveller's value may stand there either.
const STAFF_STAND_IN: &[&str] = &["demo.json", "console.txt", "sms.jsonl"];

pub fn of_travellers(seeded: &Seeded) -> Vec<Value> {
    let values = seeded.travellers.iter().flat_map(personal);
    values.map(|(kind, text)| Value { kind, text }).collect()
}

pub fn of_staff(description: &Description) -> Vec<Value> {
    let values = |person: &hufu::cli::demo::description::Person| {
        [
            ("staff name", &person.name),
            ("staff phone", &person.phone),
            ("password", &person.password),
        ]
        .map(|(kind, text)| Value {
            kind,
            text: text.clone(),
        })
    };
    description.staff.iter().flat_map(values).collect()
}

/// What must not be found, and one thing that must.
struct Leaks {
    travellers: Search,
    staff: Search,
    known: Search,
}

impl Leaks {
    fn new(travellers: &[Value], description: &Description, known: String) -> Self {
        Self {
            travellers: Search::new(travellers.iter().cloned()),
            staff: Search::new(of_staff(description)),
            known: Search::new([Value {
                kind: "order number",
                text: known,
            }]),
        }
    }

    /// Looks through everything that the program wrote.
    fn look(&self, directory: &Path, when: &str) {
        let names: Vec<_> = files_below(directory)
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        for name in [
            "vault.sqlite",
            "vault.sqlite-wal",
            "audit.sqlite",
            "log.txt",
        ] {
            assert!(
                names.iter().any(|known| known.ends_with(name)),
                "{when}: {name}"
            );
        }
        assert!(
            !self.known.hits_below(directory, &[]).is_empty(),
            "{when}: the search finds what is there"
        );
        assert_eq!(
            self.travellers.hits_below(directory, &[]),
            BTreeSet::new(),
            "{when}"
        );
        assert_eq!(
            self.staff.hits_below(directory, STAFF_STAND_IN),
            BTreeSet::new(),
            "{when}"
        );
        assert!(
            !self.staff.hits_below(directory, &[]).is_empty(),
            "{when}: the staff's values are the right ones"
        );
    }
}

/// Imports files with refused rows beside the running program.
async fn bring_in(files: &Files, written: &Path, leaks: &Leaks) {
    let imported = files.import(written);
    let said = [imported.stdout, imported.stderr].concat();
    let words = String::from_utf8_lossy(&said);
    assert_eq!(imported.status.code(), Some(2), "{words}");
    assert_eq!(leaks.travellers.hits(&said), BTreeSet::new());
    let is_list = |file: &PathBuf| file.display().to_string().contains("rejects-");
    let list = files_below(written).into_iter().find(is_list);
    let list = fs::read_to_string(list.expect("a list of refused rows")).expect("text");
    assert_eq!(list.lines().count(), 1 + files::REFUSED, "{list}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_on_sqlite_leaves_no_value_on_the_disk() {
    let directory = tempfile::tempdir().expect("a directory");
    let (written, sources) = (
        directory.path().join("written"),
        tempfile::tempdir().expect("a directory"),
    );
    fs::create_dir_all(&written).expect("a directory");
    let port = program::free_port();
    let program = Program::demo(&written, port, ORDERS).await;
    let description = program.description();
    let now = Clock::system().now();
    let mut values = of_travellers(&Seeded::new(ORDERS, now));
    let files = Files::write(sources.path(), &People::new(7, 30, now));
    values.extend(files.values.iter().cloned());

    let (address, authority) = (
        ([127, 0, 0, 1], port).into(),
        program::data(&written).join("ca.pem"),
    );
    let visitor = || Client::new(address, &authority);
    let office = Office {
        visitor: &visitor,
        outbox: &description.sms_outbox,
        description: &description,
        values: &values,
    };
    let mut admin = office.live_a_day().await;
    let known = all_rows(&mut admin, "/orders?size=100").await[0].clone();
    let leaks = Leaks::new(&values, &description, known);

    bring_in(&files, &written, &leaks).await;
    let phone = files.values.iter().find(|value| value.kind == "phone");
    let phone = &phone.expect("a phone").text;
    let found = admin.post("/orders/search", &[("search", phone)]).await;
    assert!(found.location().starts_with("/orders?traveller="));
    admin.get(found.location()).await;

    leaks.look(&written, "while it runs");
    program.kill();
    leaks.look(&written, "after it was killed");

    // From here on with a shorter pause between two codes, so that the test need not wait for them.
    let config = fs::read_to_string(program::config(&written)).expect("the configuration");
    fs::write(
        program::config(&written),
        config.replace("resend_seconds = 60", "resend_seconds = 1"),
    )
    .expect("written");
    let program = Program::serve(&written, port).await;
    for (data_set, format) in [("orders", "csv"), ("travellers", "xlsx")] {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let export = office.export(&mut admin, data_set, format).await;
        let directory = program::data(&written).join("exports");
        assert_eq!(files_below(&directory).len(), 1, "it waits to be fetched");
        leaks.look(&written, "with an export waiting");
        let file = fetch(&mut admin, &export).await;
        let inside = leaks.travellers.hits(&file);
        assert!(
            inside.len() >= 3 * ORDERS as usize / 2,
            "{} values are in the {format}",
            inside.len()
        );
    }
    admin.post("/logout", &[]).await;
    leaks.look(&written, "with the exports fetched");
    program.kill();
    leaks.look(&written, "after the last kill");
    let verified = program::run(&written, &["audit", "verify"]);
    assert!(
        verified.status.success(),
        "{}",
        String::from_utf8_lossy(&verified.stdout)
    );
}

const TABLES: &str = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name";

/// All rows of all tables of a database, as they are.
pub async fn dump(url: &str) -> Vec<u8> {
    let mut connection = PgConnection::connect(url).await.expect("a database");
    let tables: Vec<String> = sqlx::query_scalar(TABLES)
        .fetch_all(&mut connection)
        .await
        .expect("its tables");
    assert!(!tables.is_empty());
    let mut bytes = Vec::new();
    for table in tables {
        // Binary: a bytea leaves as its bytes, a text as its UTF-8.
        let copy = format!("COPY public.\"{table}\" TO STDOUT (FORMAT binary)");
        let mut rows = connection.copy_out_raw(&copy).await.expect("a copy");
        while let Some(chunk) = rows.try_next().await.expect("rows") {
            bytes.extend_from_slice(&chunk);
        }
    }
    bytes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_on_postgres_leaves_no_value_in_a_table() {
    let app = TestApp::spawn(Engine::Postgres).await;
    let values = of_travellers(&Seeded::of(&app));
    let visitor = || app.visitor();
    let office = Office {
        visitor: &visitor,
        outbox: &app.config.sms.outbox,
        description: &app.description,
        values: &values,
    };
    let mut admin: Client = office.live_a_day().await;
    app.clock.advance(Duration::from_secs(61));
    let export = office.export(&mut admin, "travellers", "csv").await;
    assert!(!fetch(&mut admin, &export).await.is_empty());

    let known = all_rows(&mut admin, "/orders?size=100").await[0].clone();
    let leaks = Leaks::new(&values, &app.description, known);
    let stores = &app.config.stores;
    let mut all = Vec::new();
    for store in [&stores.business, &stores.vault, &stores.keys, &stores.audit] {
        let StoreLocation::Postgres { writer, .. } = store else {
            panic!("a PostgreSQL store");
        };
        all.extend(dump(writer.expose()).await);
    }
    assert!(
        !leaks.known.hits(&all).is_empty(),
        "the search finds what is there"
    );
    assert_eq!(leaks.travellers.hits(&all), BTreeSet::new());
    assert_eq!(leaks.staff.hits(&all), BTreeSet::new());
    app.stop().await;
}
