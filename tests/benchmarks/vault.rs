//! How fast the vault is: sealing and opening against bare AES-GCM, a page of masked travellers, wrapping every data key anew,
//! erasing one of many.
//!
//!     cargo run --release --example vault-bench -- [PEOPLE] [CONFIG]
//!
//! PEOPLE (500000 unless given) are sealed, looked at and wrapped anew; then as many again, and some of all of them erased. CONFIG
//! names an empty installation, on PostgreSQL for instance; without it, one on SQLite is made in a temporary folder. Run it on a
//! quiet machine; each line is `name: value unit`.

use std::{
    error::Error,
    ops::Range,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Nonce, Payload},
};
use hufu::{
    app::open_kernel,
    base::{clock::Clock, ids::TravellerId},
    cli::demo::{self, DemoArguments},
    config::Config,
    features::{
        import::ImportTravellers,
        keys::api::{KeysRotate, KeysTurn, TravellerShred, begin, turn_next},
        orders::OrderList,
    },
    kernel::{
        Kernel,
        audit::Event,
        authz::{Grant, Permission},
        parts::Contact,
        vault::Rotation,
    },
};
use zeroizing_alloc::ZeroAlloc;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

type Outcome<T> = Result<T, Box<dyn Error>>;

/// People sealed under one entry.
const BATCH: u64 = 2_000;
/// Rows of a page.
const PAGE: u64 = 50;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let people = arguments.next().map_or(Ok(500_000), |text| text.parse())?;
    let directory = tempfile::tempdir()?;
    let mut config = match arguments.next() {
        Some(file) => Config::load(Path::new(&file))?,
        None => {
            let arguments = DemoArguments {
                data: directory.path().join("data"),
                listen: "localhost:8443".to_owned(),
                orders: Some(1),
                reset: false,
            };
            // Nobody else finds this folder: it need not be held.
            demo::prepare(&arguments, &Clock::system())?.0
        }
    };
    config.policy.directory = Some(policy(directory.path())?);
    let kernel = open_kernel(&config, Clock::system()).await?;
    one_part(&kernel).await?;
    seal(&kernel, 0..people).await?;
    page(&kernel, people).await?;
    rewrap(&kernel, people).await?;
    seal(&kernel, people..2 * people).await?;
    shred(&kernel, 2 * people).await
}

/// That travellers were stored: an import's second event, which may name them.
fn stored() -> Event {
    Event::new().kind(ImportTravellers::DESCRIPTOR.events[1])
}

/// The policy that ships with Hufu, and lets who runs this look at the list.
fn policy(directory: &Path) -> Outcome<std::path::PathBuf> {
    let directory = directory.join("policies");
    std::fs::create_dir_all(&directory)?;
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    for name in ["model.conf", "never.csv", "policy.csv"] {
        std::fs::copy(shipped.join(name), directory.join(name))?;
    }
    let file = directory.join("policy.csv");
    let text = std::fs::read_to_string(&file)?;
    std::fs::write(&file, format!("{text}\np, operator, order, list, all\n"))?;
    Ok(directory)
}

fn traveller(number: u64) -> TravellerId {
    TravellerId::imported("bench", number)
}

fn contact(number: u64) -> Contact {
    Contact {
        name: "欧阳娜娜".to_owned().into(),
        phone: format!("142{number:08}").into(),
        email: "someone@example.com".to_owned().into(),
    }
}

fn nanoseconds(name: &str, all: Duration, count: u32) {
    println!("{name}: {} ns", (all / count).as_nanos());
}

/// Sealing and opening one part, beside the same bytes through bare AES-256-GCM of the same crate.
async fn one_part(kernel: &Arc<Kernel>) -> Outcome<()> {
    const COUNT: u32 = 100_000;
    let who = traveller(u64::from(u32::MAX));
    let grant = Grant::<ImportTravellers>::operator(kernel).await?;
    let receipt = grant.record_step(stored().subject(who)).await?;
    let mut sealing = kernel.vault().sealing(&receipt, &[who.into()]).await?;
    let part = contact(1);
    let started = Instant::now();
    for _ in 0..COUNT {
        sealing.part(who, who, &part)?;
    }
    nanoseconds("seal one part", started.elapsed(), COUNT);
    let mut sealing = kernel.vault().sealing(&receipt, &[who.into()]).await?;
    sealing.part(who, who, &part)?;
    sealing.store(kernel.clock().now()).await?;

    let grant = Grant::<OrderList>::operator(kernel).await?;
    let receipt = grant.record(Event::new().subject(who)).await?;
    let place = [(who.into(), who.into())];
    let sealed = kernel.vault().fetch(&receipt, &place).await?;
    let started = Instant::now();
    for _ in 0..COUNT {
        let opened = sealed.masked::<Contact, _>(&receipt, who, who)?;
        assert!(opened.part().is_some());
    }
    nanoseconds("open and mask one part", started.elapsed(), COUNT);

    let cipher = Aes256Gcm::new(&[7; 32].into());
    let nonce = Nonce::<Aes256Gcm>::from([7; 12]);
    let text = serde_json::to_vec(&part)?;
    let aad: &[u8] = &[7; 45];
    let started = Instant::now();
    let mut blob = Vec::new();
    for _ in 0..COUNT {
        let payload = Payload { msg: &text, aad };
        blob = cipher.encrypt(&nonce, payload).map_err(|_| "sealing")?;
    }
    nanoseconds("bare AES-256-GCM, seal", started.elapsed(), COUNT);
    let started = Instant::now();
    for _ in 0..COUNT {
        let payload = Payload { msg: &blob, aad };
        let opened = cipher.decrypt(&nonce, payload).map_err(|_| "opening")?;
        assert_eq!(opened.len(), text.len());
    }
    nanoseconds("bare AES-256-GCM, open", started.elapsed(), COUNT);
    Ok(())
}

