//! The dispatcher over loopback HTTP: the same commands and events as the window's bridge, for
//! development in a browser and for tests. Never shipped.
//!
//! `POST /call {"command", "payload"}` answers the reply, or status 400 and a Failure. `GET /events`
//! streams events. Both want the token that is printed at start, as `?token=` or a bearer.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command that speaks to a terminal"
)]

use std::{convert::Infallible, net::Ipv4Addr, process::ExitCode, sync::Arc};

use axum::{
    Json, Router,
    extract::{Query, Request, State},
    http::StatusCode,
    middleware::{Next, from_fn_with_state},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event as Sent, KeepAlive},
    },
    routing::{get, post},
};
use futures_util::{Stream, StreamExt};
use portolan_app::{App, dispatch};
use portolan_contract::{Event, Failure};
use serde::Deserialize;
use serde_json::Value;
use tokio_stream::wrappers::BroadcastStream;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn std::error::Error>> {
    let app = App::open(&App::find_home()?).await?;
    let token: Arc<str> = uuid::Uuid::new_v4().to_string().into();
    let router = Router::new()
        .route("/call", post(call))
        .route("/events", get(events))
        .with_state(Arc::clone(&app))
        .layer(from_fn_with_state(Arc::clone(&token), require_token));
    let port = std::env::var("PORTOLAN_HOST_PORT")
        .ok()
        .and_then(|port| port.parse().ok());
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port.unwrap_or(0))).await?;
    println!("http://{}/?token={token}", listener.local_addr()?);
    axum::serve(listener, router)
        .with_graceful_shutdown(async {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        })
        .await?;
    app.close().await;
    Ok(())
}

#[derive(Deserialize)]
struct Call {
    command: String,
    #[serde(default)]
    payload: Value,
}

/// The future is dropped when the browser goes away, which cancels the command.
async fn call(State(app): State<Arc<App>>, Json(call): Json<Call>) -> Response {
    match dispatch(&app, &call.command, call.payload).await {
        Ok(reply) => Json(reply).into_response(),
        Err(failure) => (StatusCode::BAD_REQUEST, Json::<Failure>(failure)).into_response(),
    }
}

async fn events(State(app): State<Arc<App>>) -> Sse<impl Stream<Item = Result<Sent, Infallible>>> {
    let stream = BroadcastStream::new(app.events.listen()).map(|event| {
        let event = event.unwrap_or(Event::EverythingChanged);
        Ok(Sent::default().data(serde_json::to_string(&event).unwrap_or_default()))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

#[derive(Deserialize)]
struct Token {
    token: Option<String>,
}

/// Any page in a browser can reach loopback; only one that was told the token may ask.
async fn require_token(
    State(token): State<Arc<str>>,
    Query(query): Query<Token>,
    request: Request,
    next: Next,
) -> Response {
    let bearer = request
        .headers()
        .get("authorization")
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    if bearer == Some(&*token) || query.token.as_deref() == Some(&*token) {
        next.run(request).await
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}
