//! A deed is all of what leaves, and a row of an earlier version is the deed that it was.

use super::*;

fn orders(filter: &str, disclosure: &str) -> Extract {
    let filter = format!(r#"{{{filter}"asked_at":"2027-01-15T08:00:00.123456Z"}}"#);
    let columns = format!(
        r#"{{"language":"zh-CN","columns":[{{"column":"order_no"}},{{"column":"phone","clarity":"{disclosure}"}}]}}"#
    );
    Extract::read(DataSet::Orders, &filter, &columns).unwrap()
}

fn deed(extract: &Extract) -> Deed<'_> {
    Deed {
        export: ExportId::from_uuid(Uuid::from_u128(1)),
        owner: StaffId::from_uuid(Uuid::from_u128(2)),
        format: FileFormat::Csv,
        extract,
        rows: 10,
        people: 7,
    }
}

#[test]
fn anything_that_changes_what_leaves_changes_the_deed() {
    let extract = orders("", "masked");
    let digest = deed(&extract).digest().unwrap();
    assert_eq!(deed(&extract).digest().unwrap(), digest);
    let narrower = orders(r#""order_status":"paid","#, "masked");
    let clearer = orders("", "clear");
    let others = [
        Deed {
            export: ExportId::from_uuid(Uuid::from_u128(9)),
            ..deed(&extract)
        },
        Deed {
            owner: StaffId::from_uuid(Uuid::from_u128(9)),
            ..deed(&extract)
        },
        Deed {
            format: FileFormat::Xlsx,
            ..deed(&extract)
        },
        deed(&narrower),
        deed(&clearer),
        Deed {
            rows: 11,
            ..deed(&extract)
        },
        Deed {
            people: 8,
            ..deed(&extract)
        },
    ];
    for other in others {
        assert_ne!(other.digest().unwrap(), digest);
    }
}

/// Data set, filter, columns and deed of rows as version 0.1 stored them before each data set had types of its own.
const STORED: [(DataSet, &str, &str, &str); 4] = [
    (
        DataSet::Orders,
        r#"{"order_status":"paid","channel":"wechat","from":"2026-11-01","to":"2026-11-22","asked_at":"2027-01-15T08:00:00.123456Z"}"#,
        r#"{"language":"zh-CN","columns":[{"column":"order_no"},{"column":"phone","clarity":"masked"},{"column":"hotel","clarity":"clear"}]}"#,
        "d3975b04735bc3de903f511dee2dde707cbe0f6f30a43f22dd40dadf5b897666",
    ),
    (
        DataSet::Travellers,
        r#"{"to":"2026-11-22","asked_at":"2027-01-15T08:00:00.123456Z"}"#,
        r#"{"language":"en","columns":[{"column":"traveller"},{"column":"document_number","clarity":"masked"},{"column":"gender","clarity":"clear"}]}"#,
        "01b51ac31b4d1e3cc3ce0b4b2f567d8175d0c7ac62dbcf5b4e3490ca5d763249",
    ),
    (
        DataSet::Payments,
        r#"{"payment_status":"success","method":"alipay","asked_at":"2027-01-15T08:00:00.123456Z"}"#,
        r#"{"language":"zh-CN","columns":[{"column":"order_no"},{"column":"paid_at"}]}"#,
        "fd8a46413e38243aff93d44c88adb2589eab63b606be32e7de882b16d37fd91a",
    ),
    (
        DataSet::Entries,
        r#"{"entries":{"selection":"event=order.viewed&to=2026-11-22T18%3A05","through":41},"asked_at":"2027-01-15T08:00:00.123456Z"}"#,
        r#"{"language":"zh-CN","columns":[{"column":"sequence"},{"column":"entry"},{"column":"path"}]}"#,
        "54dc247e523419e23511bd3a668d7ae2a104033b0ee59d8ecf72b74d5bac4659",
    ),
];

#[test]
fn a_row_of_an_earlier_version_reads_back_as_the_same_deed() {
    for (data_set, filter, columns, digest) in STORED {
        let extract = Extract::read(data_set, filter, columns).unwrap();
        assert_eq!(extract.data_set(), data_set);
        let stored = extract.stored().unwrap();
        assert_eq!(stored, (filter.to_owned(), columns.to_owned()));
        let found = deed(&extract).digest().unwrap();
        assert_eq!(hex::encode(found), digest, "{data_set}");
    }
}

#[test]
fn a_row_with_a_column_of_another_data_set_is_not_read() {
    let filter = r#"{"asked_at":"2027-01-15T08:00:00Z"}"#;
    let columns = r#"{"language":"zh-CN","columns":[{"column":"phone","clarity":"clear"}]}"#;
    assert!(Extract::read(DataSet::Orders, filter, columns).is_ok());
    assert!(Extract::read(DataSet::Payments, filter, columns).is_err());
}
