//! Which settings changed since the last start.

use std::collections::BTreeMap;

use super::{SystemStart, events, store};
use crate::kernel::{audit::Event, authz::Grant, failure::Failure};

/// What the configuration file says, as digests.
pub struct Configuration {
    /// Of all of it but the secrets.
    pub digest: [u8; 32],
    /// Of each setting that it writes.
    pub settings: Vec<(&'static str, [u8; 32])>,
    /// The name of every setting there is.
    pub names: Vec<&'static str>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Difference {
    added: Vec<&'static str>,
    changed: Vec<&'static str>,
    removed: Vec<&'static str>,
    /// Removed, and no settings of this version.
    unknown: Vec<String>,
}

/// Records what differs, if anything does, and remembers it.
pub(super) async fn record(
    grant: &Grant<SystemStart>,
    configuration: &Configuration,
) -> Result<(), Failure> {
    let kernel = grant.kernel();
    // Keyed: whoever has only the store can guess no setting from what is kept of it.
    let now: BTreeMap<&'static str, [u8; 32]> = configuration
        .settings
        .iter()
        .map(|(name, digest)| {
            let value = [name.as_bytes(), &[0], digest].concat();
            (*name, kernel.vault().fingerprint("setting", &value))
        })
        .collect();
    let seen = store::settings(kernel.business().reader()).await?;
    let differs = difference(&seen, &now, &configuration.names);
    if differs == Difference::default() {
        return Ok(());
    }
    let receipt = grant.record_step(event(&differs, seen.is_empty())).await?;
    let mut change = receipt.begin().await?;
    let gone = differs.removed.iter().copied();
    for name in gone.chain(differs.unknown.iter().map(String::as_str)) {
        store::forget_setting(change.transaction(), name).await?;
    }
    for name in differs.added.iter().chain(&differs.changed) {
        if let Some(digest) = now.get(name) {
            store::remember_setting(&mut change, name, digest).await?;
        }
    }
    change.commit().await
}

fn event(differs: &Difference, first: bool) -> Event {
    if first {
        return Event::new()
            .kind(&events::CONFIGURATION_LOADED)
            .field(events::ADDED, differs.added.clone());
    }
    let mut event = Event::new().kind(&events::CONFIGURATION_CHANGED);
    for (name, settings) in [
        (events::ADDED, &differs.added),
        (events::CHANGED, &differs.changed),
        (events::REMOVED, &differs.removed),
    ] {
        if !settings.is_empty() {
            event = event.field(name, settings.clone());
        }
    }
    match i64::try_from(differs.unknown.len()) {
        Ok(0) => event,
        count => event.field(events::UNKNOWN, count.unwrap_or(i64::MAX)),
    }
}

fn difference(
    seen: &BTreeMap<String, Vec<u8>>,
    now: &BTreeMap<&'static str, [u8; 32]>,
    names: &[&'static str],
) -> Difference {
    let mut differs = Difference::default();
    for (name, digest) in now {
        match seen.get(*name) {
            None => differs.added.push(name),
            Some(before) if before != digest => differs.changed.push(name),
            Some(_) => {}
        }
    }
    for name in seen.keys().filter(|name| !now.contains_key(name.as_str())) {
        match names.iter().find(|known| *known == name) {
            Some(known) => differs.removed.push(known),
            None => differs.unknown.push(name.clone()),
        }
    }
    differs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named() {
        let seen = [
            ("a.same", 1),
            ("b.other", 1),
            ("c.gone", 1),
            ("d.of_old", 1),
        ]
        .map(|(name, digest)| (name.to_owned(), vec![digest; 32]))
        .into();
        let now = [
            ("a.same", [1; 32]),
            ("b.other", [2; 32]),
            ("e.new", [1; 32]),
        ]
        .into();
        let differs = difference(&seen, &now, &["a.same", "b.other", "c.gone", "e.new"]);
        let expected = Difference {
            added: vec!["e.new"],
            changed: vec!["b.other"],
            removed: vec!["c.gone"],
            unknown: vec!["d.of_old".to_owned()],
        };
        assert_eq!(differs, expected);
    }
}
