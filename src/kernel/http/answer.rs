//! Answers. Their constructors are the kernel's: a receipt or a quiet grant calls them.

use std::path::PathBuf;

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    body::{BoxBody, SizedStream},
    cookie::Cookie,
    http::{StatusCode, header},
};

use super::LocalPath;
use crate::kernel::failure::Failure;

/// A finished answer.
///
/// There is no way to make one without a receipt or a quiet grant:
///
/// ```compile_fail
/// fn bare() -> hufu::kernel::http::Answer {
///     hufu::kernel::http::Answer::from(actix_web::HttpResponse::Ok().finish())
/// }
/// ```
pub struct Answer(HttpResponse);

/// A file to send once.
pub struct Download {
    /// Where it is; it is opened when sending starts.
    pub file: tokio::fs::File,
    pub bytes: u64,
    /// The name the browser is told: ours, ASCII.
    pub name: String,
    pub media_type: &'static str,
    /// Removed when the last byte was read or the client went away.
    pub remove: Option<PathBuf>,
}

impl Answer {
    pub(super) fn page(page: &impl askama::Template) -> Result<Self, Failure> {
        Ok(Self(
            HttpResponse::Ok()
                .content_type("text/html; charset=utf-8")
                .body(page.render()?),
        ))
    }

    pub(super) fn redirect(to: &LocalPath) -> Self {
        Self(
            HttpResponse::SeeOther()
                .insert_header((header::LOCATION, to.as_str()))
                .finish(),
        )
    }

    pub(super) fn json(value: &impl serde::Serialize) -> Result<Self, Failure> {
        let body = serde_json::to_string(value)
            .map_err(|_| Failure::Internal("a value cannot be put into JSON"))?;
        Ok(Self(
            HttpResponse::Ok()
                .content_type("application/json; charset=utf-8")
                .body(body),
        ))
    }

    pub(super) fn text(media_type: &'static str, text: String) -> Self {
        Self(HttpResponse::Ok().content_type(media_type).body(text))
    }

    pub(super) fn json_file(name: &str, value: &impl serde::Serialize) -> Result<Self, Failure> {
        let mut answer = Self::json(value)?;
        let disposition =
            header::HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
                .map_err(|_| Failure::Internal("a file cannot be named in a header"))?;
        let headers = answer.0.headers_mut();
        headers.insert(header::CONTENT_DISPOSITION, disposition);
        Ok(answer)
    }

    pub(super) fn download(download: Download) -> Self {
        let disposition = format!("attachment; filename=\"{}\"", download.name);
        let pieces = read_pieces(download.file, RemoveOnDrop(download.remove));
        let body = SizedStream::new(download.bytes, pieces);
        Self(
            HttpResponse::Ok()
                .content_type(download.media_type)
                .insert_header((header::CONTENT_DISPOSITION, disposition))
                .body(body),
        )
    }

    /// The same answer with another status, for a form shown again (422) or a code asked for too often (429).
    pub fn with_status(mut self, status: StatusCode) -> Self {
        *self.0.status_mut() = status;
        self
    }

    /// The same answer with a cookie.
    pub fn with_cookie(mut self, cookie: &Cookie<'_>) -> Self {
        if self.0.add_cookie(cookie).is_err() {
            tracing::error!("a cookie cannot be put into a header");
        }
        self
    }

    /// Tells the browser to forget everything it has of us (A4).
    pub fn clearing_site_data(mut self) -> Self {
        self.0.headers_mut().insert(
            header::HeaderName::from_static("clear-site-data"),
            header::HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""),
        );
        self
    }
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.0
    }
}

struct RemoveOnDrop(Option<PathBuf>);

impl Drop for RemoveOnDrop {
    fn drop(&mut self) {
        if let Some(path) = &self.0
            && let Err(error) = std::fs::remove_file(path)
        {
            tracing::error!(%error, "a sent file cannot be removed");
        }
    }
}

const PIECE: usize = 64 * 1024;

fn read_pieces(
    file: tokio::fs::File,
    remove: RemoveOnDrop,
) -> impl futures_util::Stream<Item = std::io::Result<actix_web::web::Bytes>> {
    futures_util::stream::try_unfold((file, remove), |(mut file, remove)| async move {
        use tokio::io::AsyncReadExt;
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok((read > 0).then(|| (actix_web::web::Bytes::from(piece), (file, remove))))
    })
}
