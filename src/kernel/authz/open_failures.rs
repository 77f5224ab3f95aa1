//! Sealed values that did not open under a context: noted where it is found out, recorded before anybody learns of it.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use crate::{base::ids::SubjectId, kernel::parts::BlobError};

/// What did not open, by part and why.
#[derive(Default)]
pub(in crate::kernel) struct OpenFailures(
    Mutex<BTreeMap<(&'static str, &'static str), Vec<SubjectId>>>,
);

impl OpenFailures {
    pub fn note(&self, subject: SubjectId, part: &'static str, why: BlobError) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.entry((part, why.as_str())).or_default().push(subject);
    }

    pub(super) fn take(&self) -> BTreeMap<(&'static str, &'static str), Vec<SubjectId>> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
