//! The compiled table says what Casbin says; what must stay impossible is refused.

use casbin::{CoreApi, DefaultModel, Enforcer, StringAdapter};
use hufu::{
    app::permissions,
    kernel::authz::{Policy, PolicyError, PolicySource, Scope},
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
        "p, anonymous, order, list, all",
    ] {
        let refused = with_line(line).await;
        assert!(
            matches!(refused, Err(PolicyError::Forbidden { .. })),
            "{line}: {refused:?}"
        );
    }
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
