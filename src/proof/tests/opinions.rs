//! Two opinions on trees that share no code with ours: RFC 6962's own words, and Cloudflare's `tlog_tiles`.

use hufu_proof::hash::Hash;
use sha2::{Digest, Sha256};
use tlog_tiles::{HashReader, stored_hashes_for_record_hash, tree_hash};

fn sha256(pieces: &[&[u8]]) -> Hash {
    Sha256::digest(pieces.concat()).into()
}

/// `SHA-256(0x00 ‖ d)`.
pub fn leaf_hash(data: &[u8]) -> Hash {
    sha256(&[&[0], data])
}

/// Section 2.1: `MTH(D[n])`, of which the hashes of the leaves are given.
pub fn tree_head(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => sha256(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            sha256(&[&[1], &tree_head(left), &tree_head(right)])
        }
    }
}

/// Section 2.1.1: `PATH(m, D[n])`.
pub fn path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut hashes, sibling) = if m < k {
        (path(m, left), tree_head(right))
    } else {
        (path(m - k, right), tree_head(left))
    };
    hashes.push(sibling);
    hashes
}

/// Section 2.1.2: `PROOF(m, D[n])`.
pub fn proof(m: usize, leaves: &[Hash]) -> Vec<Hash> {
    subproof(m, leaves, true)
}

fn subproof(m: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if known {
            Vec::new()
        } else {
            vec![tree_head(leaves)]
        };
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut hashes, sibling) = if m <= k {
        (subproof(m, left, known), tree_head(right))
    } else {
        (subproof(m - k, right, false), tree_head(left))
    };
    hashes.push(sibling);
    hashes
}

/// The largest power of two smaller than `n`.
fn split(n: usize) -> usize {
    n.next_power_of_two() / 2
}

/// A tree as `tlog_tiles` stores it.
#[derive(Default)]
pub struct TheirTree {
    stored: Vec<tlog_tiles::Hash>,
    leaves: u64,
}

impl TheirTree {
    pub fn push(&mut self, leaf: Hash) {
        let leaf = tlog_tiles::Hash(leaf);
        let hashes = stored_hashes_for_record_hash(self.leaves, leaf, self).unwrap();
        self.stored.extend(hashes);
        self.leaves += 1;
    }

    pub fn root(&self) -> Hash {
        tree_hash(self.leaves, self).unwrap().0
    }
}

impl HashReader for TheirTree {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        let read = indexes
            .iter()
            .map(|index| self.stored[usize::try_from(*index).unwrap()]);
        Ok(read.collect())
    }
}

/// The reference implementation of Certificate Transparency tests itself with these leaves and heads of trees.
pub const REFERENCE_LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];
pub const REFERENCE_ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

const ABOUT_4: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const ABOUT_2: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const FIRST_4: &str = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
const LAST_2: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";

/// Leaf, size and audit path.
pub const REFERENCE_PATHS: [(u64, u64, &[&str]); 3] = [
    (
        0,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            ABOUT_2,
            ABOUT_4,
        ],
    ),
    (
        5,
        8,
        &[
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            LAST_2,
            FIRST_4,
        ],
    ),
    (
        1,
        5,
        &[
            REFERENCE_ROOTS[1],
            ABOUT_2,
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];
/// The sizes of two trees and the consistency path.
pub const REFERENCE_GROWTH: [(u64, u64, &[&str]); 4] = [
    (1, 1, &[]),
    (
        1,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            ABOUT_2,
            ABOUT_4,
        ],
    ),
    (
        6,
        8,
        &[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            LAST_2,
            FIRST_4,
        ],
    ),
    (
        2,
        5,
        &[
            ABOUT_2,
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];
