//! Data keys that were unwrapped, kept for a while: how many, for how long, and that they are gone when they are let go of.
//!
//! The cache beneath drops what is too old, or was taken out, at its leisure: on a quiet day never. A key that may not be
//! used any more must not lie in memory either. So each way out ends with the cache's housekeeping, which empties the slot
//! of what it takes out; who opens something with a key at that moment holds it until then.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::data_keys::SubjectKeys;
use crate::base::{clock::Timestamp, ids::SubjectId};

/// Subjects whose keys are kept at most; an export of millions must not hold millions.
const MOST: u64 = 20_000;

/// The keys of one subject until their time is over, or nothing any more.
type Slot = Arc<Mutex<Option<(Arc<SubjectKeys>, Timestamp)>>>;

pub(super) struct KeyCache(moka::sync::Cache<SubjectId, Slot>);

impl KeyCache {
    /// A cache that keeps keys this long in real time, whatever the clock says.
    pub fn new(kept: Duration) -> Self {
        let cache = moka::sync::Cache::builder()
            .max_capacity(MOST)
            .time_to_live(kept)
            .eviction_listener(|_, slot: Slot, _| {
                slot.lock().unwrap_or_else(PoisonError::into_inner).take();
            });
        Self(cache.build())
    }

    /// A subject's keys, if they may still be used.
    pub fn get(&self, subject: SubjectId, now: Timestamp) -> Option<Arc<SubjectKeys>> {
        let slot = self.0.get(&subject)?;
        let kept = slot.lock().unwrap_or_else(PoisonError::into_inner);
        let (keys, until) = kept.as_ref()?;
        (now < *until).then(|| Arc::clone(keys))
    }

    /// Keeps a subject's keys until then.
    pub fn keep(&self, subject: SubjectId, keys: Arc<SubjectKeys>, until: Timestamp) {
        let slot = Arc::new(Mutex::new(Some((keys, until))));
        self.0.insert(subject, slot);
    }

    pub fn forget(&self, subject: SubjectId) {
        self.0.invalidate(&subject);
    }

    pub fn forget_all(&self) {
        self.0.invalidate_all();
        self.evict();
    }

    /// Drops the keys whose time is over.
    pub fn evict(&self) {
        // One round ends after a tenth of a second.
        let mut before = u64::MAX;
        loop {
            self.0.run_pending_tasks();
            let left = self.0.entry_count();
            if left == 0 || left >= before {
                break;
            }
            before = left;
        }
    }

    /// How many subjects' keys there are, once those whose time is over are gone.
    pub fn len(&self) -> u64 {
        self.evict();
        self.0.entry_count()
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Weak, time::Instant};

    use super::*;

    const LONG: Duration = Duration::from_secs(600);
    const MANY: u128 = 12_000;

    type Kept = Vec<(SubjectId, Weak<SubjectKeys>)>;

    fn fill(cache: &KeyCache) -> Kept {
        fill_from(cache, 0)
    }

    fn fill_from(cache: &KeyCache, first: u128) -> Kept {
        let one = |number| {
            let subject = SubjectId::from_uuid(uuid::Uuid::from_u128(number));
            let keys = Arc::new(SubjectKeys::default());
            let weak = Arc::downgrade(&keys);
            cache.keep(subject, keys, Timestamp::from_micros(1));
            (subject, weak)
        };
        (first..first + MANY).map(one).collect()
    }

    fn alive(kept: &Kept) -> usize {
        let alive = kept.iter().filter(|(_, keys)| keys.strong_count() > 0);
        alive.count()
    }

    #[test]
    fn what_is_forgotten_is_dropped_at_once() {
        let cache = KeyCache::new(LONG);
        let kept = fill(&cache);
        assert_eq!(cache.len(), MANY as u64);
        let (subject, keys) = &kept[7];
        cache.forget(*subject);
        assert_eq!((keys.strong_count(), alive(&kept)), (0, kept.len() - 1));
        cache.forget_all();
        assert_eq!((alive(&kept), cache.len()), (0, 0));
    }

    #[test]
    fn what_is_replaced_is_dropped() {
        let cache = KeyCache::new(LONG);
        let (first, second) = (fill(&cache), fill(&cache));
        assert_eq!((alive(&first), alive(&second)), (0, second.len()));
    }

    #[test]
    fn there_is_an_end_to_how_many_are_kept() {
        let cache = KeyCache::new(LONG);
        let (first, second) = (fill(&cache), fill_from(&cache, MANY));
        assert!(cache.len() <= MOST);
        let alive = alive(&first) + alive(&second);
        assert_eq!(alive as u64, cache.len(), "what was pushed out is dropped");
    }

    #[test]
    fn what_is_too_old_is_dropped_by_tidying_alone() {
        let cache = KeyCache::new(Duration::from_millis(20));
        let kept = fill(&cache);
        let begun = Instant::now();
        while alive(&kept) > 0 {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "{}",
                alive(&kept)
            );
            cache.evict();
        }
    }

    #[test]
    fn a_key_is_used_until_its_time_by_the_clock() {
        let cache = KeyCache::new(LONG);
        let (subject, _) = fill(&cache).swap_remove(0);
        assert!(cache.get(subject, Timestamp::from_micros(0)).is_some());
        assert!(cache.get(subject, Timestamp::from_micros(1)).is_none());
    }
}
