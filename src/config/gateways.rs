//! `[sms]`: how text messages leave.

use std::path::{Path, PathBuf};

use super::reader::Reader;

/// The gateway that sends text messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmsGatewayKind {
    /// Nothing is sent: messages are appended to a file, for the demonstration and for tests.
    Outbox,
}

/// How text messages leave.
#[derive(Debug, Clone)]
pub struct SmsConfig {
    /// `sms.gateway`.
    pub gateway: SmsGatewayKind,
    /// `sms.outbox`: the file of the outbox gateway; absolute.
    pub outbox: PathBuf,
}

impl SmsConfig {
    pub(super) fn read(reader: &mut Reader<'_>, data_directory: &Path) -> Self {
        Self {
            gateway: reader
                .choice("sms.gateway", None, [("outbox", SmsGatewayKind::Outbox)])
                .unwrap_or(SmsGatewayKind::Outbox),
            outbox: reader
                .optional_path("sms.outbox")
                .unwrap_or_else(|| data_directory.join("sms.jsonl")),
        }
    }
}
