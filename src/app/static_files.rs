//! Our own style sheet and scripts, compiled in. Nothing from third parties.

use actix_web::{HttpRequest, HttpResponse, http::header};
use sha2::{Digest, Sha256};

macro_rules! files {
    ($($name:literal : $media_type:literal),+ $(,)?) => {
        /// Name, media type and content of every file.
        const FILES: &[(&str, &str, &[u8])] =
            &[$(($name, $media_type, include_bytes!(concat!("../../static/", $name)))),+];
    };
}

files! {
    "app.css": "text/css; charset=utf-8",
    "envelope.js": "text/javascript; charset=utf-8",
    "forms.js": "text/javascript; charset=utf-8",
    "keyboard.js": "text/javascript; charset=utf-8",
    "progress.js": "text/javascript; charset=utf-8",
    "reveal.js": "text/javascript; charset=utf-8",
    "mark.svg": "image/svg+xml",
}

/// Serves a file by name. Browsers keep it and ask whether it is still the same.
pub(super) async fn serve(request: HttpRequest) -> HttpResponse {
    let name = request.match_info().get("name").unwrap_or_default();
    let Some((_, media_type, content)) = FILES.iter().find(|(file, _, _)| *file == name) else {
        return HttpResponse::NotFound().finish();
    };
    let digest: [u8; 32] = Sha256::digest(content).into();
    let tag = format!("\"{}\"", hex::encode(&digest[..12]));
    let known = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut answer = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    answer
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, "no-cache"));
    if known {
        answer.finish()
    } else {
        answer.content_type(*media_type).body(*content)
    }
}
