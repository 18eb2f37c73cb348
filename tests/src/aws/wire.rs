//! Requests and replies as they are on the wire: AWS JSON 1.1, Query with XML, REST with JSON.

use axum::{
    body::Body,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::Response,
};
use serde_json::{Map, Value, json};

use super::{
    failure::{Failure, Protocol},
    model::Api,
    state::uuid,
};

const STS_NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// What a request asks for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) api: Api,
    pub(super) operation: String,
    pub(super) input: Value,
    /// The program that asks, as it calls itself.
    pub(super) agent: Option<String>,
}

/// Reads a request; nothing where it is none of Amazon's.
pub(super) fn read(
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Option<Result<Asked, Failure>> {
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    if let Some(target) = text("x-amz-target") {
        let (prefix, operation) = target.rsplit_once('.')?;
        let api = Api::ALL
            .into_iter()
            .find(|api| is_prefix_of(*api, prefix))?;
        let input = match serde_json::from_slice::<Value>(body) {
            Ok(input @ Value::Object(_)) => input,
            _ if body.is_empty() => json!({}),
            _ => return Some(Err(Failure::new("SerializationException", ""))),
        };
        return Some(Ok(Asked {
            api,
            operation: operation.to_owned(),
            input,
            agent: agent(headers),
        }));
    }
    let form = "application/x-www-form-urlencoded";
    if text("content-type").is_some_and(|it| it.starts_with(form)) && uri.path() == "/" {
        return Some(Ok(read_query(body)?));
    }
    read_rest(method, uri, headers, body).map(Ok)
}

/// Whether a target begins so for an interface: some clients leave out the name of the package before it, as
/// the SDK for Rust does of CloudTrail's.
fn is_prefix_of(api: Api, prefix: &str) -> bool {
    let whole = api.target_prefix();
    let short = whole.rsplit('.').next();
    !prefix.is_empty() && (whole == prefix || short == Some(prefix))
}

/// `Action=…&Version=…&Tags.member.1.Key=…`
fn read_query(body: &[u8]) -> Option<Asked> {
    let mut input = json!({});
    let mut operation = None;
    for (name, value) in url::form_urlencoded::parse(body) {
        match name.as_ref() {
            "Action" => operation = Some(value.into_owned()),
            "Version" => {}
            name => {
                let parts: Vec<&str> = name.split('.').filter(|it| *it != "member").collect();
                let value = match value.parse::<u64>() {
                    Ok(number) if name == "DurationSeconds" => number.into(),
                    _ => Value::from(value.as_ref()),
                };
                put(&mut input, &parts, value);
            }
        }
    }
    Some(Asked {
        api: Api::Sts,
        operation: operation?,
        input,
        agent: None,
    })
}

/// Puts a value where these parts lead; numbers are places in lists, from one.
fn put(target: &mut Value, parts: &[&str], value: Value) {
    let Some((first, rest)) = parts.split_first() else {
        *target = value;
        return;
    };
    if let Ok(place) = first.parse::<usize>() {
        if !target.is_array() {
            *target = json!([]);
        }
        if let Some(list) = target.as_array_mut() {
            // No request has more than a few.
            list.resize(list.len().max(place.clamp(1, 1000)), Value::Null);
            put(&mut list[place.clamp(1, 1000) - 1], rest, value);
        }
    } else {
        if !target.is_object() {
            *target = json!({});
        }
        put(&mut target[*first], rest, value);
    }
}

fn read_rest(method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Option<Asked> {
    let (api, operation) = match (method.as_str(), uri.path()) {
        ("GET", "/assignment/accounts") => (Api::Sso, "ListAccounts"),
        ("GET", "/assignment/roles") => (Api::Sso, "ListAccountRoles"),
        ("GET", "/federation/credentials") => (Api::Sso, "GetRoleCredentials"),
        ("POST", "/logout") => (Api::Sso, "Logout"),
        ("POST", "/client/register") => (Api::Oidc, "RegisterClient"),
        ("POST", "/device_authorization") => (Api::Oidc, "StartDeviceAuthorization"),
        ("POST", "/token") => (Api::Oidc, "CreateToken"),
        _ => return None,
    };
    let mut input = match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    };
    for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        let (member, value) = match name.as_ref() {
            "next_token" => ("nextToken", Value::from(value.as_ref())),
            "max_result" => ("maxResults", value.parse::<u64>().ok().into()),
            "account_id" => ("accountId", Value::from(value.as_ref())),
            "role_name" => ("roleName", Value::from(value.as_ref())),
            _ => continue,
        };
        input.insert(member.to_owned(), value);
    }
    if let Some(token) = headers.get("x-amz-sso_bearer_token") {
        let token = token.to_str().unwrap_or_default();
        input.insert("accessToken".to_owned(), token.into());
    }
    Some(Asked {
        api,
        operation: operation.to_owned(),
        input: input.into(),
        agent: agent(headers),
    })
}

