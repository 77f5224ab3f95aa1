//! What the command line may use of this room.

pub use super::{
    keyring::{enter_made, enter_sealing},
    permissions::{KeyringChange, KeysRead, KeysRotate, KeysTurn, TravellerShred},
    rotating::{begin, turn_next},
    show::status,
    shredding::{NotErased, ShredError, refuse, shred},
};
