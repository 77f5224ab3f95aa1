//! The log as evidence (A7): checkpoints outside, proofs, retention, checked by programs that share no code with Hufu.

mod lost;
mod program;
mod pruning;
mod publishers;
mod selection;
mod together;
mod trust;
