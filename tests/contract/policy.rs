//! The compiled table says what Casbin says; what must stay impossible is refused.

use casbin::{CoreApi, DefaultModel, Enforcer, StringAdapter};
use hufu::{
    app::permissions,
    kernel::{
        audit::EventKind,
        authz::{Policy, PolicyError, PolicySource, Scope},
    },
};

#[tokio::test]
async fn the_table_equals_casbin() {
    let source = PolicySource::embedded();
    let policy = Policy::compile(&source, permissions())
        .await
        .expect("the shipped policy");
    let model = DefaultModel::from_str(&source.model)
        .await
        .expect("the model");
    let enforcer = Enforcer::new(model, StringAdapter::new(&source.policy))
        .await
        .expect("Casbin");
    for role in policy.roles() {
        for permission in permissions() {
            let says = |scope: &str| {
                enforcer
                    .enforce((role.as_str(), permission.object, permission.action, scope))
                    .expect("an answer")
            };
            let expected = if says("all") {
                Some(Scope::All)
            } else if says("own") {
                Some(Scope::Own)
            } else {
                None
            };
            assert_eq!(
                policy.scope(role, permission),
                expected,
                "{role} × {}",
                permission.name
            );
        }
    }
}

async fn shipped_policy() -> Policy {
    Policy::compile(&PolicySource::embedded(), permissions())
        .await
        .expect("the shipped policy")
}

/// What compiling says about the shipped policy with one more line.
async fn with_line(line: &str) -> Result<(), PolicyError> {
    let mut source = PolicySource::embedded();
    source.policy.push_str(line);
    source.policy.push('\n');
    Policy::compile(&source, permissions()).await.map(drop)
}

#[tokio::test]
async fn what_must_stay_impossible_is_refused() {
    for line in [
        "p, finance, order, read, all",
        "p, finance, export, orders, own",
        "p, finance, order, reveal_contact, all",
        "g, finance, customer_service",
        "p, customer_service, order, reveal_identity, all",
        "p, customer_service, export, ask, own",
        "p, admin, audit, list, all",
        "p, auditor, order, list, all",
        "p, auditor, payment, list, all",
        "p, auditor, order, read, all",
        "p, auditor, export, orders, own",
        "p, auditor, export, payments, own",
        "p, auditor, export, travellers, own",
        "p, auditor, export, expire, all",
        "p, auditor, order, reveal_contact, all",
        "p, admin, export, entries, own",
        "p, finance, export, entries, own",
        "p, customer_service, export, entries, own",
        "p, operator, export, entries, own",
        "p, staff, export, entries, own",
        "p, auditor, flood, record, all",
        "p, staff, payment, list, all",
        "p, anonymous, order, list, all",
        "p, anonymous, payment, list, all",
        "p, anonymous, payment, read, all",
        "p, anonymous, export, list, own",
        "p, anonymous, audit, list, all",
        "p, anonymous, session, end, own",
        "p, operator, audit, list, all",
        "p, somebody_new, audit, list, all",
        "p, somebody_new, evidence, prove, all",
        "p, somebody_new, evidence, prune, all",
        "p, somebody_new, evidence, checkpoint, all",
        "p, somebody_new, traveller, shred, all",
        "p, somebody_new, keys, rotate, all",
        "p, somebody_new, keyring, change, all",
        "p, admin, evidence, prove, all",
        "p, auditor, evidence, prune, all",
        "p, staff, evidence, verify, all",
        // Exports are one's own.
        "p, auditor, export, read, all",
        "p, admin, export, download, all",
        "p, finance, export, confirm, all",
        // A role that inherits what nobody may have together.
        "g, boss, auditor\ng, boss, admin",
        "g, mix, finance\ng, mix, customer_service",
        "g, deputy, auditor",
        "g, customer_service, finance",
    ] {
        let refused = with_line(line).await;
        assert!(
            matches!(refused, Err(PolicyError::Forbidden { .. })),
            "{line}: {refused:?}"
        );
    }
}

/// What compiling says about the shipped policy with this never-list.
async fn with_never(never: &str) -> Result<(), PolicyError> {
    let mut source = PolicySource::embedded();
    source.never = never.to_owned();
    Policy::compile(&source, permissions()).await.map(drop)
}

#[tokio::test]
async fn a_never_list_that_says_nothing_is_refused() {
    let shipped = PolicySource::embedded().never;
    for (from, to, says) in [
        (
            "finance, open, *, passphrase",
            "finance, open, *, pasphrase",
            "did you mean passphrase?",
        ),
        ("finance, open", "finnance, open", "did you mean finance?"),
        ("session, order\n", "session, oder\n", "did you mean order?"),
        (
            "!auditor !operator, read, log",
            "!auditor !operater, read, log",
            "operator",
        ),
        (
            "customer_service, change",
            "customer_service, chang",
            "change",
        ),
        ("anonymous, open, *", "anonymous, open", "not `role"),
    ] {
        assert!(shipped.contains(from), "{from}");
        let refused = with_never(&shipped.replace(from, to)).await;
        assert!(
            matches!(&refused, Err(PolicyError::Never(text)) if text.contains(says)),
            "{to}: {refused:?}"
        );
    }
    for empty in ["", "\n \n", "# finance, open, identity\n"] {
        let refused = with_never(empty).await;
        assert!(matches!(refused, Err(PolicyError::Never(_))), "{empty:?}");
    }
}

