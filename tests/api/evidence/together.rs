//! Several at once: jobs, people at pages and the command line, another process on the same stores.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use hufu::{
    app::open_kernel,
    kernel::{
        audit::Verification,
        authz::Grant,
        evidence::{CheckpointMake, EvidencePrune, make, prunable, prune},
    },
};

use super::pruning::{aged, verified};
use crate::{
    harness::{Engine, log, sql},
    on_each_engine,
};

async fn prunings_at_once_are_one(engine: Engine) {
    let office = aged(engine).await;
    let due = prunable(&office.kernel).await.expect("reading");
    let due = due.expect("something is due").through;
    let removed = join_all((0..4).map(async |_| {
        let grant = Grant::<EvidencePrune>::operator(&office.kernel).await;
        prune(&grant.expect("a grant"), None).await
    }));
    let mut removed: Vec<_> = removed.await.into_iter().map(Result::unwrap).collect();
    removed.sort_unstable();
    assert_eq!(removed, [0, 0, 0, due]);
    let entries = log::entries_in(&office.config.stores.audit, 0).await;
    let told = entries.iter().filter(|entry| entry.event == "audit.pruned");
    assert_eq!(told.count(), 1);
    assert!(matches!(verified(&office).await, Verification::Whole(whole) if whole.pruned == due));
}

/// Another process is told that it came second, or goes on with what the first began; either way it is done once.
async fn prunings_by_two_processes_are_one(engine: Engine) {
    let office = aged(engine).await;
    let due = prunable(&office.kernel).await.expect("reading");
    let due = due.expect("something is due").through;
    let other = open_kernel(&office.config, office.clock.clone()).await;
    let kernels = [office.kernel.clone(), other.expect("opening")];
    let outcomes = join_all(kernels.iter().map(async |kernel| {
        let grant = Grant::<EvidencePrune>::operator(kernel).await;
        prune(&grant.expect("a grant"), None).await
    }));
    let outcomes = outcomes.await;
    assert!(outcomes.contains(&Ok(due)), "{outcomes:?}");
    let entries = log::entries_in(&office.config.stores.audit, 0).await;
    assert_eq!(entries[0].sequence, due + 1);
    assert!(matches!(verified(&office).await, Verification::Whole(whole) if whole.pruned == due));
}

/// Each names the one before it: of two that named the same, one could be taken away unnoticed.
async fn checkpoints_at_once_name_one_another(engine: Engine) {
    let office = aged(engine).await;
    let other = open_kernel(&office.config, office.clock.clone()).await;
    let kernels = [office.kernel.clone(), other.expect("opening")];
    let made = join_all((0..8).map(async |number| {
        let grant = Grant::<CheckpointMake>::operator(&kernels[number % 2]).await;
        let checkpoint = make(grant.expect("a grant")).await;
        checkpoint.expect("a checkpoint").size()
    }));
    let made: BTreeSet<_> = made.await.into_iter().collect();
    assert_eq!(made.len(), 8);
    let store = &office.config.stores.audit;
    let stored = sql::numbered(store, "SELECT c.size, e.leaf FROM checkpoints c JOIN entries e ON e.sequence = c.size ORDER BY c.size").await;
    let stored: Vec<i64> = stored.into_iter().map(|(size, _)| size).collect();
    let entries = log::entries_in(store, 0).await;
    for pair in stored.windows(2) {
        let told = entries.iter().find(|entry| entry.sequence == pair[1]);
        let told = told.expect("an entry");
        assert_eq!(told.event, "audit.checkpoint_made");
        assert_eq!(told.facts["before"], pair[0]);
    }
    assert!(matches!(verified(&office).await, Verification::Whole(_)));
}

/// What is made while somebody reads is no contradiction.
async fn a_log_that_grows_and_is_signed_meanwhile_verifies(engine: Engine) {
    let office = aged(engine).await;
    let signing = async {
        for _ in 0..20 {
            office.append(1).await;
            let grant = Grant::<CheckpointMake>::operator(&office.kernel).await;
            make(grant.expect("a grant")).await.expect("a checkpoint");
        }
    };
    let verifying = async {
        let mut sizes = Vec::new();
        for _ in 0..5 {
            match verified(&office).await {
                Verification::Whole(whole) => sizes.push(whole.entries),
                broken => panic!("{broken:?}"),
            }
        }
        sizes
    };
    let ((), sizes) = tokio::join!(signing, verifying);
    assert!(sizes.is_sorted(), "{sizes:?}");
    assert!(
        matches!(verified(&office).await, Verification::Whole(whole) if whole.checkpoint == Some(whole.entries))
    );
}

on_each_engine! {
    a_log_that_grows_and_is_signed_meanwhile_verifies
    prunings_at_once_are_one
    prunings_by_two_processes_are_one
    checkpoints_at_once_name_one_another
}
