//! What publishers have in folders that can be read from here.

use hufu_proof::PublishedLeaves;

use crate::kernel::Kernel;

/// Each folder that was written to. One that cannot be read is told of and passed over: it lies elsewhere, and may be away.
pub(super) fn published(kernel: &Kernel) -> Vec<PublishedLeaves> {
    let folders = kernel
        .publishers
        .iter()
        .filter_map(|publisher| publisher.folder());
    let opened = folders.filter_map(|folder| match PublishedLeaves::open(folder) {
        Ok(published) => Some(published),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            tracing::error!(alarm = "audit", %error, "what was published of the log cannot be read");
            None
        }
    });
    opened.collect()
}
