//! What an import leaves behind, on both engines: run once, run twice, cut off half way.

mod office;

use std::{fs, io};

use self::office::{Office, offices};
use super::*;
use crate::{
    cli::{
        demo::people::People,
        sample::{self, SampleArguments},
    },
    features::import::{BookedOrder, Item, Refusal, rows::RowError},
};

/// Three travellers that are right and the ones that are not; four orders; three payments.
const TRAVELLERS: &str = "id,name,gender,birth_date,id_type,id_no,phone,email,created_at
1,赵一,F,1990-01-01,idcard,119999199001010020,14200010001,t1@example.com,2026-01-01T00:00:00Z
2,钱二,M,1990-01-01,passport,E10000002,14200010002,,2026-01-01T00:00:00Z
3,孙三,M,1990-01-01,passport,E10000003,14200010001,,2026-01-01T00:00:00Z
4,李四,M,1990-01-01,passport,e1000-0002,14200010004,,2026-01-01T00:00:00Z
5,周五,F,1990-01-01,idcard,119999199001010021,14200010005,,2026-01-01T00:00:00Z
6,吴六,F,1990-01-01,passport,E10000006,14200010006,,2026-01-01T00:00:00Z
2,钱二,M,1990-01-01,passport,E10000002,14200010002,,2026-01-01T00:00:00Z
";
const ORDERS: &str = "id,order_no,traveller_id,status,channel,product,destination,depart_date,return_date,pax,\
amount_cents,remark,created_at,updated_at
1,HF202601010000001,1,paid,app,三亚4日,三亚,2026-03-01,2026-03-05,2,123450,,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z
2,HF202601010000002,3,paid,app,三亚4日,三亚,2026-03-01,2026-03-05,2,123450,,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z
3,HF202601010000001,2,paid,app,三亚4日,三亚,2026-03-01,2026-03-05,2,123450,,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z
4,HF202601010000004,6,paid,app,三亚4日,三亚,2026-03-01,2026-03-05,2,99,靠窗,2026-01-03T00:00:00Z,2026-01-04T00:00:00Z
";
const PAYMENTS: &str = "id,order_id,method,status,amount_cents,trade_no,paid_at
1,1,alipay,success,123450,TX1,2026-01-01T00:10:00Z
2,2,alipay,success,123450,TX2,2026-01-01T00:10:00Z
4,4,wechat,waiting,99,TX4,
";
const REFUSED: [(&str, u64, &str, &str); 6] = [
    ("travellers.csv", 4, "phone", "belongs to another traveller"),
    ("travellers.csv", 5, "id_no", "belongs to another traveller"),
    ("travellers.csv", 6, "id_no", ""),
    ("orders.csv", 3, "traveller_id", "no such traveller"),
    ("orders.csv", 4, "order_no", "belongs to another order"),
    ("payments.csv", 3, "order_id", "no such order"),
];

fn arguments(office: &Office, rejects: &str) -> ImportArguments {
    let file = |name: &str, text: &str| {
        let path = office.directory().join(name);
        fs::write(&path, text).expect("a file");
        Some(path)
    };
    ImportArguments {
        config: office.directory().join("hufu.toml"),
        travellers: file("travellers.csv", TRAVELLERS),
        orders: file("orders.csv", ORDERS),
        payments: file("payments.csv", PAYMENTS),
        rejects: Some(office.directory().join(rejects)),
    }
}

#[tokio::test]
async fn refused_rows_are_listed_and_the_second_run_changes_nothing() {
    for office in offices().await {
        let first = run(&arguments(&office, "first.csv")).await.expect("a run");
        assert_eq!(first, ExitCode::from(SOME_REFUSED));
        let list = fs::read_to_string(office.directory().join("first.csv")).expect("a list");
        let lines: Vec<_> = list.lines().skip(1).collect();
        assert_eq!(lines.len(), REFUSED.len(), "{list}");
        for (line, (file, number, column, reason)) in lines.iter().zip(REFUSED) {
            assert!(
                line.contains(&format!("{file},{number},{column},{reason}")),
                "{line}"
            );
        }
        for value in ["赵一", "14200010001", "E1000", "1199991990", "TX", "HF2026"] {
            assert!(!list.contains(value), "{value} is in the list");
        }
        let counts = office.counts().await;
        assert_eq!(
            counts.rows(),
            [
                ("travellers", 3),
                ("orders", 2),
                ("payments", 2),
                ("parts", 8),
                ("blind_indexes", 6),
                ("data_keys", 3),
            ]
        );
        assert_eq!(counts.stored_batches(), 3);

        let second = run(&arguments(&office, "second.csv")).await.expect("a run");
        assert_eq!(second, ExitCode::from(SOME_REFUSED));
        assert_eq!(
            fs::read_to_string(office.directory().join("second.csv")).expect("a list"),
            list
        );
        let again = office.counts().await;
        assert_eq!(again.rows(), counts.rows());
        assert_eq!(again.stored_batches(), 3);
        office.remove().await;
    }
}

