//! Sealed values that did not open under a standing: noted where it is found out, entered before anybody learns of it.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use super::{Descriptor, Standing};
use crate::{
    base::ids::SubjectId,
    kernel::{
        audit::{Event, OPEN_FAILED, Outcome, facts},
        failure::Failure,
        parts::BlobError,
    },
};

/// What did not open, by part and why.
#[derive(Default)]
pub(in crate::kernel) struct Broken(Mutex<BTreeMap<(&'static str, &'static str), Vec<SubjectId>>>);

impl Broken {
    /// Notes one.
    pub fn note(&self, subject: SubjectId, part: &'static str, why: BlobError) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.entry((part, why.as_str())).or_default().push(subject);
    }

    fn take(&self) -> BTreeMap<(&'static str, &'static str), Vec<SubjectId>> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Standing {
    /// Enters what did not open since the last time: one entry for each part and reason.
    ///
    /// # Errors
    /// When the log is away; then nobody may be answered.
    pub(in crate::kernel) async fn enter_broken(
        &self,
        permission: &'static Descriptor,
    ) -> Result<(), Failure> {
        for ((part, why), subjects) in self.broken.take() {
            let count = i64::try_from(subjects.len()).unwrap_or(i64::MAX);
            let details = Event::new()
                .subjects(subjects)
                .count(count)
                .fact(facts::PART, part)
                .fact(facts::WHY, why);
            self.append_entry(permission, &OPEN_FAILED, Outcome::Failed, details)
                .await?;
        }
        Ok(())
    }
}
