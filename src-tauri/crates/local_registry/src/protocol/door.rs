//! Who is let in: programs of this machine, and where a password is set, whoever knows it. Web pages are
//! kept out: a browser on this machine would carry their requests here.

use std::{net::IpAddr, sync::Arc};

use axum::http::{HeaderValue, StatusCode, header, request::Parts, uri::Authority};

use super::{Front, refusal::Refusal};
use crate::access::Admission;

/// Names under which containers and virtual machines of this machine reach its loopback.
const OWN_NAMES: [&str; 3] = [
    "localhost",
    "host.docker.internal",
    "host.containers.internal",
];

/// Refuses what a web page can make a browser send. A page's own requests carry `Origin`; one whose name
/// was pointed at this machine (DNS rebinding) carries that name as `Host`.
pub(super) fn require_own_machine(request: &Parts) -> Result<(), Refusal> {
    let headers = &request.headers;
    if headers.contains_key(header::ORIGIN) {
        return Err(Refusal::denied("web pages may not use this registry"));
    }
    let from_target = request.uri.authority().cloned();
    let from_header = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
    match from_target.or(from_header) {
        Some(host) if is_own(host.host()) => Ok(()),
        _ => Err(Refusal::new(
            StatusCode::MISDIRECTED_REQUEST,
            "DENIED",
            "this registry answers to localhost only",
        )),
    }
}

fn is_own(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse::<IpAddr>() {
        return address.is_loopback();
    }
    let host = host.to_ascii_lowercase();
    OWN_NAMES.contains(&host.as_str()) || host.ends_with(".localhost")
}

/// Refuses whoever does not know the password, where there is one.
pub(super) async fn require_access(
    front: &Front,
    header: Option<HeaderValue>,
) -> Result<(), Refusal> {
    match front.door.admit(header.as_ref().map(HeaderValue::as_bytes)) {
        Admission::Admitted => Ok(()),
        Admission::Refused => Err(Refusal::unauthorized()),
        Admission::Unproven => {
            let door = Arc::clone(&front.door);
            let checked = tokio::task::spawn_blocking(move || {
                header.is_some_and(|header| door.check(header.as_bytes()))
            });
            if checked.await.unwrap_or(false) {
                Ok(())
            } else {
                Err(Refusal::unauthorized())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn request(host: &str) -> Parts {
        let builder = Request::builder().uri("/v2/");
        let request = builder.header("host", host).body(()).unwrap();
        request.into_parts().0
    }

    #[test]
    fn only_the_machines_own_names_are_answered() {
        for host in [
            "localhost:5050",
            "127.0.0.1:5050",
            "127.8.8.8",
            "[::1]:5050",
            "LOCALHOST",
            "registry.localhost",
            "host.docker.internal:5050",
        ] {
            assert!(require_own_machine(&request(host)).is_ok(), "{host}");
        }
        for host in [
            "evil.example:5050",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "192.168.1.5:5050",
            "169.254.169.254",
            "",
        ] {
            assert!(require_own_machine(&request(host)).is_err(), "{host}");
        }
    }
}