/// What is new is forbidden to everybody until somebody allows it: each role's rules say what it may at most.
#[tokio::test]
async fn every_shipped_role_is_forbidden_all_but_what_is_named() {
    let never = PolicySource::embedded().never;
    let shipped = shipped_policy().await;
    for role in shipped.roles() {
        for verb in ["open", "reveal", "change", "hold"] {
            let rule = format!("{role}, {verb}, *");
            let mut lines = never.lines();
            assert!(
                lines.any(|line| line == rule || line.starts_with(&format!("{rule}, "))),
                "never.csv has no `{rule}` that says what {role} may {verb} at most"
            );
        }
    }
}

const LOOKED: EventKind = EventKind::new("health.looked");
hufu::permissions! {
    /// A page that nobody thought of yet.
    HealthRead = "health":"read" { events: [LOOKED] }
    /// A change that nobody thought of yet, of something that everybody knows.
    HealthNote = "session":"note" { events: [LOOKED], changes: ["health"] }
}

#[tokio::test]
async fn a_new_object_and_a_new_kind_of_row_are_nobodys() {
    for (line, permission) in [("health, read", 0), ("session, note", 1)] {
        for role in shipped_policy().await.roles() {
            let mut source = PolicySource::embedded();
            source.policy.push_str(&format!("p, {role}, {line}, all\n"));
            let mut permissions = permissions();
            permissions.push(PERMISSIONS[permission]);
            let refused = Policy::compile(&source, permissions).await.map(drop);
            assert!(
                matches!(refused, Err(PolicyError::Forbidden { .. })),
                "{role}, {line}: {refused:?}"
            );
        }
    }
}

mod borrowed {
    hufu::permissions! {
        /// It takes the name of a page that shows masked values only.
        Borrowed = "order":"list" { events: [super::LOOKED], reveals: [Identity] }
    }
}

#[tokio::test]
async fn a_permission_that_borrows_a_name_is_nobodys() {
    let policy = shipped_policy().await;
    for role in policy.roles() {
        assert_eq!(policy.scope(role, borrowed::PERMISSIONS[0]), None, "{role}");
    }
}

/// Somebody's phone alone lets nobody open identities, take data out, read the log or change what others rely on.
#[tokio::test]
async fn what_a_role_can_do_asks_for_a_second_factor() {
    let mut source = PolicySource::embedded();
    source.policy.push_str(
        "g, manager, admin\n\
         g, passport, staff\np, passport, order, reveal_identity, all\n\
         g, reader, staff\np, reader, order, read, all\n",
    );
    let policy = Policy::compile(&source, permissions()).await;
    let policy = policy.expect("a policy");
    for (role, needs) in [
        ("admin", true),
        ("auditor", true),
        ("finance", true),
        ("manager", true),
        ("passport", true),
        ("customer_service", false),
        ("reader", false),
        ("staff", false),
        ("nobody_knows_it", true),
    ] {
        assert_eq!(policy.needs_second_factor(role), needs, "{role}");
    }
    let policy = policy.with_second_factor(&["reader".to_owned()]);
    let policy = policy.expect("a role that there is");
    assert!(policy.needs_second_factor("reader") && policy.needs_second_factor("admin"));
    let refused = policy.with_second_factor(&["custmer_service".to_owned()]);
    let refused = refused.map(drop).expect_err("no such role").to_string();
    assert!(
        refused.contains("did you mean customer_service?"),
        "{refused}"
    );
}

/// Whoever brings a policy cannot leave out what ships with Hufu.
#[tokio::test]
async fn a_folder_adds_to_the_never_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let shipped = PolicySource::embedded();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text);
    write("model.conf", &shipped.model).expect("writing");
    for (never, line, says) in [
        ("admin, reveal, identity\n", "", "order:reveal_identity"),
        ("# nothing\n", "p, admin, audit, list, all\n", "audit:list"),
    ] {
        write("never.csv", never).expect("writing");
        write("policy.csv", &format!("{line}{}", shipped.policy)).expect("writing");
        let source = PolicySource::read(folder.path()).expect("a policy");
        let refused = Policy::compile(&source, permissions()).await.map(drop);
        assert!(
            matches!(&refused, Err(PolicyError::Forbidden { permission, .. }) if *permission == says),
            "{line}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_new_role_can_be_added_and_bound() {
    let mut source = PolicySource::embedded();
    source.policy.push_str(
        "p, quality, order, list, all\np, quality, order, read, all\ng, quality, staff\n",
    );
    source
        .never
        .push_str("quality, reveal, contact\nquality, change, *, session\n");
    let policy = Policy::compile(&source, permissions()).await;
    assert!(policy.is_ok(), "{:?}", policy.map(drop));
    source
        .policy
        .push_str("p, quality, order, reveal_contact, all\n");
    let refused = Policy::compile(&source, permissions()).await.map(drop);
    assert!(
        matches!(refused, Err(PolicyError::Forbidden { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_line_that_names_nothing_is_refused() {
    assert!(matches!(
        with_line("p, admin, order, destroy, all").await,
        Err(PolicyError::Unknown(_))
    ));
    assert!(matches!(
        with_line("p, admin, order, read, some").await,
        Err(PolicyError::Scope(_))
    ));
    // Entries carry the names of roles, so nobody may be called one.
    for role in ["张三", "14200001234", "Admin"] {
        assert!(matches!(
            with_line(&format!("p, {role}, order, list, all")).await,
            Err(PolicyError::RoleName)
        ));
    }
}

#[tokio::test]
async fn a_permission_that_nobody_has_is_refused() {
    let mut source = PolicySource::embedded();
    source.policy = source
        .policy
        .lines()
        .filter(|line| !line.contains("payment, read"))
        .collect::<Vec<_>>()
        .join("\n");
    let refused = Policy::compile(&source, permissions()).await.map(drop);
    assert!(
        matches!(refused, Err(PolicyError::Unused("payment:read"))),
        "{refused:?}"
    );
}
