//! Reads the command line and calls the library.

use std::process::ExitCode;

use clap::Parser;
use zeroizing_alloc::ZeroAlloc;

/// Wipes whatever is freed: a page, a form, a row passes through buffers of many libraries, and none of them cleans up (S2).
#[global_allocator]
static ALLOCATOR: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

#[actix_web::main]
async fn main() -> ExitCode {
    hufu::cli::run(hufu::cli::Arguments::parse()).await
}
