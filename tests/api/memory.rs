//! What of travellers lingers in the memory of a server that worked and now waits: its memory is read as a thief with the
//! rights of its account would, and searched for every seeded value (S2).
//!
//! The people are made by another process, so that what is found was opened by the server.
//!
//! How many copies lay in memory after this work, of 800 values of 200 travellers:
//!
//! | | copies | of values |
//! |---|---:|---:|
//! | before freed memory was wiped | 1,411 | 698 |
//! | since then | 0 | 0 |
//! | the same, with 40 numbers typed into forms without scripts, while that connection lasts | 23 | 23 |
//!
//! Almost all of them were pieces of the exports' rows. What is left in the last line lies in the buffer into which HTTP/2
//! reads: it is overwritten by what comes next and freed with the connection. A browser that runs scripts sends ciphertext
//! there (T6). It is not looked for in other memory than the process's own: swap and core files are the operator's.
//!
//! `HUFU_TEST_SHOW_MEMORY=1` and `--nocapture` print where and among what a value was found.

use std::{collections::BTreeMap, fs, os::unix::fs::FileExt, path::Path, time::Duration};

use aho_corasick::AhoCorasick;
use futures_util::future::join_all;
use hufu::base::clock::Clock;

use crate::{
    day::Office,
    exporting::fetch,
    harness::{Client, envelope::Sealer, waiting::until},
    leak::{of_staff, of_travellers},
    program::{self, Program},
    reading::row_ids,
    search::Value,
    seeded::Seeded,
};

const ORDERS: u32 = 400;
/// Orders that are looked at, revealed and searched for.
const WORKED_ON: usize = 40;
const REASON: &str = "客户来电核对出行信息";

/// How often each value was found, by kind.
type Found = BTreeMap<&'static str, BTreeMap<String, usize>>;

/// Every readable part of a process's memory, one after the other.
fn each_mapping(process: u32, mut look: impl FnMut(&str, &[u8])) {
    let folder = Path::new("/proc").join(process.to_string());
    let maps = fs::read_to_string(folder.join("maps")).expect("its maps");
    let memory = fs::File::open(folder.join("mem")).expect("its memory");
    for line in maps.lines() {
        let mut fields = line.split_whitespace();
        let (range, rights) = (
            fields.next().expect("a range"),
            fields.next().expect("rights"),
        );
        let name = fields.nth(3).unwrap_or("anonymous");
        let (from, to) = range.split_once('-').expect("a range");
        let address = |text| u64::from_str_radix(text, 16).expect("an address");
        let (from, to) = (address(from), address(to));
        if !rights.starts_with('r') || name.starts_with("[v") {
            continue;
        }
        let mut bytes = vec![0; usize::try_from(to - from).expect("a length")];
        // A mapping may go away while we look, and beyond the end of a mapped file there is nothing.
        if memory.read_exact_at(&mut bytes, from).is_ok() {
            look(name, &bytes);
        }
    }
}

struct Memory {
    automaton: AhoCorasick,
    values: Vec<Value>,
}

impl Memory {
    fn new(values: impl IntoIterator<Item = Value>) -> Self {
        let values: Vec<_> = values.into_iter().collect();
        let patterns = values.iter().map(|value| &value.text);
        Self {
            automaton: AhoCorasick::new(patterns).expect("patterns"),
            values,
        }
    }

    fn search(&self, process: u32) -> Found {
        let mut found = Found::new();
        let show = std::env::var_os("HUFU_TEST_SHOW_MEMORY").is_some();
        each_mapping(process, |name, bytes| {
            for hit in self.automaton.find_overlapping_iter(bytes) {
                let value = &self.values[hit.pattern().as_usize()];
                let of_kind = found.entry(value.kind).or_default();
                *of_kind.entry(value.text.clone()).or_default() += 1;
                if show {
                    let from = hit.start().saturating_sub(60);
                    let around = &bytes[from..bytes.len().min(hit.end() + 60)];
                    println!(
                        "{name}: {} in {:?}",
                        value.kind,
                        String::from_utf8_lossy(around)
                    );
                }
            }
        });
        found
    }

    /// How many different values of this kind are in a text.
    fn values_in(&self, text: &str, kind: &str) -> usize {
        let values = self.values.iter().filter(|value| value.kind == kind);
        values.filter(|value| text.contains(&value.text)).count()
    }
}

fn of_kind<'a>(values: &'a [Value], kind: &'a str) -> impl Iterator<Item = &'a str> {
    let values = values.iter().filter(move |value| value.kind == kind);
    values.map(|value| value.text.as_str())
}

/// A demonstration that was made by one process and is served by another.
async fn serve(directory: &Path) -> Program {
    let port = program::free_port();
    Program::demo(directory, port, ORDERS).await.kill();
    let mut config = fs::read_to_string(program::config(directory)).expect("the configuration");
    // Neither the pause between two codes nor the limit of one address is what is looked at here.
    for (from, to) in [
        ("resend_seconds = 60", "resend_seconds = 1"),
        ("requests_per_second = 50", "requests_per_second = 100000"),
    ] {
        assert!(config.contains(from), "{from}");
        config = config.replace(from, to);
    }
    fs::write(program::config(directory), config).expect("written");
    Program::serve(directory, port).await
}