/// The SDKs say all of themselves in a header of their own.
fn agent(headers: &HeaderMap) -> Option<String> {
    let named = headers
        .get("x-amz-user-agent")
        .or_else(|| headers.get("user-agent"));
    named?.to_str().ok().map(str::to_owned)
}

/// Writes a result as the API of the operation does.
pub(super) fn write(asked: &Asked, outcome: &Result<Value, Failure>) -> Response {
    let request_id = uuid();
    let (status, kind, body) = match (asked.api.protocol(), outcome) {
        (Protocol::Json, Ok(reply)) => (200, "application/x-amz-json-1.1", reply.to_string()),
        (Protocol::Rest, Ok(reply)) => {
            let body = if reply.is_null() {
                String::new()
            } else {
                reply.to_string()
            };
            (200, "application/json", body)
        }
        (Protocol::Query, Ok(reply)) => {
            let name = &asked.operation;
            let body = format!(
                "<{name}Response xmlns=\"{STS_NAMESPACE}\"><{name}Result>{}</{name}Result>\
                 <ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>\
                 </{name}Response>",
                xml(reply)
            );
            (200, "text/xml", body)
        }
        (Protocol::Query, Err(failure)) => {
            let error = json!({
                "Type": "Sender",
                "Code": failure.code,
                "Message": failure.message,
            });
            let body = format!(
                "<ErrorResponse xmlns=\"{STS_NAMESPACE}\"><Error>{}</Error>\
                 <RequestId>{request_id}</RequestId></ErrorResponse>",
                xml(&error)
            );
            (failure.status, "text/xml", body)
        }
        (protocol, Err(failure)) => {
            let mut body = failure.members.clone();
            if !failure.message.is_empty() {
                // What IAM refuses is spelled otherwise than what a service does.
                let member = match failure.code.as_str() {
                    "AccessDeniedException" => "Message",
                    _ => "message",
                };
                body.insert(member.to_owned(), failure.message.as_str().into());
            }
            let kind = if protocol == Protocol::Json {
                body.insert("__type".to_owned(), failure.code.as_str().into());
                "application/x-amz-json-1.1"
            } else {
                "application/json"
            };
            (failure.status, kind, json!(body).to_string())
        }
    };
    let mut response = Response::builder()
        .status(StatusCode::from_u16(status).unwrap_or(StatusCode::IM_A_TEAPOT))
        .header(header::CONTENT_TYPE, kind)
        .header("x-amzn-requestid", request_id);
    if let (Protocol::Rest, Err(failure)) = (asked.api.protocol(), outcome) {
        response = response.header("x-amzn-errortype", failure.code.as_str());
    }
    response.body(Body::from(body)).unwrap()
}

/// Members as elements, entries of lists as `member`.
fn xml(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Object(members) => members
            .iter()
            .filter(|(_, inner)| !inner.is_null())
            .fold(String::new(), |text, (name, inner)| {
                text + "<" + name + ">" + &xml(inner) + "</" + name + ">"
            }),
        Value::Array(entries) => entries.iter().fold(String::new(), |text, entry| {
            text + "<member>" + &xml(entry) + "</member>"
        }),
        Value::String(text) => text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;"),
        other => other.to_string(),
    }
}

/// A page that is none of Amazon's answers.
pub(super) fn html(status: u16) -> Response {
    let page = "<!DOCTYPE html><html><head><title>Proxy</title></head><body><h1>Please sign in\
                </h1></body></html>";
    Response::builder()
        .status(StatusCode::from_u16(status).unwrap_or(StatusCode::IM_A_TEAPOT))
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .body(Body::from(page))
        .unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_becomes_members_and_lists() {
        let asked = read_query(
            b"Action=AssumeRole&Version=2011-06-15&DurationSeconds=900&Tags.member.1.Key=a&\
              Tags.member.1.Value=b&PolicyArns.member.2.arn=second",
        )
        .unwrap();
        assert_eq!(asked.operation, "AssumeRole");
        assert_eq!(
            asked.input,
            json!({
                "DurationSeconds": 900,
                "Tags": [{ "Key": "a", "Value": "b" }],
                "PolicyArns": [null, { "arn": "second" }],
            })
        );
    }

    #[test]
    fn text_in_xml_cannot_become_elements() {
        assert_eq!(
            xml(&json!({ "A": "<b>&", "C": [1, 2], "D": null })),
            "<A>&lt;b&gt;&amp;</A><C><member>1</member><member>2</member></C>"
        );
    }
}
