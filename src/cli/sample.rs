//! `hufu sample`: files of synthetic people in the form that `hufu import` takes (row B8), of any size, written as they are made.

use std::{fs, fs::File, io, path::Path, path::PathBuf};

use clap::Args;
use csv::Writer;

use super::{CommandError, demo::people::People};
use crate::{
    base::clock::Timestamp,
    features::import::rows::{ImportRow, OrderRow, PaymentRow, TravellerRow},
};

/// Arguments of `hufu sample`.
#[derive(Args)]
pub struct SampleArguments {
    /// The folder for travellers.csv, orders.csv and payments.csv; none of them may be there.
    #[arg(long)]
    pub out: PathBuf,
    /// How many orders: half as many travellers, one payment each.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=9_999_999))]
    pub orders: u32,
}

/// The same seed and the same moment (2026-01-01, midnight), the same bytes.
const SEED: u64 = 20_260_101;
const MOMENT: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

pub(super) fn run(arguments: &SampleArguments) -> Result<(), CommandError> {
    let out = &arguments.out;
    fs::create_dir_all(out)?;
    let files = ["travellers.csv", "orders.csv", "payments.csv"].map(|name| out.join(name));
    if let Some(there) = files.iter().find(|file| file.exists()) {
        return Err(format!(
            "{} is there already and is not overwritten",
            there.display()
        )
        .into());
    }
    let [travellers, orders, payments] = files;
    let people = People::new(SEED, arguments.orders, MOMENT);

    let mut travellers = start::<TravellerRow>(&travellers)?;
    for record in people.traveller_records() {
        travellers.write_record(&record)?;
    }
    travellers.flush()?;
    let mut orders = start::<OrderRow>(&orders)?;
    let mut payments = start::<PaymentRow>(&payments)?;
    for records in people.order_records() {
        orders.write_record(&records.order)?;
        payments.write_record(&records.payment)?;
    }
    orders.flush()?;
    payments.flush()?;
    println!(
        "Wrote the files of {} orders to {}.",
        arguments.orders,
        out.display()
    );
    Ok(())
}

/// A new file with the header of its rows.
fn start<R: ImportRow>(path: &Path) -> io::Result<Writer<File>> {
    let file = File::options().write(true).create_new(true).open(path)?;
    let mut table = Writer::from_writer(file);
    table.write_record(R::COLUMNS)?;
    Ok(table)
}
