//! What the batches under way will hold, which no store shows yet.
//!
//! Batches overlap: one is looked up while those before it are still being written. A record, order number, phone or
//! document among them counts as taken, as if it were stored.

use std::collections::{HashMap, VecDeque};

use uuid::Uuid;

use crate::base::order_no::OrderNo;

/// Something that only one record can have.
#[derive(Debug, PartialEq, Eq, Hash)]
pub enum Claim {
    Record(Uuid),
    OrderNo(OrderNo),
    /// The vault's fingerprint of a personal value: the value itself is not kept.
    Value([u8; 32]),
}

/// Who claims what, batch by batch.
#[derive(Default)]
pub struct Claims {
    batches: VecDeque<HashMap<Claim, Uuid>>,
    forgotten: usize,
}

impl Claims {
    /// Begins a batch and forgets the first `stored` of all batches: the stores show them now.
    pub(super) fn begin(&mut self, stored: usize) {
        while self.forgotten < stored && self.batches.pop_front().is_some() {
            self.forgotten += 1;
        }
        self.batches.push_back(HashMap::new());
    }

    /// Whether a batch under way holds this record.
    pub(super) fn has(&self, record: Uuid) -> bool {
        self.holder(&Claim::Record(record)).is_some()
    }

    /// The record that claims it.
    pub(super) fn holder(&self, claim: &Claim) -> Option<Uuid> {
        self.batches
            .iter()
            .find_map(|batch| batch.get(claim))
            .copied()
    }

    /// Whether another record claims it.
    pub(super) fn is_taken(&self, claim: &Claim, record: Uuid) -> bool {
        self.holder(claim).is_some_and(|holder| holder != record)
    }

    /// Claims it for a record of the batch begun last.
    pub(super) fn add(&mut self, claim: Claim, record: Uuid) {
        if let Some(batch) = self.batches.back_mut() {
            batch.insert(claim, record);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_holds_until_its_batch_is_stored() {
        let (first, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut claims = Claims::default();
        claims.begin(0);
        claims.add(Claim::Value([7; 32]), first);
        claims.begin(0);
        claims.add(Claim::Record(second), second);
        assert!(claims.is_taken(&Claim::Value([7; 32]), second));
        assert!(!claims.is_taken(&Claim::Value([7; 32]), first));
        assert!(claims.has(second) && !claims.has(first));

        claims.begin(1);
        assert_eq!(claims.holder(&Claim::Value([7; 32])), None);
        assert!(claims.has(second));
    }
}
