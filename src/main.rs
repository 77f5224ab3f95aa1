//! Reads the command line and calls the library.

use std::process::ExitCode;

use clap::Parser;

#[actix_web::main]
async fn main() -> ExitCode {
    hufu::cli::run(hufu::cli::Arguments::parse()).await
}
