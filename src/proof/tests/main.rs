//! The verifier against other people's words and code: RFC 6962, `tlog_tiles`, `signed_note`.

mod alone;
mod frontier;
mod keys;
mod notes;
mod opinions;
mod paths;
mod program;
mod publishing;
