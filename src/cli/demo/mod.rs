//! `hufu demo`: the whole product on embedded defaults, with synthetic people.

pub mod certificates;
pub mod description;
pub mod folder;
pub mod people;
pub mod seed;

use std::{fs, net::TcpListener, path::PathBuf, sync::Arc};

use clap::Args;

use super::CommandError;
use crate::{
    app::{App, logging, private},
    base::clock::Clock,
    config::{Config, new_file},
    features::staff::api::{NewStaff, StaffCreate, create},
    gateways::kms::local::{KeyringSeal, LocalKeyring},
    kernel::{Kernel, authz::Grant},
};
use description::{Description, Person};
use folder::Claim;

/// Arguments of `hufu demo`.
#[derive(Args, Clone)]
pub struct DemoArguments {
    /// Where everything is kept.
    #[arg(long, default_value = "hufu-demo")]
    pub data: PathBuf,
    /// Host name or address, and port.
    #[arg(long, default_value = "localhost:8443")]
    pub listen: String,
    /// How many synthetic orders it gets. Default: 2000, and as many as before for a demo that is there already.
    #[arg(long)]
    pub orders: Option<u32>,
    /// Remove what the demo made and start afresh; other files stay.
    #[arg(long)]
    pub reset: bool,
}

/// Orders of a fresh demo, where nobody says how many.
const USUAL_ORDERS: u32 = 2_000;
const KEYRING: &str = "keyring.json";
const DESCRIPTION: &str = "demo.json";

pub(super) async fn run(arguments: &DemoArguments) -> Result<(), CommandError> {
    let clock = Clock::system();
    // The folder stays ours until the end.
    let (config, _claim) = prepare(arguments, &clock)?;
    logging::start(&config.log)?;
    let app = App::build(&config, clock).await?;
    let description = seed(app.kernel(), &config, arguments).await?;
    description.print(&arguments.data.join(DESCRIPTION));
    Ok(app.run().await?)
}

/// Takes the folder and writes configuration, certificates and keyring where they are missing. The claim holds the folder until
/// it is dropped.
///
/// # Errors
/// When the folder is not a demonstration's or is in use, or cannot be written.
pub fn prepare(arguments: &DemoArguments, clock: &Clock) -> Result<(Config, Claim), CommandError> {
    let data = &arguments.data;
    let (host, _) = arguments
        .listen
        .rsplit_once(':')
        .ok_or("--listen takes host:port")?;
    let host = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .to_owned();
    let claim = folder::claim(data)?;
    if arguments.reset {
        claim.reset()?;
    }
    let redirect = free_redirect(&host);
    let mut values = vec![
        ("data.directory", ".".into()),
        ("keys.keyring", KEYRING.into()),
        ("listen.back_office", arguments.listen.as_str().into()),
        ("listen.public_name", arguments.listen.as_str().into()),
        ("tls.certificate", certificates::CERTIFICATE.into()),
        ("tls.private_key", certificates::PRIVATE_KEY.into()),
        ("log.format", "text".into()),
        ("demo", true.into()),
    ];
    if let Some(address) = &redirect {
        values.push(("listen.redirect", address.as_str().into()));
    }
    let configuration = claim.configuration();
    private::write(&configuration, &new_file(&values))?;
    certificates::ensure(data, &[host], clock.now())?;
    let keyring = data.join(KEYRING);
    if !keyring.exists() {
        // A demonstration holds nobody's data and asks for nothing, so its keyring is sealed under nothing.
        LocalKeyring::create(&keyring, &KeyringSeal::Nothing)?;
    }
    Ok((Config::load(&configuration)?, claim))
}

/// Makes the people of a fresh demo and describes them in `demo.json`; a demo that has them keeps them.
///
/// # Errors
/// When a store refuses or the file cannot be written.
pub async fn seed(
    kernel: &Arc<Kernel>,
    config: &Config,
    arguments: &DemoArguments,
) -> Result<Description, CommandError> {
    let file = arguments.data.join(DESCRIPTION);
    let (known, before) = match Description::read(&file)? {
        Some(known) => (Some(known.staff), known.orders),
        None => (None, USUAL_ORDERS),
    };
    let staff = match known {
        Some(staff) => staff,
        None => make_staff(kernel).await?,
    };
    let orders = arguments.orders.unwrap_or(before);
    let description = Description {
        back_office: config.listen.public_name.origin(),
        ca_certificate: fs::canonicalize(arguments.data.join("ca.pem"))?,
        sms_outbox: config.sms.outbox.clone(),
        orders,
        staff,
    };
    // Written before the rest: whoever stops the seeding half way can still log in.
    description.write(&file)?;
    seed::people(kernel, orders).await?;
    Ok(description)
}

async fn make_staff(kernel: &Arc<Kernel>) -> Result<Vec<Person>, CommandError> {
    let mut made = Vec::new();
    for person in people::staff(people::generate_password)? {
        let described = Person {
            role: person.role.to_owned(),
            name: person.name.to_string(),
            phone: person.phone.expose().to_owned(),
            password: person.password.to_string(),
        };
        let new = NewStaff {
            role: described.role.clone(),
            name: described.name.clone().into(),
            phone: person.phone,
            password: person.password,
        };
        create(Grant::<StaffCreate>::operator(kernel).await?, new).await?;
        made.push(described);
    }
    Ok(made)
}

/// The plain listener's usual address, if nobody else has it: a demo must not fail for it.
fn free_redirect(host: &str) -> Option<String> {
    TcpListener::bind((host, 8080))
        .ok()
        .map(|_| format!("{host}:8080"))
}
