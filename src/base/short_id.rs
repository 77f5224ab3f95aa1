//! The short form of an id, for people to tell one from another: on pages, never to look something up by.

use uuid::Uuid;

/// The end of the id, which differs even between ids of the same moment: `a0a1e6d7`.
#[must_use]
pub fn short(id: Uuid) -> String {
    let text = id.simple().to_string();
    text.get(24..).unwrap_or_default().to_owned()
}
