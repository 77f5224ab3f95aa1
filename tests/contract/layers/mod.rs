//! `main → cli → app → (features, gateways) → kernel → base`: no arrow runs back, the kernel's folders have an order of
//! their own, no feature knows another except through its `api.rs`, and no two files import each other.

mod graph;
mod imports;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};

use crate::{files, read};
use graph::{Graph, Module, circles};

/// For each part of the system, what it may name.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("base", &["base"]),
    ("i18n", &["base"]),
    ("settings", &["base", "settings"]),
    (
        "config",
        &["base", "settings", "kernel", "features", "config"],
    ),
    ("kernel", &["base", "i18n", "settings", "kernel"]),
    ("gateways", &["base", "kernel", "gateways"]),
    (
        "features",
        &["base", "i18n", "settings", "kernel", "features"],
    ),
    (
        "app",
        &[
            "base", "settings", "config", "i18n", "kernel", "gateways", "features", "app",
        ],
    ),
    (
        "cli",
        &[
            "base", "settings", "config", "i18n", "kernel", "gateways", "features", "app", "cli",
        ],
    ),
];

/// The kernel from the bottom up: each folder may import those before it.
const KERNEL: &[&str] = &[
    "db", "parts", "failure", "sms", "audit", "authz", "vault", "authn", "jobs", "envelope",
    "evidence", "metrics", "http", "feature",
];

/// The hub `Kernel` holds all of them, and whoever has a grant reaches it: no folder before this one does.
const FIRST_TO_KNOW_THE_HUB: &str = "authz";

/// Files that are one thought in two, and import each other.
const NATURAL: &[&[&str]] = &[
    &["base::clock", "base::day"],
    &["base::personal::digits", "base::personal::plain"],
    &["kernel::vault::data_keys", "kernel::vault::key_cache"],
];

fn may_name(part: &str) -> &'static [&'static str] {
    let found = MAY_NAME.iter().find(|(name, _)| *name == part);
    found
        .unwrap_or_else(|| panic!("{part} belongs to no part of the system"))
        .1
}

/// Every arrow between two files, from and to.
fn all_arrows(graph: &Graph) -> Vec<(Module, Module)> {
    let arrows = graph.arrows().into_iter();
    arrows
        .flat_map(|(from, to)| to.into_iter().map(move |to| (from.clone(), to)))
        .filter(|(from, to)| !from.is_empty() && !to.is_empty())
        .collect()
}

fn said(from: &[String], to: &[String]) -> String {
    format!("{} imports {}", from.join("::"), to.join("::"))
}

#[test]
fn no_arrow_runs_back() {
    let graph = Graph::of_src();
    let arrows = all_arrows(&graph);
    let back = arrows
        .iter()
        .filter(|(from, to)| !may_name(&from[0]).contains(&to[0].as_str()));
    let mut wrong: Vec<String> = back.map(|(from, to)| said(from, to)).collect();
    for (from, path) in graph.paths() {
        if let ([first, feature, ..], [second, other, file, ..]) =
            (from.as_slice(), path.as_slice())
            && first == "features"
            && second == "features"
            && feature != other
            && file != "api"
        {
            wrong.push(said(from, &path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_folders_of_the_kernel_stand_on_each_other() {
    let graph = Graph::of_src();
    let height = |module: &Module| {
        let folder = &module[1];
        let found = KERNEL.iter().position(|name| name == folder);
        found.unwrap_or_else(|| panic!("kernel/{folder} has no place in the order of the kernel"))
    };
    let hub = KERNEL
        .iter()
        .position(|name| *name == FIRST_TO_KNOW_THE_HUB);
    let mut wrong = Vec::new();
    for module in graph.arrows().into_keys() {
        let inside = module.len() > 1 && module[0] == "kernel";
        if inside && Some(height(&module)) < hub && graph.names_hub(&module, &["kernel"]) {
            wrong.push(format!("{} names the hub", module.join("::")));
        }
    }
    for (from, to) in all_arrows(&graph) {
        let inside = |module: &Module| module.len() > 1 && module[0] == "kernel";
        if inside(&from) && inside(&to) && height(&to) > height(&from) {
            wrong.push(said(&from, &to));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_two_files_import_each_other() {
    let natural: BTreeSet<BTreeSet<String>> = NATURAL
        .iter()
        .map(|files| files.iter().map(|file| (*file).to_owned()).collect())
        .collect();
    let found: BTreeSet<BTreeSet<String>> = circles(&Graph::of_src().arrows())
        .into_iter()
        .map(|circle| circle.iter().map(|module| module.join("::")).collect())
        .collect();
    let wrong: Vec<_> = found.difference(&natural).collect();
    assert!(wrong.is_empty(), "these import each other: {wrong:#?}");
    let gone: Vec<_> = natural.difference(&found).collect();
    assert!(
        gone.is_empty(),
        "no circle any more, take it from the list: {gone:#?}"
    );
}

#[test]
fn the_edges_between_features_are_written_down_and_lead_in_no_circle() {
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (from, to) in all_arrows(&Graph::of_src()) {
        if let ([first, from, ..], [second, to, ..]) = (from.as_slice(), to.as_slice())
            && first == "features"
            && second == "features"
            && from != to
        {
            edges.entry(from.clone()).or_default().insert(to.clone());
        }
    }
    let lines = edges
        .iter()
        .flat_map(|(from, to)| to.iter().map(move |to| format!("{from} -> {to}\n")));
    crate::golden::compare("feature_edges.txt", &lines.collect::<String>());
    assert!(circles(&edges).is_empty(), "{:?}", circles(&edges));
}

#[test]
fn documentation_names_nothing_above_it() {
    let mut wrong = Vec::new();
    for file in files("src/kernel", "rs")
        .into_iter()
        .chain(files("src/base", "rs"))
    {
        let part = if file.components().any(|part| part.as_os_str() == "kernel") {
            "kernel"
        } else {
            "base"
        };
        for line in read(&file)
            .lines()
            .filter(|line| line.trim_start().starts_with("//"))
        {
            for path in imports::read_documentation(line) {
                if MAY_NAME.iter().any(|(name, _)| *name == path[0])
                    && !may_name(part).contains(&path[0].as_str())
                {
                    wrong.push(format!("{}: {}", file.display(), line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
