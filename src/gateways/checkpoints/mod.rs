//! Where checkpoints of the log go outside: a folder, an address that takes them, a witness that signs them too.
//!
//! Must not: send anything but checkpoints, hashes and proofs; no entry leaves this way.

mod directory;
mod hook;
mod https;
mod witness;

pub use directory::DirectoryPublisher;
pub use hook::HookPublisher;
pub use witness::WitnessPublisher;
