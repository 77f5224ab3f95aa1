//! The guard before every route: flood → session → CSRF and origin → policy. What it denies is recorded, then answered with 403;
//! what a handler fails is recorded as failed.
//!
//! It is a middleware, not an extractor: actix polls a tuple of extractors together, so a malformed path would answer
//! before the guard and leave no entry.

use std::{net::IpAddr, sync::Arc};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::{Method, header},
    middleware::Next,
    web::Data,
};

use super::{context::page_context, cookies, csrf, device, error_page, posted};
use crate::{
    base::ids::RequestId,
    kernel::{
        Kernel,
        audit::{ACCESS_DENIED, Actor, Event, Origin, Outcome, RoleName, fields},
        authn,
        authz::{Grant, KernelHandle, PageContext, Permission, RequestContext, Scope},
        failure::Failure,
    },
};

/// Arguments of a handler: a grant first, then whatever else can be extracted.
pub trait Guarded: FromRequest {
    /// The permission the route asks for.
    type Permission: Permission;
}

macro_rules! guarded {
    ($($argument:ident),*) => {
        impl<P: Permission, $($argument: FromRequest + 'static),*> Guarded for (Grant<P>, $($argument,)*) {
            type Permission = P;
        }
    };
}
guarded!();
guarded!(A);
guarded!(A, B);
guarded!(A, B, C);

/// What the guard leaves for the grant's extractor.
struct Admission {
    context: Arc<RequestContext>,
    scope: Scope,
    permission: &'static str,
}

impl<P: Permission> FromRequest for Grant<P> {
    type Error = Failure;
    type Future = std::future::Ready<Result<Self, Failure>>;

    /// Takes the admission out: one request, one grant, and only of the permission that was asked for.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let admission = request.extensions_mut().remove::<Admission>();
        std::future::ready(match admission {
            Some(admission) if admission.permission == P::DESCRIPTOR.name => {
                Ok(Grant::new(admission.context, admission.scope))
            }
            _ => Err(Failure::Internal("a handler was reached past its guard")),
        })
    }
}

/// The middleware of a route that asks for `P`.
pub(super) async fn guard<P: Permission>(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Some(kernel) = request
        .app_data::<Data<KernelHandle>>()
        .map(|kernel| Arc::clone(kernel.whole()))
    else {
        return Err(Failure::Internal("the kernel is not mounted").into());
    };
    if !kernel
        .flood
        .admits(client_address(&kernel, request.request()))
    {
        let page = page_context(&kernel, request.request(), None);
        return Ok(refuse(
            request,
            &kernel,
            &page,
            &Failure::TooMany,
            RequestId::generate(),
        ));
    }
    let (mut context, visitor) = match stand(&kernel, &request).await {
        Ok(stands) => stands,
        Err(failure) => {
            let page = page_context(&kernel, request.request(), None);
            return Ok(refuse(
                request,
                &kernel,
                &page,
                &failure,
                RequestId::generate(),
            ));
        }
    };
    let admitted = admit::<P>(&mut context, &mut request).await;
    let context = Arc::new(context);
    let scope = match admitted {
        Ok(scope) => scope,
        Err(failure) => {
            let failure = record_denial::<P>(&context, failure).await;
            let page = context.page()?.clone();
            return Ok(refuse(
                request,
                &kernel,
                &page,
                &failure,
                context.origin.request,
            ));
        }
    };
    request.extensions_mut().insert(Admission {
        context: Arc::clone(&context),
        scope,
        permission: P::DESCRIPTOR.name,
    });
    let response = next.call(request).await?.map_into_boxed_body();
    let mut response = record_failure::<P>(&context, response).await;
    name_request(response.response_mut(), context.origin.request);
    if let Some(visitor) = visitor {
        let cookie = cookies::host_cookie(cookies::VISITOR, visitor);
        // A value of our own alphabet always fits into a header.
        let _ = response.response_mut().add_cookie(&cookie);
    }
    Ok(response)
}

/// Who stands before us: the session if the cookie names a living one, else anonymous. A visitor whom we have not seen
/// gets a value for the visitor cookie, which their CSRF token is made from.
async fn stand(
    kernel: &Arc<Kernel>,
    request: &ServiceRequest,
) -> Result<(RequestContext, Option<String>), Failure> {
    let cookie = request.cookie(cookies::SESSION);
    let session = match &cookie {
        Some(cookie) => authn::find_session(kernel, cookie.value()).await?,
        None => None,
    };
    let seen = request.cookie(cookies::VISITOR);
    let new_visitor = (session.is_none() && seen.is_none()).then(csrf::random_token);
    let csrf_base = match (&session, &cookie, &seen, &new_visitor) {
        (Some(_), Some(cookie), _, _) | (None, _, Some(cookie), _) => cookie.value(),
        (_, _, _, Some(new)) => new,
        _ => {
            return Err(Failure::Internal(
                "a request has neither a session nor a visitor",
            ));
        }
    };
    let page = PageContext {
        csrf: csrf::token(csrf_base),
        ..page_context(kernel, request.request(), session.clone())
    };
    let origin = Origin {
        actor: session
            .as_ref()
            .map_or(Actor::Anonymous, |session| Actor::Staff(session.staff)),
        role: RoleName::of(
            session
                .as_ref()
                .map_or("anonymous", |session| session.role.as_str()),
        ),
        session: session.map(|session| session.id),
        address: client_address(kernel, request.request()),
        device: request
            .headers()
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .map(device::parse),
        request: RequestId::generate(),
    };
    let context = RequestContext::new(Arc::clone(kernel), origin, Some(page));
    Ok((context, new_visitor))
}

