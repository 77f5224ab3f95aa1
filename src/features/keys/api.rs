//! What the command line may use of this feature.

pub use super::{
    keyring::{record_made, record_sealing},
    permissions::{KeyringChange, KeysRead, KeysRotate, KeysTurn, TravellerShred},
    rotating::{begin, turn_next},
    show::status,
    shredding::{NotErased, ShredError, refuse, shred},
};
