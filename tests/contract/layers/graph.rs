//! Which file of `src` imports which: each name is followed through re-exports to the file that has it.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::{self, Named};
use crate::{files, read};

/// The path of a module, such as `kernel`, `audit`, `writer`.
pub type Module = Vec<String>;

/// The files of `src` without those of tests, and what each imports.
pub struct Graph {
    named: BTreeMap<Module, Vec<Named>>,
    defined: BTreeMap<Module, BTreeSet<String>>,
}

impl Graph {
    /// Reads `src`.
    pub fn of_src() -> Self {
        let mut graph = Self {
            named: BTreeMap::new(),
            defined: BTreeMap::new(),
        };
        for file in files("src", "rs") {
            let below = file.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
            let name = below.expect("in src").with_extension("");
            let mut module: Module = name
                .iter()
                .map(|part| part.to_string_lossy().into())
                .collect();
            if ["mod", "lib", "main"].contains(&module.last().map_or("", String::as_str)) {
                module.pop();
            }
            // `proof` is a crate of its own: its manifest does not know us.
            let own = module.first().is_none_or(|part| part != "proof");
            if own && !module.iter().any(|part| part == "tests") {
                let text = read(&file);
                graph
                    .defined
                    .insert(module.clone(), imports::defined(&text));
                graph.named.insert(module, imports::read(&text));
            }
        }
        graph
    }

    /// Which module imports which. What a folder's `mod.rs` defines itself is there for everything in the folder: that is
    /// no arrow.
    pub fn arrows(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        let mut arrows: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
        for (module, named) in &self.named {
            let to = arrows.entry(module.clone()).or_default();
            for named in named {
                let Some(path) = self.absolute(module, &named.path) else {
                    continue;
                };
                let owner = self.owner(&path, 0);
                // To import a whole module says nothing yet: what is used of it stands in the text.
                let whole = named.imported && owner == path;
                if !whole && !module.starts_with(&owner) {
                    to.insert(owner);
                }
            }
        }
        arrows
    }

    /// Each path that a module names, as it is written, from the root.
    pub fn paths(&self) -> impl Iterator<Item = (&Module, Module)> {
        let all = self.named.iter();
        all.flat_map(|(module, named)| {
            let paths = named
                .iter()
                .filter_map(|named| self.absolute(module, &named.path));
            paths.map(move |path| (module, path))
        })
    }

    /// Whether a module names what the `mod.rs` of `hub` itself defines.
    pub fn names_hub(&self, module: &Module, hub: &[&str]) -> bool {
        let named = self.named.get(module).into_iter().flatten();
        named
            .filter_map(|named| self.absolute(module, &named.path))
            .any(|path| path.len() > hub.len() && self.owner(&path, 0) == hub)
    }

    fn absolute(&self, module: &Module, path: &[String]) -> Option<Module> {
        let mut base = module.clone();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => return Some(path[1..].to_vec()),
            "super" | "self" => {
                while let [first, more @ ..] = rest {
                    match first.as_str() {
                        "super" => drop(base.pop()),
                        "self" => {}
                        _ => break,
                    }
                    rest = more;
                }
            }
            // A module below this one, or one that is imported.
            first => {
                base.push(first.to_owned());
                if !self.named.contains_key(&base) {
                    let named = self.named.get(module).into_iter().flatten();
                    let mut named = named.filter(|named| named.imported && named.path[0] != first);
                    let import = named.find(|named| named.name == first)?;
                    let mut whole = self.absolute(module, &import.path)?;
                    whole.extend_from_slice(&path[1..]);
                    return Some(whole);
                }
                base.pop();
            }
        }
        base.extend_from_slice(rest);
        Some(base)
    }

    /// The module that defines what an absolute path names.
    fn owner(&self, path: &[String], depth: usize) -> Module {
        let mut length = 0;
        while length < path.len() && self.named.contains_key(&path[..=length]) {
            length += 1;
        }
        let (module, rest) = path.split_at(length);
        let (module, Some(name)) = (module.to_vec(), rest.first()) else {
            return module.to_vec();
        };
        let imported = self.named.get(&module).into_iter().flatten();
        let imported = imported.filter(|named| named.imported && named.name == *name);
        for named in imported {
            if let Some(mut further) = self.absolute(&module, &named.path) {
                further.extend_from_slice(&rest[1..]);
                if further != path && depth < 10 {
                    return self.owner(&further, depth + 1);
                }
            }
        }
        let globs = self
            .named
            .get(&module)
            .into_iter()
            .flatten()
            .filter(|named| named.glob);
        let mut globs = globs.filter_map(|named| self.absolute(&module, &named.path));
        let found = globs.find(|glob| {
            self.defined
                .get(glob)
                .is_some_and(|names| names.contains(name))
        });
        found.unwrap_or(module)
    }
}

/// The sets of nodes of which each leads to every other, sorted.
pub fn circles<N: Clone + Ord>(arrows: &BTreeMap<N, BTreeSet<N>>) -> Vec<BTreeSet<N>> {
    let reachable: BTreeMap<&N, BTreeSet<&N>> = arrows
        .keys()
        .map(|from| {
            let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
            while let Some(node) = next.pop() {
                let to = arrows.get(node).into_iter().flatten();
                next.extend(to.filter(|to| seen.insert(*to)));
            }
            (from, seen)
        })
        .collect();
    let leads = |from: &N, to: &N| reachable.get(from).is_some_and(|seen| seen.contains(to));
    let circle = |node: &N| -> BTreeSet<N> {
        let both = arrows
            .keys()
            .filter(|other| leads(node, other) && leads(other, node));
        both.cloned().collect()
    };
    let found: BTreeSet<BTreeSet<N>> = arrows
        .keys()
        .filter(|node| leads(node, node))
        .map(circle)
        .collect();
    found.into_iter().collect()
}

#[test]
fn circles_are_found() {
    let arrows = BTreeMap::from([
        (1, BTreeSet::from([2])),
        (2, BTreeSet::from([3])),
        (3, BTreeSet::from([2, 4])),
        (4, BTreeSet::new()),
    ]);
    assert_eq!(circles(&arrows), [BTreeSet::from([2, 3])]);
}
