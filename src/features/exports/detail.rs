//! `GET /exports/{id}`: one export and what can be done with it now; `…/progress` is the part that a script asks for again.

use std::time::Duration;

use super::{
    events,
    export::Export,
    model::State,
    own::find_own,
    page::{DetailPage, Moment, Progress, ProgressPage},
    permissions::ExportRead,
};
use crate::{
    base::{clock::Timestamp, ids::ExportId},
    kernel::{
        audit::Event,
        authz::Grant,
        failure::Failure,
        http::{Answer, Fields, PathValue, QueryValue},
    },
};

/// For how long an approval is news.
const JUST_APPROVED: Duration = Duration::from_secs(2);

pub(super) async fn detail(
    grant: Grant<ExportRead>,
    id: PathValue<ExportId>,
    QueryValue(fields): QueryValue<Fields>,
) -> Result<Answer, Failure> {
    let export = find_own(&grant, id.0).await?;
    let receipt = grant
        .record(Event::new().resource("export", export.id.uuid()))
        .await?;
    let shell = receipt.shell().await?.without_watermark();
    let now = receipt.kernel().clock().now();
    let moment = Moment {
        late: is_late(&export, now),
        just_approved: just_approved(&export, now),
        refused: export.approved_at.is_none()
            && export.tries >= receipt.kernel().settings().login.tries,
        notice: fields.get("notice").parse().ok(),
    };
    receipt.page(&DetailPage::new(shell, &export, moment, None))
}

pub(super) async fn progress(
    grant: Grant<ExportRead>,
    id: PathValue<ExportId>,
) -> Result<Answer, Failure> {
    let export = find_own(&grant, id.0).await?;
    let event = Event::new()
        .kind(&events::PROGRESS_VIEWED)
        .resource("export", export.id.uuid());
    let receipt = grant.record(event).await?;
    let shell = receipt.shell().await?;
    let progress = Progress::of(&shell, &export);
    receipt.page(&ProgressPage { shell, progress })
}

fn just_approved(export: &Export, now: Timestamp) -> bool {
    let approved_now = |at: Timestamp| now.since(at) < JUST_APPROVED;
    !export.state.is_over() && export.approved_at.is_some_and(approved_now)
}

/// Whether its time is over though the housekeeping has not come by yet.
fn is_late(export: &Export, now: Timestamp) -> bool {
    match export.state {
        State::Asked => export.approvable_until() <= now,
        State::Ready => export.expires_at.is_some_and(|until| until <= now),
        State::Approved
        | State::Running
        | State::Downloaded
        | State::Expired
        | State::Failed
        | State::Cancelled => false,
    }
}
