//! Key services as they are: a real OpenBao server, and a stand-in for Alibaba Cloud that checks every signature as the service
//! does.

#[path = "../harness/mod.rs"]
mod harness;

mod alibaba;
mod alibaba_server;
mod keyring;
mod office;
mod openbao;
mod openbao_server;
#[path = "../harness/stand_in.rs"]
mod stand_in;
mod trouble;

use std::time::Duration;

use hufu::{gateways::kms::http::Pace, kernel::vault::KeyServiceError};

/// Three tries without a pause worth naming.
const PACE: Pace = Pace {
    answer: Duration::from_secs(20),
    tries: 3,
    pause: Duration::from_millis(1),
};

/// What an operator reads when the key service is away.
#[track_caller]
fn away<T>(result: Result<T, KeyServiceError>) -> String {
    match result.err().expect("an error") {
        KeyServiceError::Away(why) => why,
        other => panic!("not away: {other}"),
    }
}

/// What an operator reads when it denies.
#[track_caller]
fn denied<T>(result: Result<T, KeyServiceError>) -> String {
    match result.err().expect("an error") {
        KeyServiceError::Denied(why) => why,
        other => panic!("not denied: {other}"),
    }
}

/// What an operator reads when it refuses to unwrap.
#[track_caller]
fn refused<T>(result: Result<T, KeyServiceError>) -> String {
    match result.err().expect("an error") {
        KeyServiceError::Refused(why) => why,
        other => panic!("not refused: {other}"),
    }
}