/// CSRF, then the policy, then what the form holds.
async fn admit<P: Permission>(
    context: &mut RequestContext,
    request: &mut ServiceRequest,
) -> Result<Scope, Failure> {
    let fields = match request.method() {
        &Method::GET => None,
        _ => Some(posted::read(context, request).await?),
    };
    let scope = context
        .kernel
        .policy()
        .scope(context.origin.role.as_str(), P::DESCRIPTOR)
        .ok_or(match context.origin.actor {
            Actor::Anonymous => Failure::NotLoggedIn,
            _ => Failure::Forbidden,
        })?;
    if let Some(fields) = fields {
        let form = posted::open(context, fields).await?;
        request.extensions_mut().insert(form);
    }
    Ok(scope)
}

/// Records a denial; if even that cannot be written, that is the failure.
async fn record_denial<P: Permission>(context: &RequestContext, failure: Failure) -> Failure {
    let details = Event::new().field(fields::STATUS, failure.status().as_u16().into());
    match context
        .append(P::DESCRIPTOR, &ACCESS_DENIED, Outcome::Denied, details)
        .await
    {
        Ok(_) => failure,
        Err(log) => log,
    }
}

/// Records what a handler failed and puts the error page in its place.
async fn record_failure<P: Permission>(
    context: &RequestContext,
    response: ServiceResponse<BoxBody>,
) -> ServiceResponse<BoxBody> {
    let failure = response.response().extensions().get::<Failure>().cloned();
    let failure = match failure {
        Some(failure) => Some(failure),
        // What did not open on a page that came to something is recorded before it leaves, or it does not leave.
        None => context.record_open_failures(P::DESCRIPTOR).await.err(),
    };
    let Some(failure) = failure else {
        return response;
    };
    let failure = context.record_failed(P::DESCRIPTOR, failure).await;
    if let Failure::Internal(what) | Failure::Unavailable(what) = failure {
        tracing::error!(request = %context.origin.request, what, "a request failed");
    }
    let page = context.page.clone();
    let (request, _) = response.into_parts();
    let page = page.unwrap_or_else(|| page_context(&context.kernel, &request, None));
    let answer = error_page(&context.kernel, &page, &failure, context.origin.request);
    ServiceResponse::new(request, answer)
}

/// Answers a request that was not let in.
fn refuse(
    request: ServiceRequest,
    kernel: &Kernel,
    page: &PageContext,
    failure: &Failure,
    id: RequestId,
) -> ServiceResponse<BoxBody> {
    let (request, _) = request.into_parts();
    let mut answer = error_page(kernel, page, failure, id);
    name_request(&mut answer, id);
    if *failure == Failure::NotLoggedIn && request.method() == Method::GET {
        // Somebody who is not logged in is taken to the login page; the status still says what happened.
        let to_login = header::HeaderValue::from_static("0; url=/login");
        answer.headers_mut().insert(header::REFRESH, to_login);
    }
    ServiceResponse::new(request, answer)
}

/// Puts the request's id on the answer: the same that its entry and its error page carry.
fn name_request(answer: &mut HttpResponse, id: RequestId) {
    if let Ok(value) = header::HeaderValue::from_str(&id.to_string()) {
        answer
            .headers_mut()
            .insert(header::HeaderName::from_static("x-request-id"), value);
    }
}

/// The client's address: of the connection, or, behind a trusted proxy, the last address in `X-Forwarded-For` that is not
/// itself a trusted proxy. The leftmost one is whatever the client wrote.
fn client_address(kernel: &Kernel, request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let proxies = &kernel.settings.door.trusted_proxies;
    let trusted = |address| proxies.iter().any(|proxy| proxy.contains(address));
    if !trusted(peer) {
        return Some(peer);
    }
    let forwarded = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok());
    let hops: Vec<IpAddr> = forwarded
        .flat_map(|value| value.split(','))
        .filter_map(|hop| hop.trim().parse().ok())
        .collect();
    Some(
        hops.into_iter()
            .rev()
            .find(|hop| !trusted(*hop))
            .unwrap_or(peer),
    )
}
