//! What must hold for every feature.
//!
//! Owns: stores, audit log, vault, the transport envelope, people's sessions, permissions, the one door for routes, background
//! jobs, metrics for whoever watches over it.
//! Must not: name a feature.

pub mod audit;
pub mod authn;
pub mod authz;
pub mod db;
pub mod envelope;
pub mod evidence;
pub mod failure;
pub mod feature;
pub mod http;
pub mod jobs;
pub mod metrics;
pub mod parts;
pub mod sms;
pub mod vault;

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use audit::{AuditReader, AuditWriter, VerifiedLog};
use authn::{LoginSettings, Passwords, SessionSettings};
use authz::Policy;
use db::Store;
use envelope::{EnvelopeSettings, Envelopes};
use evidence::{CheckpointPublisher, Evidence, EvidenceSettings};
use feature::{FeatureSettings, NavItem, Way};
use http::{DoorSettings, FloodGate};
use jobs::JobNotify;
use metrics::Metrics;
use sms::{SentMessages, SmsGateway};
use vault::Vault;

use crate::base::clock::Clock;

/// The kernel's own SQL, for the contract test that prepares every statement.
pub fn statements() -> impl Iterator<Item = db::RegisteredStatement> {
    let vault = vault::ALL_STATEMENTS.into_iter().flatten();
    vault
        .chain(audit::statements())
        .chain(authn::STATEMENTS)
        .chain(envelope::STATEMENTS)
        .chain(evidence::statements())
        .copied()
}

/// Everything a request stands on, put together once in `app.rs`.
pub struct Kernel {
    audit: AuditWriter,
    audit_reader: AuditReader,
    audit_store: Store,
    evidence: Evidence,
    publishers: Vec<Arc<dyn CheckpointPublisher>>,
    vault: Vault,
    policy: RwLock<Arc<Policy>>,
    business: Store,
    clock: Clock,
    sms: Arc<dyn SmsGateway>,
    sent_messages: Option<Arc<dyn SentMessages>>,
    passwords: Passwords,
    envelopes: Envelopes,
    nav_items: Vec<NavItem>,
    ways: Vec<&'static Way>,
    jobs: JobNotify,
    flood: FloodGate,
    metrics: Metrics,
    verified: moka::sync::Cache<(), Option<VerifiedLog>>,
    labels: moka::sync::Cache<crate::base::ids::StaffId, Arc<(String, String)>>,
    settings: Settings,
}

/// What `app.rs` puts in.
pub struct Parts {
    pub audit: AuditWriter,
    pub audit_reader: AuditReader,
    /// The audit store, for evidence about the log; entries are the writer's alone.
    pub audit_store: Store,
    pub publishers: Vec<Arc<dyn CheckpointPublisher>>,
    pub vault: Vault,
    /// The metrics, which whatever is started before the kernel counts in already.
    pub metrics: Metrics,
    pub policy: Policy,
    pub business: Store,
    pub clock: Clock,
    pub sms: Arc<dyn SmsGateway>,
    /// What stayed here of them, where the gateway is a stand-in.
    pub sent_messages: Option<Arc<dyn SentMessages>>,
    /// The navigation items, in order.
    pub nav_items: Vec<NavItem>,
    /// Where else features lead to each other.
    pub ways: Vec<&'static Way>,
    pub settings: Settings,
}

/// What configuration says: each section is declared by what reads it.
#[derive(Clone)]
pub struct Settings {
    /// Demo mode: the banner and the demo phone.
    pub demo: bool,
    /// Where our own pages are, as a browser says it in `Origin`.
    pub origins: Vec<String>,
    /// What the log is called in its checkpoints, also where nobody named it.
    pub log_name: String,
    /// How long a session may last.
    pub sessions: SessionSettings,
    /// How often somebody may try.
    pub login: LoginSettings,
    /// How long a key pair of the transport envelope lives.
    pub envelope: EnvelopeSettings,
    /// How long the log is kept, and how often it becomes evidence.
    pub evidence: EvidenceSettings,
    /// Whom the door believes, and how much one client may ask for.
    pub door: DoorSettings,
    /// What is the features' own.
    pub features: FeatureSettings,
}

impl Kernel {
    pub fn new(parts: Parts) -> Arc<Self> {
        Arc::new(Self {
            audit: parts.audit,
            audit_reader: parts.audit_reader,
            audit_store: parts.audit_store,
            evidence: Evidence::default(),
            publishers: parts.publishers,
            vault: parts.vault,
            metrics: parts.metrics,
            policy: RwLock::new(Arc::new(parts.policy)),
            business: parts.business,
            sms: parts.sms,
            sent_messages: parts.sent_messages,
            passwords: Passwords::new(),
            envelopes: Envelopes::default(),
            nav_items: parts.nav_items,
            ways: parts.ways,
            jobs: JobNotify::default(),
            flood: FloodGate::new(parts.settings.door.requests_per_second),
            verified: moka::sync::Cache::builder()
                .max_capacity(1)
                .time_to_live(Duration::from_secs(30))
                .build(),
            labels: moka::sync::Cache::builder()
                .max_capacity(1_000)
                .time_to_live(Duration::from_secs(60))
                .build(),
            clock: parts.clock,
            settings: parts.settings,
        })
    }

    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    pub fn business(&self) -> &Store {
        &self.business
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The compiled policy, as it is now.
    pub fn policy(&self) -> Arc<Policy> {
        // Nothing is done under this lock that could fail half way.
        let policy = self.policy.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&policy)
    }

    /// Puts another policy in its place: for who recorded what it changes.
    pub(crate) fn replace_policy(&self, policy: Policy) {
        let mut place = self.policy.write().unwrap_or_else(PoisonError::into_inner);
        *place = Arc::new(policy);
    }

    pub fn sms(&self) -> &dyn SmsGateway {
        &*self.sms
    }

    /// Messages that stayed here, where the gateway is a stand-in.
    pub fn sent_messages(&self) -> Option<&Arc<dyn SentMessages>> {
        self.sent_messages.as_ref()
    }

    /// The navigation items that a role has, in order.
    pub fn nav_items_of<'a>(&'a self, role: &'a str) -> impl Iterator<Item = &'a NavItem> {
        let policy = self.policy();
        self.nav_items
            .iter()
            .filter(move |item| policy.scope(role, item.permission).is_some())
    }

    /// The pages beside those that a role may be led to.
    pub fn ways_of(&self, role: &str) -> Vec<&'static str> {
        let policy = self.policy();
        let ways = self.ways.iter();
        ways.filter(|way| policy.scope(role, way.permission).is_some())
            .map(|way| way.href)
            .collect()
    }

    /// Checks and makes password hashes.
    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    /// The key pairs of the transport envelope.
    pub fn envelopes(&self) -> &Envelopes {
        &self.envelopes
    }

    /// Wakes the background jobs: there is something to do.
    pub fn jobs(&self) -> &JobNotify {
        &self.jobs
    }

    /// The limiter before the guard.
    pub fn flood(&self) -> &FloodGate {
        &self.flood
    }

    /// The log's writer, to see how it is.
    pub fn audit(&self) -> &AuditWriter {
        &self.audit
    }

    /// Wipes what was kept for a while and whose time is over: data keys, the names of people who work here.
    pub fn evict(&self) {
        self.vault.evict();
        self.labels.run_pending_tasks();
    }

    /// The metrics for whoever watches over Hufu.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}