/// Pages of masked people, several at a time.
async fn look_around(client: &Client, numbers: &[String]) {
    let paths = numbers.iter().map(|number| format!("/orders/{number}"));
    let paths: Vec<_> = paths.chain(["/orders?size=100".to_owned()]).collect();
    for several in paths.chunks(8) {
        let asked = several.iter().map(|path| {
            let request = client.http().get(format!("{}{path}", client.base()));
            request.send()
        });
        for answer in join_all(asked).await {
            let answer = answer.expect("an answer");
            assert_eq!(answer.status().as_u16(), 200);
            answer.bytes().await.expect("a page");
        }
    }
}

/// Reveals a part of each of these orders, and gives the pages.
async fn reveal(client: &mut Client, numbers: &[String], part: &str) -> String {
    let mut pages = String::new();
    for number in numbers {
        let path = format!("/orders/{number}/reveal-{part}");
        let page = client.post(&path, &[("reason", REASON)]).await;
        assert_eq!(page.status.as_u16(), 200, "{}", page.text);
        pages.push_str(&page.text);
    }
    pages
}

/// Searches for a phone, or for an envelope with one, and looks at who was found.
async fn search(clerk: &mut Client, field: &str, typed: &str) {
    let found = clerk.post("/orders/search", &[(field, typed)]).await;
    assert_eq!(found.status.as_u16(), 303, "{}", found.text);
    assert!(found.location().starts_with("/orders?traveller="));
    clerk.get(found.location()).await;
}

fn say(when: &str, found: &Found) {
    let kinds = found.iter().map(|(kind, values)| {
        let copies: usize = values.values().sum();
        format!("{kind}: {} values, {copies} copies", values.len())
    });
    let kinds: Vec<_> = kinds.collect();
    println!("{when}: {}", kinds.join("; "));
}

/// Connections end in the background.
async fn until_nothing_is_left(memory: &Memory, process: u32) {
    until("that nothing is left", async || {
        let left = memory.search(process);
        if left.is_empty() { Ok(()) } else { Err(left) }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_waits_remembers_nobody() {
    let directory = tempfile::tempdir().expect("a directory");
    let program = serve(directory.path()).await;
    let (process, description) = (program.id(), program.description());
    let seeded = Seeded::new(ORDERS, Clock::system().now());
    let values = of_travellers(&seeded);
    let travellers = Memory::new(values.clone());
    // Their names lie in the program itself, for its demonstration.
    let secrets = of_staff(&description).into_iter();
    let staff = Memory::new(secrets.filter(|value| value.kind != "staff name"));
    let address = Memory::new([Value {
        kind: "public name",
        text: description.back_office.clone(),
    }]);
    assert_ne!(
        address.search(process),
        Found::new(),
        "it finds what is there"
    );
    assert_eq!(travellers.search(process), Found::new(), "nobody works yet");

    let visitor = || program.visitor();
    let office = Office {
        visitor: &visitor,
        outbox: &description.sms_outbox,
        description: &description,
        values: &values,
    };
    let mut clerk = office.log_in("customer_service").await;
    let mut admin = office.log_in("admin").await;
    let numbers = row_ids(&clerk.get("/orders?size=100").await);
    let numbers = &numbers[..WORKED_ON];
    for _ in 0..3 {
        look_around(&clerk, numbers).await;
        look_around(&admin, numbers).await;
    }
    let pages = reveal(&mut clerk, numbers, "contact").await;
    assert!(travellers.values_in(&pages, "phone") > WORKED_ON / 2);
    let pages = reveal(&mut admin, numbers, "identity").await;
    assert!(travellers.values_in(&pages, "document") > WORKED_ON / 2);
    let phones: Vec<_> = of_kind(&values, "phone").take(WORKED_ON).collect();
    let sealer = Sealer::fetch(&mut clerk).await;
    clerk.get("/orders").await;
    for phone in &phones {
        let now = Clock::system().now().seconds();
        let envelope = sealer.seal_at(now, clerk.csrf(), "search", phone);
        search(&mut clerk, "sealed.search", &envelope).await;
    }
    for (data_set, format) in [
        ("orders", "csv"),
        ("travellers", "csv"),
        ("travellers", "xlsx"),
    ] {
        // As long as the pause between two codes.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let export = office.export(&mut admin, data_set, format).await;
        let file = fetch(&mut admin, &export).await;
        let file = String::from_utf8_lossy(&file);
        assert!(
            travellers.values_in(&file, "phone") > ORDERS as usize / 4,
            "{data_set}"
        );
    }

    // Both are still connected and logged in; nothing is on its way.
    let left = travellers.search(process);
    say("of travellers, after work", &left);
    assert_eq!(left, Found::new());

    // Without scripts a number comes over TLS as it was typed.
    for phone in &phones {
        search(&mut clerk, "search", phone).await;
    }
    let mut left = travellers.search(process);
    say("of travellers, after searches without scripts", &left);
    say(
        "of the staff, who logged in without scripts",
        &staff.search(process),
    );
    let typed = left.remove("phone").unwrap_or_default();
    assert!(
        typed.keys().all(|phone| phones.contains(&phone.as_str())),
        "{typed:?}"
    );
    assert!(typed.values().sum::<usize>() <= phones.len(), "{typed:?}");
    assert_eq!(left, Found::new(), "nothing but what was typed");

    clerk.post("/logout", &[]).await;
    admin.post("/logout", &[]).await;
    drop((clerk, admin));
    for memory in [travellers, staff] {
        until_nothing_is_left(&memory, process).await;
    }
}
