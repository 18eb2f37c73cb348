//! From what the network libraries report to why it failed, in this crate's kinds.

use std::{error::Error as StdError, io};

use rustls::CertificateError;
use url::Url;

use crate::{
    Error, Stage, TlsFailure, address::ResolveFailure, complaint::showable, origin::place,
};

/// Why a request to `url` came to nothing.
pub(crate) fn classify(error: &reqwest::Error, url: &Url) -> Error {
    let host = place(url);
    if let Some(failure) = find::<ResolveFailure>(error) {
        return match failure {
            ResolveFailure::Unknown => Error::HostNotFound { host },
            ResolveFailure::Private(address) => Error::PrivateAddress {
                host,
                address: *address,
            },
        };
    }
    if let Some(failure) = find::<rustls::Error>(error) {
        return classify_tls(failure, host);
    }
    if error.is_timeout() {
        let stage = if error.is_connect() {
            Stage::Connecting
        } else {
            Stage::Answering
        };
        return Error::Timeout { host, stage };
    }
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => Error::Refused { host },
        Some(io::ErrorKind::TimedOut) => Error::Timeout {
            host,
            stage: Stage::Connecting,
        },
        _ => Error::Broken {
            host,
            reason: innermost(error),
        },
    }
}

fn classify_tls(failure: &rustls::Error, host: String) -> Error {
    use rustls::{AlertDescription as Alert, InvalidMessage};
    let failure = match failure {
        // The first bytes were no TLS at all: most often the answer of a plain http server.
        rustls::Error::InvalidMessage(
            InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion,
        ) => return Error::PlainHttp { host },
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::UnknownIssuer => TlsFailure::Untrusted,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                TlsFailure::NameMismatch
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                TlsFailure::Expired
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                TlsFailure::NotYetValid
            }
            // What webpki says of a self-signed certificate that is trusted as none and used as both.
            CertificateError::Other(_) if certificate.to_string().contains("CaUsed") => {
                TlsFailure::Untrusted
            }
            other => TlsFailure::Other(showable(&other.to_string(), 200)),
        },
        rustls::Error::AlertReceived(
            Alert::CertificateRequired | Alert::BadCertificate | Alert::UnknownCA,
        ) => TlsFailure::ClientCertificate,
        other => TlsFailure::Other(showable(&other.to_string(), 200)),
    };
    Error::Tls { host, failure }
}

/// The cause of type `T` in a chain of causes; input and output errors hide theirs inside.
fn find<'e, T: StdError + 'static>(error: &'e (dyn StdError + 'static)) -> Option<&'e T> {
    let mut next = Some(error);
    let mut last = None;
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            last = Some(found);
        }
        let inside = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
            .map(|inside| inside as &(dyn StdError + 'static));
        next = inside.or_else(|| error.source());
    }
    last
}

/// The last cause in the chain, which says what happened without the address, which may be signed.
fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut error = error;
    while let Some(cause) = error.source() {
        error = cause;
    }
    match error.downcast_ref::<reqwest::Error>() {
        Some(_) => "the request could not be made".to_owned(),
        None => showable(&error.to_string(), 200),
    }
}
