//! Key services: whoever holds the master key (S2).
//!
//! Three of them, behind the kernel's [`KeyService`](crate::kernel::vault::KeyService): a keyring file on this machine, an OpenBao
//! server, Key Management Service of Alibaba Cloud. All bind a wrapped key to its context, and all say what an operator has to do
//! when they cannot do it. Must not keep a key, write one to a log, or put one into an error.

pub mod alibaba;
pub mod http;
pub mod local;
pub mod openbao;
mod secret_text;
