//! CSV files of people whom no demonstration holds, with rows among them that an import refuses.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use hufu::{
    cli::demo::people::People,
    features::import::rows::{ImportRow, OrderRow, PaymentRow, TravellerRow},
};

use crate::{program, search::Value, seeded::personal};

/// How many rows are refused, each for another reason.
pub const REFUSED: usize = 7;

/// Three files and every personal value in them, those of the refused rows included.
pub struct Files {
    travellers: PathBuf,
    orders: PathBuf,
    payments: PathBuf,
    pub values: Vec<Value>,
}

impl Files {
    /// Writes these people into files of this directory.
    pub fn write(directory: &Path, people: &People) -> Self {
        let travellers: Vec<TravellerRow> = people
            .travellers()
            .collect::<Result<_, _>>()
            .expect("travellers");
        let mut values: Vec<_> = travellers
            .iter()
            .flat_map(personal)
            .map(|(kind, text)| Value { kind, text })
            .collect();
        let mut rows = vec![TravellerRow::COLUMNS.join(",")];
        rows.extend(travellers.iter().map(traveller_cells));
        let phone = travellers[0].phone.expose();
        let at = "2026-01-01T00:00:00Z";
        rows.extend([
            format!("901,慕容重重,F,1990-01-01,passport,EX9010901,{phone},m901@example.com,{at}"),
            format!("902,诸葛错位,F,1990-01-01,idcard,119999199001010021,14255500902,m902@example.com,{at}"),
            format!("903,上官字母,F,1990-01-01,passport,EX9030903,142555009O3,m903@example.com,{at}"),
            format!("904,欧阳多格,F,1990-01-01,passport,EX9040904,14255500904,m904@example.com,{at},more"),
        ]);
        for (kind, text) in [
            ("name", "慕容重重"),
            ("name", "诸葛错位"),
            ("name", "上官字母"),
            ("name", "欧阳多格"),
            ("document", "EX9010901"),
            ("document", "119999199001010021"),
            ("document", "EX9030903"),
            ("document", "EX9040904"),
            ("phone", "14255500902"),
            ("phone", "142555009O3"),
            ("phone", "14255500904"),
            ("phone", "14255500905"),
            ("e-mail", "m901@example.com"),
            ("e-mail", "m902@example.com"),
            ("e-mail", "m903@example.com"),
            ("e-mail", "m904@example.com"),
            ("bank card", "4111111111111111"),
            ("bank card", "5555555555554444"),
        ] {
            values.push(Value {
                kind,
                text: text.to_owned(),
            });
        }

        let (mut orders, mut payments) = (
            vec![OrderRow::COLUMNS.join(",")],
            vec![PaymentRow::COLUMNS.join(",")],
        );
        for order in people.orders() {
            let order = order.expect("an order");
            orders.push(order_cells(&order.order));
            payments.push(payment_cells(&order.payment));
        }
        let dates = "2026-03-01,2026-03-05,2,12345";
        orders.push(format!(
            "905,HF202601019999905,1,paid,app,三亚 14255500905,三亚,{dates},,{at},{at}"
        ));
        orders.push(format!(
            "906,HF202601019999906,1,paid,app,三亚,三亚,{dates},卡号 5555 5555 5555 4444,{at},{at}"
        ));
        payments.push("907,1,cash,success,12345,4111111111111111,".to_owned());
        Self {
            travellers: file(directory, "travellers.csv", &rows),
            orders: file(directory, "orders.csv", &orders),
            payments: file(directory, "payments.csv", &payments),
            values,
        }
    }

    /// Brings them into the data below `written` with the program's own command.
    pub fn import(&self, written: &Path) -> Output {
        let path = |path: &PathBuf| path.display().to_string();
        let (travellers, orders, payments) = (
            path(&self.travellers),
            path(&self.orders),
            path(&self.payments),
        );
        program::run(
            written,
            &[
                "import",
                "--travellers",
                &travellers,
                "--orders",
                &orders,
                "--payments",
                &payments,
            ],
        )
    }
}

fn file(directory: &Path, name: &str, rows: &[String]) -> PathBuf {
    let path = directory.join(name);
    fs::write(&path, rows.join("\n") + "\n").expect("a file");
    path
}

fn traveller_cells(row: &TravellerRow) -> String {
    let (name, document, phone, email) = (
        row.name.as_str(),
        row.document.expose(),
        row.phone.expose(),
        row.email.as_str(),
    );
    format!(
        "{},{name},{},{},idcard,{document},{phone},{email},{}",
        row.number, row.gender, row.birth, row.created_at
    )
}

fn order_cells(row: &OrderRow) -> String {
    let (destination, remark) = (row.destination.as_str(), row.remark.as_str());
    // The demonstration has the same numbers; these are another year's.
    let number = format!("HF2019{}", &row.order_no.to_string()[6..]);
    format!(
        "{},{number},{},{},{},{},{destination},{},{},{},{},{remark},{},{}",
        row.number,
        row.traveller_number,
        row.status,
        row.channel,
        row.product,
        row.depart,
        row.return_day,
        row.pax,
        row.amount.fen(),
        row.created_at,
        row.updated_at,
    )
}

fn payment_cells(row: &PaymentRow) -> String {
    let paid = row.paid_at.map(|at| at.rfc3339()).unwrap_or_default();
    format!(
        "{},{},{},{},{},{},{paid}",
        row.number,
        row.order_number,
        row.method,
        row.status,
        row.amount.fen(),
        row.trade_no
    )
}