async fn seal(kernel: &Arc<Kernel>, people: Range<u64>) -> Outcome<()> {
    let grant = Grant::<ImportTravellers>::operator(kernel).await?;
    let started = Instant::now();
    for first in people.clone().step_by(BATCH as usize) {
        let numbers = first..people.end.min(first + BATCH);
        let subjects: Vec<_> = numbers
            .clone()
            .map(|number| traveller(number).into())
            .collect();
        let event = stored().subjects(subjects.iter().copied());
        let receipt = grant.record_step(event).await?;
        let mut sealing = kernel.vault().sealing(&receipt, &subjects).await?;
        for number in numbers {
            sealing.part(traveller(number), traveller(number), &contact(number))?;
        }
        sealing.store(kernel.clock().now()).await?;
    }
    let count = people.end - people.start;
    rate("seal new people", count, started.elapsed(), "people/s");
    Ok(())
}

fn rate(name: &str, count: u64, all: Duration, unit: &str) {
    println!("{name}: {:.0} {unit}", count as f64 / all.as_secs_f64());
}

/// A page of masked travellers as the list of orders opens it: entry, fetch, mask; nobody's key is in the cache.
async fn page(kernel: &Arc<Kernel>, people: u64) -> Outcome<()> {
    const PAGES: u64 = 100;
    let mut spent = Duration::ZERO;
    for page in 0..PAGES {
        let grant = Grant::<OrderList>::operator(kernel).await?;
        let first = page * PAGE % people.saturating_sub(PAGE).max(1);
        let numbers = first..people.min(first + PAGE);
        let who: Vec<_> = numbers.map(traveller).collect();
        let receipt = grant
            .record(Event::new().subjects(who.iter().copied()))
            .await?;
        let started = Instant::now();
        let places: Vec<_> = who
            .iter()
            .map(|who| ((*who).into(), (*who).into()))
            .collect();
        let sealed = kernel.vault().fetch(&receipt, &places).await?;
        for who in who {
            let opened = sealed.masked::<Contact, _>(&receipt, who, who)?;
            assert!(opened.part().is_some());
        }
        spent += started.elapsed();
    }
    let one = spent / u32::try_from(PAGES)?;
    println!("a page of {PAGE} masked travellers: {} µs", one.as_micros());
    Ok(())
}

async fn rewrap(kernel: &Arc<Kernel>, people: u64) -> Outcome<()> {
    begin(
        Grant::<KeysRotate>::operator(kernel).await?,
        Rotation::Wrapping,
    )
    .await?;
    let grant = Grant::<KeysTurn>::operator(kernel).await?;
    let started = Instant::now();
    while turn_next(&grant).await? {}
    rate("wrap data keys anew", people, started.elapsed(), "keys/s");
    let left = kernel.vault().status().await?.left;
    assert_eq!(left, 0);
    Ok(())
}

async fn shred(kernel: &Arc<Kernel>, people: u64) -> Outcome<()> {
    const COUNT: u64 = 100;
    let grant = Grant::<TravellerShred>::operator(kernel).await?;
    let mut spent = Duration::ZERO;
    for number in (0..people).step_by((people / COUNT).max(1) as usize) {
        let who = traveller(number);
        let receipt = grant.record_step(Event::new().subject(who)).await?;
        let started = Instant::now();
        kernel.vault().shred(&receipt, who).await?;
        spent += started.elapsed();
    }
    let one = spent / u32::try_from(COUNT.min(people))?;
    println!("erase one of {people}: {} µs", one.as_micros());
    Ok(())
}
