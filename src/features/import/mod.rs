//! Import of existing customers and orders from CSV files (B8).

pub mod rows;
