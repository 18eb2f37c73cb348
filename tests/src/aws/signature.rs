//! Signature Version 4 from the other side: who signed a request, and whether it is still as it was
//! signed.

use axum::http::{HeaderMap, Method, Uri};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use sha2::{Digest, Sha256};

/// How far a request's clock may be from Amazon's, in seconds.
const TOLERANCE: f64 = 300.0;

/// The parts of an `Authorization` header.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Signature {
    pub(super) access_key: String,
    pub(super) region: String,
    date: String,
    signing_name: String,
    signed_headers: Vec<String>,
    code: String,
}

/// What is wrong with a signature, in Amazon's words.
pub(super) type Complaint = String;

impl Signature {
    /// Reads the header; nothing where there is none of this kind.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let header = headers.get("authorization")?.to_str().ok()?;
        let parts = header.strip_prefix("AWS4-HMAC-SHA256 ")?;
        let part = |name: &str| {
            let mut parts = parts.split(',').map(str::trim);
            parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
        };
        let mut scope = part("Credential")?.split('/');
        Some(Self {
            access_key: scope.next()?.to_owned(),
            date: scope.next()?.to_owned(),
            region: scope.next()?.to_owned(),
            signing_name: scope.next()?.to_owned(),
            signed_headers: part("SignedHeaders")?
                .split(';')
                .map(str::to_owned)
                .collect(),
            code: part("Signature")?.to_owned(),
        })
    }

    /// Whether it was made with this secret over this request, for this signing name, and lately.
    pub(super) fn verify(
        &self,
        secret: &str,
        signing_name: &str,
        now: f64,
        (method, uri, headers, body): (&Method, &Uri, &HeaderMap, &[u8]),
    ) -> Result<(), Complaint> {
        let stamp = text(headers, "x-amz-date").unwrap_or_default();
        let signed_at = seconds(&stamp).ok_or("Date must be in ISO-8601 'basic format'")?;
        let (asked, now_stamp) = (stamp.clone(), basic(now));
        if signed_at < now - TOLERANCE {
            return Err(format!(
                "Signature expired: {asked} is now earlier than {} ({now_stamp} - 5 min.)",
                basic(now - TOLERANCE)
            ));
        }
        if signed_at > now + TOLERANCE {
            return Err(format!(
                "Signature not yet current: {asked} is still later than {} ({now_stamp} + 5 min.)",
                basic(now + TOLERANCE)
            ));
        }
        if self.signing_name != signing_name {
            return Err(format!(
                "Credential should be scoped to correct service: '{signing_name}'."
            ));
        }
        let payload =
            text(headers, "x-amz-content-sha256").unwrap_or_else(|| hex(&Sha256::digest(body)));
        let canonical = self.canonical(method, uri, headers, &payload);
        if self.made_with(secret, &stamp, &canonical) == self.code {
            return Ok(());
        }
        Err(
            "The request signature we calculated does not match the signature you provided. Check \
             your AWS Secret Access Key and signing method. Consult the service documentation for \
             details."
                .to_owned(),
        )
    }

    fn scope(&self) -> String {
        format!(
            "{}/{}/{}/aws4_request",
            self.date, self.region, self.signing_name
        )
    }

    /// The signature over a canonical request.
    fn made_with(&self, secret: &str, stamp: &str, canonical: &str) -> String {
        let to_sign = format!(
            "AWS4-HMAC-SHA256\n{stamp}\n{}\n{}",
            self.scope(),
            hex(&Sha256::digest(canonical.as_bytes()))
        );
        let parts = [
            self.region.as_str(),
            &self.signing_name,
            "aws4_request",
            &to_sign,
        ];
        let first = hmac(format!("AWS4{secret}").as_bytes(), self.date.as_bytes());
        hex(&parts
            .into_iter()
            .fold(first, |key, part| hmac(&key, part.as_bytes())))
    }

    fn canonical(&self, method: &Method, uri: &Uri, headers: &HeaderMap, payload: &str) -> String {
        let mut query: Vec<&str> = uri.query().unwrap_or_default().split('&').collect();
        query.sort_unstable();
        let signed = self.signed_headers.iter();
        let signed = signed.fold(String::new(), |lines, name| {
            let value = text(headers, name).unwrap_or_default();
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            lines + name + ":" + &value + "\n"
        });
        format!(
            "{method}\n{}\n{}\n{signed}\n{}\n{payload}",
            uri.path(),
            query.join("&"),
            self.signed_headers.join(";")
        )
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// `20260102T030405Z` as seconds since 1970.
fn seconds(stamp: &str) -> Option<f64> {
    let time = DateTime::strptime("%Y%m%dT%H%M%SZ", stamp).ok()?;
    let zoned = time.to_zoned(TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_second() as f64)
}

/// Seconds since 1970 as `20260102T030405Z`.
fn basic(seconds: f64) -> String {
    let time = Timestamp::from_second(seconds as i64).unwrap_or_default();
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// HMAC-SHA-256 (RFC 2104).
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0_u8; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = Sha256::new()
        .chain_update(block.map(|it| it ^ 0x36))
        .chain_update(message)
        .finalize();
    Sha256::new()
        .chain_update(block.map(|it| it ^ 0x5c))
        .chain_update(inner)
        .finalize()
        .into()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").ok();
        text
    })
}

