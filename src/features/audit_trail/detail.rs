//! One entry: every field in words, whose data it is about, and the evidence as it is stored.

use askama::Template;

use super::{AuditRead, proof_state::ProofState, pruned, words};
use crate::{
    base::ids::SubjectId,
    i18n::{self, key},
    kernel::{
        audit::{Event, FoundEntry, StoredEntry},
        authz::Grant,
        evidence::EvidenceProve,
        failure::Failure,
        http::{Answer, PathValue, Shell},
    },
};

/// Subjects a page shows; an export can have millions.
const SUBJECTS: i64 = 100;

/// `GET /audit/{sequence}`
pub(super) async fn detail(
    grant: Grant<AuditRead>,
    PathValue(sequence): PathValue<i64>,
) -> Result<Answer, Failure> {
    let log = grant.log();
    let Some(found) = log.find(sequence).await? else {
        return pruned::show(grant, sequence).await;
    };
    if let Some(owner) = grant.owner()
        && found.entry.as_ref().and_then(|entry| entry.actor) != Some(owner)
    {
        return Err(Failure::NotFound);
    }
    let subjects = log.subjects(sequence, SUBJECTS).await?;
    let newer = match sequence.checked_add(1) {
        Some(next) => log.find(next).await?.map(|entry| entry.sequence),
        None => None,
    };
    let proof = ProofState::of(log, &found).await?;
    let can_prove = grant.may::<EvidenceProve>();
    let receipt = grant
        .record(Event::new().resource("audit", sequence))
        .await?;
    let shell = receipt.shell().await?;
    receipt.page(&DetailPage {
        shell,
        sequence,
        subjects,
        newer,
        older: (sequence > 1).then(|| sequence - 1),
        evidence: Evidence::of(&found),
        entry: found.entry,
        can_prove,
        proof,
    })
}

/// `audit_trail/detail.html`
#[derive(Template)]
#[template(path = "audit_trail/detail.html")]
struct DetailPage {
    shell: Shell,
    sequence: i64,
    /// Absent when the stored body is no entry any more.
    entry: Option<StoredEntry>,
    subjects: Vec<SubjectId>,
    evidence: Evidence,
    /// The number of the entry before.
    older: Option<i64>,
    /// The number of the entry after.
    newer: Option<i64>,
    /// Whether the viewer may have a proof of it.
    can_prove: bool,
    /// How it stands in the tree.
    proof: ProofState,
}

/// What is stored, for people who check it with tools of their own.
struct Evidence {
    /// Whether the body gives the leaf hash.
    holds: bool,
    /// The body, set in lines.
    pretty: String,
    /// The body as it is hashed.
    stored: String,
    /// The leaf hash, hexadecimal.
    leaf: String,
    /// The tree's head after it, hexadecimal.
    root: Option<String>,
}

impl Evidence {
    fn of(found: &FoundEntry) -> Self {
        let stored = String::from_utf8_lossy(&found.body).into_owned();
        let pretty = found
            .entry
            .as_ref()
            .and_then(|entry| serde_json::to_string_pretty(entry).ok());
        Self {
            holds: found.holds,
            pretty: pretty.unwrap_or_else(|| stored.clone()),
            stored,
            leaf: found.leaf.clone(),
            root: found.root.clone(),
        }
    }
}

impl DetailPage {
    fn hashes(&self, path: &[String]) -> i64 {
        i64::try_from(path.len()).unwrap_or(i64::MAX)
    }

    /// What the event means; an event of an older version has no meaning here any more.
    fn meaning(&self, entry: &StoredEntry) -> Option<String> {
        let word = self.word("event_meaning", &entry.event);
        (word != entry.event).then_some(word)
    }

    fn word(&self, group: &str, name: &str) -> String {
        i18n::word(self.shell.locale, group, name)
    }

    fn who(&self, entry: &StoredEntry) -> words::Who {
        words::who(self.shell.locale, entry)
    }

    fn what(&self, entry: &StoredEntry) -> Option<words::What> {
        words::what(self.shell.locale, entry)
    }

    fn is_export(&self, entry: &StoredEntry) -> bool {
        entry.resource_kind.as_deref() == Some("export")
    }

    fn opened(&self, entry: &StoredEntry) -> Vec<String> {
        words::opened(self.shell.locale, entry)
    }

    fn facts(&self, entry: &StoredEntry) -> Vec<(String, String)> {
        words::facts(self.shell.locale, entry)
    }

    fn tone(&self, entry: &StoredEntry) -> &'static str {
        words::tone(entry.outcome)
    }

    fn same(&self, name: &str, value: &impl ToString) -> String {
        words::same(name, &value.to_string())
    }

    /// How many subjects the entry has beyond those shown.
    fn further(&self, entry: &StoredEntry) -> i64 {
        let shown = i64::try_from(self.subjects.len()).unwrap_or(i64::MAX);
        entry.subject_count.saturating_sub(shown).max(0)
    }
}
