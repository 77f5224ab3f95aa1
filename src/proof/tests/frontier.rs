//! The frontier of the tree against two other opinions.

use std::ops::Range;

use hufu_proof::{
    Frontier, Node,
    hash::{self, Hash},
};
use proptest::prelude::*;

use crate::opinions::{REFERENCE_LEAVES, REFERENCE_ROOTS, TheirTree, leaf_hash, tree_head};

#[test]
fn the_reference_trees_have_their_heads() {
    let mut frontier = Frontier::empty();
    assert_eq!(hex::encode(frontier.root()), REFERENCE_ROOTS[0]);
    for (data, root) in REFERENCE_LEAVES.iter().zip(&REFERENCE_ROOTS[1..]) {
        frontier.push(hash::leaf(&hex::decode(data).unwrap()), |_| ());
        assert_eq!(hex::encode(frontier.root()), *root);
    }
}

#[test]
fn every_small_tree_has_the_head_that_the_others_compute() {
    let (mut frontier, mut theirs, mut leaves) =
        (Frontier::empty(), TheirTree::default(), Vec::new());
    for number in 0..=600_u64 {
        assert_eq!(frontier.size(), number);
        assert_eq!(frontier.root(), theirs.root(), "{number}");
        assert_eq!(frontier.root(), tree_head(&leaves), "{number}");
        let data = number.to_be_bytes();
        assert_eq!(hash::leaf(&data), leaf_hash(&data));
        leaves.push(leaf_hash(&data));
        frontier.push(leaf_hash(&data), |_| ());
        theirs.push(leaf_hash(&data));
    }
}

#[test]
fn a_frontier_is_the_heads_of_its_full_subtrees() {
    let leaves: Vec<Hash> = (0..300_u64).map(|n| leaf_hash(&n.to_be_bytes())).collect();
    let mut frontier = Frontier::empty();
    for (size, leaf) in (1..).zip(&leaves) {
        frontier.push(*leaf, |_| ());
        let heads = Frontier::subtrees(size).map(|Range { start, end }| {
            let [start, end] = [start, end].map(|leaf| usize::try_from(leaf).unwrap());
            tree_head(&leaves[start..end])
        });
        assert_eq!(
            Frontier::of(size, heads.collect()).as_ref(),
            Some(&frontier)
        );
    }
    assert_eq!(Frontier::of(3, leaves[..1].to_vec()), None);
    assert_eq!(
        Frontier::subtrees(u64::MAX).last(),
        Some(u64::MAX - 1..u64::MAX)
    );
}

/// The only tile of the second level closes with leaf 65,536.
#[test]
fn tiles_of_both_levels_close_with_their_last_leaf() {
    let (mut frontier, mut theirs, mut leaves) =
        (Frontier::empty(), TheirTree::default(), Vec::new());
    let mut closed: Vec<(u64, Node)> = Vec::new();
    for number in 1..=65_800_u64 {
        let leaf = leaf_hash(&number.to_be_bytes());
        leaves.push(leaf);
        theirs.push(leaf);
        frontier.push(leaf, |node| closed.push((number, node)));
        if number > 65_530 {
            assert_eq!(frontier.root(), theirs.root(), "{number}");
        }
    }
    assert_eq!(frontier.root(), tree_head(&leaves));
    assert_eq!(closed.len(), 257 + 1);
    for (number, node) in closed {
        let width = 256_u64.pow(node.level);
        assert_eq!(number, (node.position + 1) * width);
        let begin = usize::try_from(node.position * width).unwrap();
        let end = usize::try_from(number).unwrap();
        assert_eq!(node.hash, tree_head(&leaves[begin..end]));
    }
}

proptest! {
    #[test]
    fn any_leaves_give_the_same_head(leaves in prop::collection::vec(any::<Hash>(), 0..1_500)) {
        let (mut frontier, mut theirs) = (Frontier::empty(), TheirTree::default());
        for leaf in &leaves {
            frontier.push(*leaf, |_| ());
            theirs.push(*leaf);
        }
        prop_assert_eq!(frontier.root(), theirs.root());
        prop_assert_eq!(frontier.root(), tree_head(&leaves));
    }
}