#[tokio::test]
async fn one_file_alone_is_enough_and_none_refused_leaves_no_list() {
    for office in offices().await {
        let travellers = TRAVELLERS.lines().take(3).collect::<Vec<_>>().join("\r\n");
        let mut arguments = arguments(&office, "rejects.csv");
        (arguments.orders, arguments.payments) = (None, None);
        fs::write(office.directory().join("travellers.csv"), travellers).expect("a file");
        let code = run(&arguments).await.expect("a run");
        assert_eq!(code, ExitCode::SUCCESS);
        assert!(!office.directory().join("rejects.csv").exists());
        assert_eq!(office.counts().await.rows()[0], ("travellers", 2));

        // Another file in its place is refused before anything is read.
        arguments.payments = arguments.travellers.take();
        assert!(run(&arguments).await.is_err());
        office.remove().await;
    }
}

/// Enough for several batches.
const MANY: u32 = 36_000;

async fn import_people<K: Kind>(
    kernel: &Arc<Kernel>,
    rows: impl Iterator<Item = Result<K::Row, RowError>> + Send + 'static,
    cut_off: bool,
) -> Result<Counts, ImportError> {
    let items = (1..).zip(rows).map(|(line, row)| {
        let row = row.map_err(|error| Refusal::of_row(line, error));
        io::Result::Ok(Item { line, read: 0, row })
    });
    let grant = Grant::<K::Permission>::operator(kernel).await?;
    // The batches behind the first are then somewhere on their way, and stay there.
    let report = |_: &crate::features::import::Progress<'_>| match cut_off {
        true => Err(io::Error::other("cut off")),
        false => Ok(()),
    };
    let finished = import::<K>(grant, Source::CSV, items, &Stop::default(), report).await?;
    Ok(finished.counts)
}

#[tokio::test]
async fn a_run_cut_off_is_completed_by_the_next() {
    for office in offices().await {
        let kernel = office.kernel().await;
        let people = People::new(7, MANY, kernel.clock().now());
        let orders = || {
            people.orders().map(|order| {
                order.map(|order| BookedOrder {
                    order: order.order,
                    hotel: order.hotel,
                })
            })
        };
        let travellers = u64::from(MANY / 2);
        let cut = import_people::<Travellers>(&kernel, people.travellers(), true).await;
        assert!(matches!(cut, Err(ImportError::Rejects(_))));
        let rest = import_people::<Travellers>(&kernel, people.travellers(), false)
            .await
            .expect("the rest");
        assert!(rest.there > 0 && rest.stored > 0);
        assert_eq!((rest.total(), rest.refused), (travellers, 0));

        assert!(
            import_people::<Orders>(&kernel, orders(), true)
                .await
                .is_err()
        );
        let dropped = import_people::<Orders>(&kernel, orders(), false);
        let _ = tokio::time::timeout(Duration::from_millis(300), dropped).await;
        let rest = import_people::<Orders>(&kernel, orders(), false)
            .await
            .expect("the rest");
        assert_eq!((rest.total(), rest.refused), (MANY.into(), 0));

        let counts = office.counts().await;
        let (many, travellers) = (i64::from(MANY), i64::from(MANY / 2));
        assert_eq!(
            counts.rows(),
            [
                ("travellers", travellers),
                ("orders", many),
                ("payments", 0),
                ("parts", 2 * travellers + many),
                ("blind_indexes", 2 * travellers),
                ("data_keys", travellers),
            ]
        );
        office.remove().await;
    }
}

#[tokio::test]
async fn a_demonstration_is_seeded_once() {
    for office in offices().await {
        let kernel = office.kernel().await;
        let seeded = crate::cli::demo::seed::people(&kernel, 200)
            .await
            .expect("seeded");
        assert_eq!((seeded.stored, seeded.refused), (100 + 200 + 200, 0));
        let again = crate::cli::demo::seed::people(&kernel, 200)
            .await
            .expect("seeded");
        assert_eq!(again, Counts::default());
        office.remove().await;
    }
}

#[tokio::test]
async fn sample_files_come_in_without_a_refusal_and_are_not_overwritten() {
    for office in offices().await {
        let out = office.directory().join("sample");
        let sample = SampleArguments {
            out: out.clone(),
            orders: 101,
        };
        sample::run(&sample).expect("files");
        let again = sample::run(&sample).expect_err("files are there");
        assert!(again.to_string().contains("travellers.csv is there"));

        let mut arguments = arguments(&office, "rejects.csv");
        arguments.travellers = Some(out.join("travellers.csv"));
        arguments.orders = Some(out.join("orders.csv"));
        arguments.payments = Some(out.join("payments.csv"));
        let code = run(&arguments).await.expect("a run");
        assert_eq!(code, ExitCode::SUCCESS);
        let counts = office.counts().await;
        assert_eq!(
            counts.rows()[..3],
            [("travellers", 51), ("orders", 101), ("payments", 101)]
        );
        office.remove().await;
    }
}
