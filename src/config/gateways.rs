//! `[sms]`: how text messages leave.

use std::path::PathBuf;

/// The gateway that sends text messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmsGatewayKind {
    /// Nothing is sent: messages are appended to a file, for the demonstration and for tests.
    Outbox,
}

crate::settings! {
    pub struct SmsConfig in "sms" {
        /// How text messages leave. "outbox": they are not sent but appended to a file, for the demonstration and for tests.
        gateway: SmsGatewayKind = "gateway", required_choice(("outbox", SmsGatewayKind::Outbox), &[]);
        /// The file of the outbox gateway.
        outbox: PathBuf = "outbox", in_data("sms.jsonl");
    }
}
