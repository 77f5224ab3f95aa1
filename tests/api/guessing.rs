//! Guessing: a try is taken before it is looked at, so that many at once are no more than the few that are allowed, and no
//! answer tells a right one that came too late (A1, A2, A6).

use std::time::Duration;

use crate::{
    harness::{Client, Page, TestApp, between, log},
    on_each_engine,
};

const AT_ONCE: usize = 60;
const TRIES: usize = 5;

/// Asks for a code and gives it back with the one that was sent.
async fn ask(app: &TestApp, client: &mut Client, phone: &str) -> String {
    let known = app.codes(phone).len();
    client.get("/login").await;
    let answer = client.post("/login", &[("phone", phone)]).await;
    assert_eq!(answer.location(), "/login/code", "{}", answer.text);
    client.get("/login/code").await;
    app.next_code(phone, known).await
}

/// Somebody whose code was right and whose password is awaited.
async fn half_way(app: &TestApp) -> (Client, String) {
    let admin = app.description.person("admin").expect("an admin");
    let mut client = app.visitor();
    let code = ask(app, &mut client, &admin.phone).await;
    let answer = client.post("/login/code", &[("code", &code)]).await;
    assert_eq!(answer.location(), "/login/password");
    client.get("/login/password").await;
    (client, admin.password.clone())
}

/// The right value among wrong ones, at the end, where those before it use the tries up.
fn among<'a>(right: &'a str, wrong: &'a [String]) -> Vec<&'a str> {
    let wrong = wrong.iter().map(String::as_str);
    wrong
        .filter(|value| *value != right)
        .take(AT_ONCE - 1)
        .chain([right])
        .collect()
}

/// What a person reads of a form that is shown again: the words of its error.
fn error_key(page: &Page) -> String {
    let summary = between(&page.text, "class=\"summary\"", "</div>");
    format!("{} {summary:?}", page.status)
}

/// How many entries of this event say this cause.
async fn count(app: &TestApp, event: &str, cause: Option<&str>) -> usize {
    let entries = log::entries_after(app, 0).await;
    entries
        .iter()
        .filter(|entry| entry.event == event)
        .filter(|entry| {
            cause.is_none_or(|cause| entry.facts.get("cause").is_some_and(|known| known == cause))
        })
        .count()
}

/// Of many tries at once only a few were looked at, and the others all heard the same, the right one as well.
async fn only_a_few_counted(app: &TestApp, event: &str, answers: &[Page]) {
    let wrong = count(app, event, Some("wrong")).await;
    assert!(
        wrong < TRIES,
        "{wrong} wrong ones were looked at before the last"
    );
    let succeeded = count(app, "login.succeeded", None).await;
    let recorded = answers.iter().filter(|page| page.status == 303).count();
    assert_eq!(recorded, succeeded, "an entry of success for each success");
    let refused: Vec<_> = answers
        .iter()
        .filter(|page| page.status != 303)
        .map(error_key)
        .collect();
    let spent: Vec<_> = refused
        .iter()
        .filter(|text| text.contains("错误次数过多"))
        .collect();
    assert!(spent.len() >= AT_ONCE - TRIES, "{refused:?}");
    assert!(
        spent.iter().all(|text| *text == spent[0]),
        "all heard the same: {spent:?}"
    );
    assert!(
        answers
            .iter()
            .all(|page| [303, 422].contains(&page.status.as_u16())),
        "{refused:?}"
    );
}

async fn many_passwords_at_once_are_five_tries(app: &TestApp) {
    let (client, password) = half_way(app).await;
    let wrong: Vec<_> = (0..AT_ONCE)
        .map(|number| format!("not the password {number}"))
        .collect();
    let answers = client
        .post_at_once("/login/password", "password", &among(&password, &wrong))
        .await;
    only_a_few_counted(app, "login.password_refused", &answers).await;
}

async fn many_codes_at_once_are_five_tries(app: &TestApp) {
    let clerk = &app
        .description
        .person("customer_service")
        .expect("a clerk")
        .phone;
    let mut client = app.visitor();
    let code = ask(app, &mut client, clerk).await;
    let wrong: Vec<_> = (0..=AT_ONCE).map(|number| format!("{number:06}")).collect();
    let answers = client
        .post_at_once("/login/code", "code", &among(&code, &wrong))
        .await;
    only_a_few_counted(app, "login.code_refused", &answers).await;
}

