//! What is recorded about the demonstration's phone.

use crate::kernel::audit::EventKind;

pub(super) const READ: EventKind = EventKind::new("demo_phone.read");
