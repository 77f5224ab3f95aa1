//! What the command line may use of this room.

pub use super::{
    permissions::{KeysRotate, KeysTurn, TravellerShred},
    rotating::{begin, turn_next},
    shredding::{ShredError, shred},
};