async fn one_proof_sent_many_times_at_once_is_one_login(app: &TestApp) {
    let clerk = &app
        .description
        .person("customer_service")
        .expect("a clerk")
        .phone;
    let mut client = app.visitor();
    let code = ask(app, &mut client, clerk).await;
    let answers = client
        .post_at_once("/login/code", "code", &[code.as_str(); TRIES])
        .await;
    let recorded = answers.iter().filter(|page| page.location() == "/").count();
    assert_eq!(
        (recorded, count(app, "login.succeeded", None).await),
        (1, 1)
    );

    let (client, password) = half_way(app).await;
    let answers = client
        .post_at_once(
            "/login/password",
            "password",
            &[password.as_str(); TRIES - 1],
        )
        .await;
    let recorded = answers.iter().filter(|page| page.location() == "/").count();
    assert_eq!(
        (recorded, count(app, "login.succeeded", None).await),
        (1, 2)
    );
}

async fn a_right_code_costs_no_try_of_the_password(app: &TestApp) {
    let (mut client, password) = half_way(app).await;
    for _ in 1..TRIES {
        let answer = client
            .post("/login/password", &[("password", "not the password")])
            .await;
        assert_eq!(answer.status.as_u16(), 422);
    }
    let answer = client
        .post("/login/password", &[("password", &password)])
        .await;
    assert_eq!(
        answer.location(),
        "/",
        "the fifth try counts: {}",
        answer.text
    );
}

/// An export that waits for its approval, with the code that was sent for it.
async fn asked_export(app: &TestApp) -> (Client, String, String, String) {
    let person = app
        .description
        .person("finance")
        .expect("somebody of finance");
    let mut client = app.login("finance").await;
    let known = app.codes(&person.phone).len();
    client.get("/exports/new?data_set=payments").await;
    let fields = [
        ("format", "csv"),
        ("reason", "监管报送前的数据核对"),
        ("columns", "order_no"),
        ("columns", "created_at"),
    ];
    let asked = client.post("/exports/payments", &fields).await;
    assert_eq!(asked.status.as_u16(), 303, "{}", asked.text);
    let path = asked.location().to_owned();
    client.get(&path).await;
    let code = app.next_code(&person.phone, known).await;
    (client, path, code, person.password.clone())
}

async fn many_wrong_proofs_of_an_export_at_once_are_a_few(app: &TestApp) {
    let (client, path, code, _) = asked_export(app).await;
    let wrong = || vec![("code", code.as_str()), ("password", "not the password")];
    let answers = client
        .post_forms_at_once(&path, (0..AT_ONCE).map(|_| wrong()))
        .await;
    let refused = count(app, "export.refused", None).await;
    assert!((1..=TRIES).contains(&refused), "{refused} were looked at");
    assert!(answers.iter().filter(|page| page.status == 409).count() >= AT_ONCE - TRIES);
}

async fn one_proof_of_an_export_sent_many_times_at_once_is_one_approval(app: &TestApp) {
    let (client, path, code, password) = asked_export(app).await;
    let right = || vec![("code", code.as_str()), ("password", password.as_str())];
    let answers = client
        .post_forms_at_once(&path, (0..12).map(|_| right()))
        .await;
    let approved = answers.iter().filter(|page| page.status == 303).count();
    assert_eq!(
        (approved, count(app, "export.approved", None).await),
        (1, 1)
    );
}

async fn thirty_wrong_codes_in_a_month_ask_for_the_password_too(app: &TestApp) {
    let clerk = app.description.person("customer_service").expect("a clerk");
    for round in 0..30 / TRIES {
        let mut client = app.visitor();
        let code = ask(app, &mut client, &clerk.phone).await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..TRIES {
            // Another code gives other tries, but forgets nothing.
            client.post("/login/code", &[("code", wrong)]).await;
        }
        app.clock.advance(Duration::from_secs(3 * 3_600));
        if round == 4 {
            app.login("customer_service").await;
            app.clock.advance(Duration::from_secs(3 * 3_600));
        }
    }
    let mut client = app.visitor();
    let code = ask(app, &mut client, &clerk.phone).await;
    let answer = client.post("/login/code", &[("code", &code)]).await;
    assert_eq!(answer.location(), "/login/password");
    client.get("/login/password").await;
    let answer = client
        .post("/login/password", &[("password", &clerk.password)])
        .await;
    assert_eq!(answer.location(), "/");
    assert_eq!(
        count(app, "login.code_accepted", Some("many_wrong_codes")).await,
        1
    );

    app.clock.advance(Duration::from_secs(31 * 86_400));
    let mut client = app.visitor();
    let code = ask(app, &mut client, &clerk.phone).await;
    let answer = client.post("/login/code", &[("code", &code)]).await;
    assert_eq!(answer.location(), "/", "it is forgotten after a month");
}

on_each_engine! {
    with_app:
    many_passwords_at_once_are_five_tries
    many_codes_at_once_are_five_tries
    one_proof_sent_many_times_at_once_is_one_login
    a_right_code_costs_no_try_of_the_password
    many_wrong_proofs_of_an_export_at_once_are_a_few
    one_proof_of_an_export_sent_many_times_at_once_is_one_approval
    thirty_wrong_codes_in_a_month_ask_for_the_password_too
}
