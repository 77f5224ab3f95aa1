//! The only way to mount a route: features get a [`Routes`], never actix's own configuration.

use actix_web::{
    Handler,
    middleware::from_fn,
    web::{self, ServiceConfig},
};

use super::{
    Answer,
    guard::{Guarded, guard},
};
use crate::kernel::{
    authz::{Descriptor, Permission},
    failure::Failure,
};

/// One row of the route table.
#[derive(Clone, Copy, Debug)]
pub struct RouteInfo {
    /// `GET` or `POST`.
    pub method: &'static str,
    pub path: &'static str,
    /// The permission it asks for.
    pub permission: &'static Descriptor,
}

/// Mounts guarded routes and keeps the table of them.
///
/// A handler whose first argument is no grant is refused by the compiler:
///
/// ```compile_fail
/// use hufu::kernel::{failure::Failure, http::{Answer, PathValue, Routes}};
/// use hufu::base::order_no::OrderNo;
/// async fn open(number: PathValue<OrderNo>) -> Result<Answer, Failure> { Err(Failure::NotFound) }
/// fn mount(routes: &mut Routes<'_>) { routes.get("/orders/{number}", open); }
/// ```
///
/// With a grant it is mounted:
///
/// ```
/// use hufu::kernel::{authz::Grant, failure::Failure, http::{Answer, PathValue, Routes}};
/// use hufu::base::order_no::OrderNo;
/// # use hufu::kernel::audit::EventKind;
/// # const SEEN: EventKind = EventKind::new("thing.seen");
/// # hufu::permissions! {
/// #     ThingRead = "thing":"read" { events: [SEEN] }
/// # }
/// async fn guarded(_: Grant<ThingRead>, number: PathValue<OrderNo>) -> Result<Answer, Failure> { Err(Failure::NotFound) }
/// fn mount(routes: &mut Routes<'_>) { routes.get("/orders/{number}", guarded); }
/// ```
pub struct Routes<'a> {
    config: Option<&'a mut ServiceConfig>,
    table: Vec<RouteInfo>,
}

impl<'a> Routes<'a> {
    /// Mounts into a running application.
    pub fn mounting(config: &'a mut ServiceConfig) -> Self {
        Self {
            config: Some(config),
            table: Vec::new(),
        }
    }

    /// Only lists, for `hufu routes` and the contract tests.
    pub fn listing() -> Self {
        Self {
            config: None,
            table: Vec::new(),
        }
    }

    /// Answers `GET path` with `handler`.
    pub fn get<H, A>(&mut self, path: &'static str, handler: H)
    where
        H: Handler<A, Output = Result<Answer, Failure>>,
        A: Guarded + 'static,
    {
        self.mount("GET", web::get(), path, handler);
    }

    /// Answers `POST path` with `handler`.
    pub fn post<H, A>(&mut self, path: &'static str, handler: H)
    where
        H: Handler<A, Output = Result<Answer, Failure>>,
        A: Guarded + 'static,
    {
        self.mount("POST", web::post(), path, handler);
    }

    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    fn mount<H, A>(
        &mut self,
        method: &'static str,
        route: actix_web::Route,
        path: &'static str,
        handler: H,
    ) where
        H: Handler<A, Output = Result<Answer, Failure>>,
        A: Guarded + 'static,
    {
        self.table.push(RouteInfo {
            method,
            path,
            permission: A::Permission::DESCRIPTOR,
        });
        if let Some(config) = &mut self.config {
            config.route(
                path,
                route.to(handler).wrap(from_fn(guard::<A::Permission>)),
            );
        }
    }

    /// The table of what was mounted.
    pub fn into_table(self) -> Vec<RouteInfo> {
        self.table
    }
}
