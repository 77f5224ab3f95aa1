//! What each verb hits, whom a rule binds, and which lines are refused.

use super::*;

const REVEAL: Descriptor = Descriptor {
    object: "order",
    action: "reveal_identity",
    name: "order:reveal_identity",
    events: &[],
    masks: &["contact"],
    reveals: &["identity"],
    seals: &[],
    finds: &[],
    changes: &["session"],
    reads: &["log"],
    shreds: &["traveller"],
    rotates: &["keys"],
    quiet: false,
    second_factor: true,
    opens: &[],
};
const OTHER: Descriptor = Descriptor {
    object: "payment",
    name: "payment:reveal_identity",
    reveals: &["itinerary"],
    changes: &["export"],
    ..REVEAL
};

fn rules(text: &str) -> Result<Vec<Rule>, String> {
    let roles = ["finance".to_owned(), "quality".to_owned()];
    Rule::parse_all(
        text,
        &Words {
            roles: &roles,
            permissions: &[&REVEAL, &OTHER],
        },
    )
}

#[test]
fn each_verb_hits_its_own_capability() {
    for (line, forbidden) in [
        ("finance, open, identity", true),
        ("finance, open, contact", true),
        ("finance, open, itinerary", false),
        ("finance, reveal, contact", false),
        ("finance, reveal, *", true),
        ("finance, reveal, *, identity", false),
        ("admin, reveal, *", false),
        ("finance, read, log", true),
        ("auditor, read, log", false),
        ("!auditor, read, log", true),
        ("!finance, read, log", false),
        ("!auditor !finance, read, log", false),
        ("!auditor !admin, read, log", true),
        ("finance, shred, *", true),
        ("finance, rotate, keys", true),
        ("finance, shred, *, traveller", false),
        ("*, hold, order", true),
        ("*, hold_all, order", false),
        ("*, hold, *, payment", true),
        ("*, hold, *, payment, order", false),
        ("*, hold, order:reveal_identity", true),
        ("*, hold, *, order:reveal_identity", false),
        ("*, hold, payment:reveal_identity", false),
        ("*, hold, *, payment:reveal_identity", true),
        ("finance, change, *", true),
        ("finance, change, *, session", false),
    ] {
        let rules = rules(line).expect("a valid line");
        assert_eq!(
            rules[0].forbids("finance", &[], &REVEAL, Scope::Own),
            forbidden,
            "{line}"
        );
    }
}

#[test]
fn what_only_all_rows_forbid() {
    for (line, forbidden) in [
        ("*, hold_all, order", true),
        ("*, hold_all, *", true),
        ("*, hold_all, order:reveal_identity", true),
        ("*, hold_all, payment", false),
        ("*, hold_all, *, order:reveal_identity", false),
        ("!finance, hold_all, order", false),
    ] {
        let rules = rules(line).expect("a valid line");
        let found = rules[0].forbids("finance", &[], &REVEAL, Scope::All);
        assert_eq!(found, forbidden, "{line}");
    }
}

#[test]
fn a_rule_binds_whoever_inherits() {
    let parents = ["staff".to_owned(), "finance".to_owned()];
    let bound = |line| {
        let rules = rules(line).expect("a valid line");
        rules[0].forbids("mix", &parents, &REVEAL, Scope::Own)
    };
    assert!(bound("finance, open, contact") && bound("staff, open, contact"));
    assert!(!bound("admin, open, contact"));
    assert!(bound("!finance, open, contact"), "freedom is not inherited");
}

#[test]
fn a_line_that_says_something_else_is_refused() {
    for (line, says) in [
        ("finance, open", "not `role, verb, thing"),
        ("finance, peek, identity", "no verb is called peek"),
        ("finance, opem, identity", "did you mean open?"),
        ("finance, open, identiy", "did you mean identity?"),
        ("finnance, open, identity", "did you mean finance?"),
        ("!auditr, read, log", "did you mean auditor?"),
        ("!auditor !admni, read, log", "did you mean admin?"),
        ("!auditor admin, read, log", "`!role !role`"),
        (
            "auditor admin, read, log",
            "no role is called auditor admin",
        ),
        ("admni, reveal, identity", "did you mean admin?"),
        ("nobody, reveal, identity", "known are admin, anonymous"),
        ("reveal, identity, admin", "no role is called reveal"),
        ("finance, change, *, sesion", "did you mean session?"),
        ("finance, hold, orders", "did you mean order?"),
        (
            "finance, hold, order:reveal_identiy",
            "did you mean order:reveal_identity?",
        ),
        ("finance, read, logs", "did you mean log?"),
        ("finance, change, *, *", "an exception is one thing of all"),
        (
            "finance, change, session, session",
            "an exception is one thing of all",
        ),
        ("finance, open, ", "no thing is called"),
        ("", "it has no rule"),
        ("# finance, open, identity", "it has no rule"),
    ] {
        let refused = rules(line).map(|_| ()).expect_err(line);
        assert!(refused.contains(says), "{line}: {refused}");
    }
}

#[test]
fn a_new_role_of_the_policy_may_be_bound() {
    assert!(rules("quality, reveal, contact").is_ok());
}
