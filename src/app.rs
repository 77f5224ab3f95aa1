//! Puts the system together: stores, keys, policy, features, listeners.
//!
//! Owns: the list of features, the order of starting and stopping, what is mounted beside the one door (health, static
//! files, the page for what is not there).
//! Must not: hold any rule of its own.

pub mod key_service;
mod listeners;
pub mod logging;
mod operations;
pub mod private;
mod publishers;
mod reload;
mod request_log;
mod serving;
mod static_files;
pub mod tls;

use std::{path::Path, sync::Arc, time::Duration};

use crate::{
    base::clock::Clock,
    config::{self, Config, ListenAddress, PublicName, StoreLocation},
    features::{self, lifecycle::api::Configuration},
    gateways::sms::outbox::SmsOutbox,
    kernel::{
        self, Kernel, Parts, Settings,
        audit::{self, AuditReader, AuditWriter, SchemaGuardError},
        authz::{Descriptor, Policy, PolicyError, PolicySource},
        db::{Engine, Location, OpenError, RegisteredStatement, Store, StoreName},
        evidence::check_pinned,
        feature::{Feature, FeatureSettings},
        http::{RouteInfo, Routes},
        metrics::Metrics,
        sms::SentMessages,
        vault::{KeyService, KeyServiceError, Vault, VaultError},
    },
};

pub use listeners::{App, Listening};
pub use reload::reload_policy;
pub use serving::ServingError;

/// The features; the order is that of the sidebar.
pub const FEATURES: &[Feature] = &[
    features::orders::FEATURE,
    features::payments::FEATURE,
    features::audit_trail::FEATURE,
    features::exports::FEATURE,
    features::evidence::FEATURE,
    features::home::FEATURE,
    features::login::FEATURE,
    features::preferences::FEATURE,
    features::envelope_keys::FEATURE,
    features::staff::FEATURE,
    features::keys::FEATURE,
    features::import::FEATURE,
    features::flood::FEATURE,
    features::lifecycle::FEATURE,
];

/// Features that only a demonstration has.
pub const DEMO_FEATURES: &[Feature] = &[features::demo_phone::FEATURE];

/// The features that a server has.
fn features_of(demo: bool) -> impl Iterator<Item = &'static Feature> {
    let demo_features = if demo { DEMO_FEATURES } else { &[] };
    FEATURES.iter().chain(demo_features)
}

/// Every feature, those of demonstrations too: permissions and policy must agree whatever the mode.
fn all_features() -> impl Iterator<Item = &'static Feature> {
    features_of(true)
}

