//! `hufu serve`: the product as a configuration file describes it.

use std::path::Path;

use super::CommandError;
use crate::{
    app::{App, logging},
    base::clock::Clock,
    config::Config,
};

pub(super) async fn run(file: &Path) -> Result<(), CommandError> {
    let config = Config::load(file)?;
    logging::start(&config.log)?;
    let app = App::build(&config, Clock::system()).await?;
    tracing::info!(addresses = ?app.listening().back_office, "serving");
    Ok(app.run().await?)
}
