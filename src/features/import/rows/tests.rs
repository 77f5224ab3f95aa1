//! Good rows are taken whole; every bad cell is named and never repeated.

use proptest::prelude::*;

use super::*;
use crate::base::document::DocumentError;
use crate::base::phone::PhoneError;
use crate::base::travel::OrderStatus;

const TRAVELLER: [&str; 9] = [
    "7",
    "欧阳娜",
    "F",
    "1949-12-31",
    "idcard",
    "11010519491231002X",
    "142 0000 1234",
    "t0000007@example.com",
    "2024-01-01T00:08:30Z",
];
const ORDER: [&str; 14] = [
    "9",
    "HF202401010000009",
    "7",
    "refunding",
    "ota",
    "三亚4日自由行",
    "三亚",
    "2024-03-01",
    "2024-03-05",
    "2",
    "123450",
    "<b>素食</b>",
    "2024-01-01T00:08:30Z",
    "2024-01-02T00:00:00Z",
];
const PAYMENT: [&str; 7] = [
    "9",
    "9",
    "alipay",
    "success",
    "123450",
    "TX4111111111111111",
    "2024-01-01T00:10:00Z",
];

fn changed<R: ImportRow>(row: &[&str], column: &str, value: &str) -> Result<R, RowError> {
    let cell = |(at, text): (usize, &&str)| {
        if R::COLUMNS[at] == column {
            value.to_owned()
        } else {
            (*text).to_owned()
        }
    };
    R::parse(&row.iter().enumerate().map(cell).collect::<Vec<_>>().into())
}

fn problem<R: ImportRow>(row: &[&str], column: &'static str, value: &str) -> RowProblem {
    let Err(error) = changed::<R>(row, column, value) else {
        panic!("{column} took {value}")
    };
    assert_eq!(error.column, column);
    assert!(value.len() < 4 || !format!("{error} {error:?}").contains(value));
    error.problem
}

#[test]
fn good_rows_are_taken() {
    let traveller = TravellerRow::parse(&TRAVELLER.to_vec().into()).unwrap();
    assert_eq!(
        (
            traveller.number,
            traveller.name.as_str(),
            traveller.phone.expose()
        ),
        (7, "欧阳娜", "14200001234")
    );
    assert_eq!(format!("{traveller:?}"), "TravellerRow(7, [sealed])");
    assert!(
        changed::<TravellerRow>(&TRAVELLER, "email", "")
            .unwrap()
            .email
            .is_empty()
    );

    let order = OrderRow::parse(&ORDER.to_vec().into()).unwrap();
    assert_eq!(
        (order.status, order.pax, order.amount.fen()),
        (OrderStatus::Refunding, 2, 123_450)
    );
    assert_eq!(order.remark.as_str(), "<b>素食</b>");

    let payment = PaymentRow::parse(&PAYMENT.to_vec().into()).unwrap();
    assert_eq!(payment.trade_no, "TX4111111111111111");
    assert_eq!(
        changed::<PaymentRow>(&PAYMENT, "paid_at", "")
            .unwrap()
            .paid_at,
        None
    );
}

#[test]
fn a_bad_cell_is_named_with_its_problem() {
    let traveller = |column, value| problem::<TravellerRow>(&TRAVELLER, column, value);
    assert_eq!(traveller("id", "0"), RowProblem::Number);
    assert_eq!(traveller("name", " "), RowProblem::Missing);
    assert_eq!(traveller("name", "\u{200b}"), RowProblem::Missing);
    assert_eq!(traveller("gender", "X"), RowProblem::Word);
    assert_eq!(traveller("birth_date", "1949-12-30"), RowProblem::BirthDate);
    assert_eq!(
        traveller("id_no", "110105194912310021"),
        RowProblem::Document(DocumentError::CheckDigit)
    );
    assert_eq!(
        traveller("phone", "12345678901"),
        RowProblem::Phone(PhoneError::Malformed)
    );
    assert_eq!(traveller("email", "nobody@nowhere"), RowProblem::Email);
    assert_eq!(traveller("created_at", "2024-01-01"), RowProblem::Time);

    let order = |column, value| problem::<OrderRow>(&ORDER, column, value);
    assert_eq!(order("order_no", "HF1"), RowProblem::OrderNo);
    assert_eq!(order("return_date", "2024-02-29"), RowProblem::Order);
    assert_eq!(order("pax", "1000"), RowProblem::Number);
    assert_eq!(order("amount_cents", "-1"), RowProblem::Number);
    for somebodys in [
        "找 14200001234",
        "旅行 1 4 2 0 0 0 0 1 2 3 4",
        "护照 E12345680",
    ] {
        assert_eq!(order("product", somebodys), RowProblem::Personal);
    }
    assert_eq!(order("remark", "4111 1111 1111 1111"), RowProblem::BankCard);
    assert_eq!(
        order("updated_at", "2023-12-31T00:00:00Z"),
        RowProblem::Order
    );

    let payment = |column, value| problem::<PaymentRow>(&PAYMENT, column, value);
    assert_eq!(payment("method", "cheque"), RowProblem::Word);
    assert_eq!(
        payment("trade_no", "4111111111111111"),
        RowProblem::BankCard
    );
    assert_eq!(payment("trade_no", "=HYPERLINK()"), RowProblem::TradeNo);
    for somebodys in [
        "14200001234",
        "TX_142-0000-1234",
        "E12345678",
        "11010519491231002X",
    ] {
        assert_eq!(payment("trade_no", somebodys), RowProblem::Personal);
    }
}

#[test]
fn another_header_or_length_is_refused() {
    assert!(PaymentRow::check_header(&PaymentRow::COLUMNS.to_vec().into()).is_ok());
    let error = PaymentRow::check_header(&OrderRow::COLUMNS.to_vec().into()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the header row must be: id,order_id,method,status,amount_cents,trade_no,paid_at"
    );
    let error = PaymentRow::parse(&PAYMENT[1..].to_vec().into()).unwrap_err();
    assert_eq!(error.problem, RowProblem::CellCount);
}

proptest! {
    #[test]
    fn no_row_panics(cells in prop::collection::vec(any::<String>(), 0..15)) {
        let record = StringRecord::from(cells);
        let _ = (TravellerRow::parse(&record), OrderRow::parse(&record), PaymentRow::parse(&record));
    }
}
