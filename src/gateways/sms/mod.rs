//! Carriers of text messages, each behind [`SmsGateway`](crate::kernel::sms::SmsGateway).

pub mod outbox;
