//! The log as evidence (A7): checkpoints outside, proofs, retention, checked by programs that share no code with Hufu.

mod keepers;
mod lost;
mod program;
mod pruning;
mod selection;
mod together;
mod trust;