/// Why Hufu does not start. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A store cannot be opened.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The key service is away or refuses.
    #[error(transparent)]
    KeyService(#[from] KeyServiceError),
    /// The vault cannot be opened.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The log's own protection was changed.
    #[error("{0}; run `hufu audit verify`, then find out who did it before you put it back")]
    SchemaGuards(#[from] SchemaGuardError),
    /// The log is not the one that was signed.
    #[error("{0}; nothing was recorded, and Hufu does not start. {advice}", advice = .0.advice())]
    Log(#[from] kernel::evidence::RollbackDetected),
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The policy's files cannot be read.
    #[error("the policy's files cannot be read: {0}")]
    PolicyFiles(std::io::Error),
    /// Checkpoints cannot be sent where the configuration says.
    #[error(transparent)]
    Publisher(#[from] kernel::evidence::PublisherError),
    /// The messages' outbox cannot be opened.
    #[error(transparent)]
    Sms(#[from] crate::kernel::sms::SmsError),
    /// Another server has the stores.
    #[error(transparent)]
    Serving(#[from] ServingError),
    /// Certificate or key cannot be used.
    #[error(transparent)]
    Tls(#[from] tls::TlsError),
    /// The transport envelope has no key.
    #[error("the key of the transport envelope cannot be made or loaded: {0}")]
    EnvelopeKey(crate::kernel::failure::Failure),
    /// The start cannot be recorded in the log.
    #[error("the start cannot be recorded in the audit log: {0}")]
    Enter(crate::kernel::failure::Failure),
    /// A listener cannot be opened.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        address: String,
        source: std::io::Error,
    },
    /// The listener of operations would be open to everybody.
    #[error(
        "listen.operations leads to {0}, a public address: metrics and health are for who runs Hufu; name a private address \
         of this machine, such as 127.0.0.1"
    )]
    PublicOperations(std::net::SocketAddr),
    /// The working directory cannot be prepared.
    #[error("{0}")]
    Directory(std::io::Error),
}

impl StartError {
    /// That an address cannot be listened on.
    fn listen(address: &ListenAddress, source: std::io::Error) -> Self {
        Self::Listen {
            address: format!("{}:{}", address.host, address.port),
            source,
        }
    }
}

/// Every permission of the system, in the order of the features.
pub fn permissions() -> Vec<&'static Descriptor> {
    all_features()
        .flat_map(|feature| feature.permissions.iter().copied())
        .collect()
}

/// Every statement of the system, for the contract test that prepares them.
pub fn statements() -> Vec<RegisteredStatement> {
    let features = all_features().flat_map(|feature| feature.statements.iter().copied());
    kernel::statements().chain(features).collect()
}

/// The route table of a demonstration, without starting anything.
pub fn route_table() -> Vec<RouteInfo> {
    let mut routes = Routes::listing();
    for feature in all_features() {
        (feature.routes)(&mut routes);
    }
    routes.into_table()
}

/// The policy of a folder, or the one that is built in, compiled for this system.
///
/// # Errors
/// When its files cannot be read or it is refused.
pub async fn load_policy(directory: Option<&Path>) -> Result<Policy, StartError> {
    let source = match directory {
        Some(directory) => PolicySource::read(directory).map_err(StartError::PolicyFiles)?,
        None => PolicySource::embedded(),
    };
    Ok(Policy::compile(&source, permissions()).await?)
}

/// The policy of a configuration, with the roles that it asks for a second factor besides those that have to give one.
///
/// # Errors
/// As [`load_policy`], and when it names a role that there is not.
pub async fn configured_policy(config: &Config) -> Result<Policy, StartError> {
    let policy = load_policy(config.policy.directory.as_deref()).await?;
    Ok(policy.with_second_factor(&config.login.second_factor_roles)?)
}

/// Opens stores, keys and policy: everything but the listeners. The command line works on this too.
///
/// # Errors
/// When something is missing, weak or refuses; nothing is served then.
pub async fn open_kernel(config: &Config, clock: Clock) -> Result<Arc<Kernel>, StartError> {
    let service = key_service::open(config, clock.clone())?;
    open_kernel_with(config, clock, service).await
}

/// The same with a key service that is already there: for who brings their own.
///
/// # Errors
/// When something is missing, weak or refuses; nothing is served then.
pub async fn open_kernel_with(
    config: &Config,
    clock: Clock,
    service: Arc<dyn KeyService>,
) -> Result<Arc<Kernel>, StartError> {
    let policy = configured_policy(config).await?;
    for directory in [&config.data_directory, &config.exports.directory] {
        private::create_directory(directory).map_err(StartError::Directory)?;
    }
    let open = async |name, location| Store::open(name, &store_location(location)).await;
    let stores = &config.stores;
    let business = open(StoreName::Business, &stores.business).await?;
    let vault = open(StoreName::Vault, &stores.vault).await?;
    let keys = open(StoreName::Keys, &stores.keys).await?;
    check_log_file(&business, config).await?;
    let audit = open(StoreName::Audit, &stores.audit).await?;
    audit::check_schema_guards(audit.reader()).await?;
    let log = AuditReader::new(&audit);
    if audit.reader().engine() == Engine::Postgres {
        check_pinned(business.reader(), Some(&log), &log_name(config)).await?;
    }
    let vault = Vault::open(vault, keys, service, clock.clone(), config.keys.recheck).await?;
    let metrics = Metrics::new();
    let outbox = Arc::new(SmsOutbox::open(&config.sms.outbox)?);
    Ok(Kernel::new(Parts {
        audit_reader: log,
        audit: AuditWriter::start(audit.clone()),
        audit_store: audit,
        publishers: publishers::of(&config.publishing)?,
        vault,
        metrics,
        policy,
        business,
        clock,
        sent_messages: Some(Arc::clone(&outbox) as Arc<dyn SentMessages>),
        sms: outbox,
        nav_items: all_features()
            .filter_map(|feature| feature.nav_item)
            .collect(),
        ways: all_features().flat_map(|feature| feature.ways).collect(),
        settings: settings(config),
    }))
}

/// Looks at the log's file before it is opened for writing: that makes what is not there, and what is left of a log that was
/// taken away, its -wal file, would be gone.
async fn check_log_file(business: &Store, config: &Config) -> Result<(), StartError> {
    let (location, name) = (&config.stores.audit, log_name(config));
    let StoreLocation::Sqlite(file) = location else {
        return Ok(());
    };
    let log = match file.exists() {
        true => Some(Store::open_read_only(StoreName::Audit, &store_location(location)).await?),
        false => None,
    };
    let log = log.map(AuditReader::over);
    Ok(check_pinned(business.reader(), log.as_ref(), &name).await?)
}

/// Where a store of the configuration is, as the kernel opens it.
pub(crate) fn store_location(location: &StoreLocation) -> Location {
    match location {
        StoreLocation::Sqlite(path) => Location::Sqlite(path.clone()),
        StoreLocation::Postgres {
            reader,
            writer,
            owner,
        } => Location::Postgres {
            reader: reader.expose().to_owned(),
            writer: writer.expose().to_owned(),
            owner: owner.as_ref().unwrap_or(writer).expose().to_owned(),
        },
    }
}

/// What the configuration says, as a start records it.
fn written(config: &Config) -> Configuration {
    Configuration {
        digest: config.written.public(),
        settings: config.written.digests().collect(),
        names: config::names().collect(),
    }
}

fn settings(config: &Config) -> Settings {
    Settings {
        demo: config.demo,
        origins: origins(config),
        log_name: log_name(config),
        sessions: config.sessions.clone(),
        login: config.login.clone(),
        envelope: config.envelope.clone(),
        evidence: config.evidence.clone(),
        door: config.door.clone(),
        features: FeatureSettings::default().with(config.exports.clone()),
    }
}

/// What the log is called where nobody named it.
pub(crate) fn log_name(config: &Config) -> String {
    let usual = || format!("{}/audit", config.listen.public_name.host);
    config.evidence.name.clone().unwrap_or_else(usual)
}

/// The origin of the public name, and of nothing else. Only a demonstration also answers to the names that every machine has
/// for itself: whoever tries it out types what they like.
fn origins(config: &Config) -> Vec<String> {
    let public = &config.listen.public_name;
    let own = ["localhost", "127.0.0.1", "[::1]"].map(|host| PublicName {
        host: host.to_owned(),
        port: public.port,
    });
    let own = own.iter().filter(|_| config.demo);
    own.chain([public]).map(PublicName::origin).collect()
}

/// How long a stopping server waits for requests under way.
const DRAIN: Duration = Duration::from_secs(20);