/// Signs as a client does, for tests that speak plain HTTP; `headers` name their host already.
pub(super) fn sign(
    (access_key, secret): (&str, &str),
    (region, signing_name): (&str, &str),
    now: f64,
    uri: &Uri,
    headers: &mut HeaderMap,
    body: &[u8],
) {
    let stamp = basic(now);
    headers.insert("x-amz-date", stamp.parse().unwrap());
    let mut names: Vec<String> = headers.keys().map(|it| it.as_str().to_owned()).collect();
    names.sort();
    let unsigned = Signature {
        access_key: access_key.to_owned(),
        region: region.to_owned(),
        date: stamp[..8].to_owned(),
        signing_name: signing_name.to_owned(),
        signed_headers: names,
        code: String::new(),
    };
    let payload = hex(&Sha256::digest(body));
    let canonical = unsigned.canonical(&Method::POST, uri, headers, &payload);
    let header = format!(
        "AWS4-HMAC-SHA256 Credential={access_key}/{}, SignedHeaders={}, Signature={}",
        unsigned.scope(),
        unsigned.signed_headers.join(";"),
        unsigned.made_with(secret, &stamp, &canonical)
    );
    headers.insert("authorization", header.parse().unwrap());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2.
    #[test]
    fn the_code_of_a_message_is_the_one_of_the_standard() {
        assert_eq!(
            hex(&hmac(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn a_request_is_known_by_its_signature_and_a_changed_one_is_not() {
        let uri: Uri = "/".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("host", "127.0.0.1:1".parse().unwrap());
        sign(
            ("AKIA", "secret"),
            ("eu-west-1", "ecr"),
            1e9,
            &uri,
            &mut headers,
            b"{}",
        );
        let signature = Signature::of(&headers).unwrap();
        let verify = |secret: &str, name: &str, now: f64, body: &[u8]| {
            signature.verify(secret, name, now, (&Method::POST, &uri, &headers, body))
        };
        assert_eq!(verify("secret", "ecr", 1e9 + 299.0, b"{}"), Ok(()));
        let words = |result: Result<(), String>| result.unwrap_err();
        assert!(words(verify("other", "ecr", 1e9, b"{}")).contains("does not match"));
        assert!(words(verify("secret", "ecr", 1e9, b"{ }")).contains("does not match"));
        assert!(words(verify("secret", "sts", 1e9, b"{}")).contains("correct service"));
        assert_eq!(
            words(verify("secret", "ecr", 1e9 + 600.0, b"{}")),
            "Signature expired: 20010909T014640Z is now earlier than 20010909T015140Z \
             (20010909T015640Z - 5 min.)"
        );
        assert!(words(verify("secret", "ecr", 1e9 - 600.0, b"{}")).contains("not yet current"));
    }
}
