//! One folder a feature. Deleting one is deleting the folder and its line in `app.rs`.

pub mod audit_trail;
pub mod demo_phone;
pub mod envelope_keys;
pub mod evidence;
pub mod exports;
pub mod flood;
pub mod home;
pub mod import;
pub mod keys;
pub mod lifecycle;
pub mod login;
pub mod orders;
pub mod payments;
pub mod preferences;
pub mod staff;
