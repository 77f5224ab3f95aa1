//! `User-Agent` in two known words: what the entry keeps of a device, without free text from outside.

use crate::kernel::audit::Device;

/// Marks in the header, most specific first.
const BROWSERS: [(&str, &str); 7] = [
    ("MicroMessenger", "WeChat"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];
const SYSTEMS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// The device a `User-Agent` header speaks of.
pub(super) fn parse(header: &str) -> Device {
    let known = |list: &[(&str, &'static str)]| {
        list.iter()
            .find_map(|(mark, word)| header.contains(mark).then_some(*word))
            .unwrap_or("unknown")
    };
    Device {
        browser: known(&BROWSERS),
        system: known(&SYSTEMS),
    }
}
