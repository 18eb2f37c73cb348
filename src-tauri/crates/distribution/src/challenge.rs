//! `WWW-Authenticate`: how a registry wants to be signed in to (RFC 9110 §11.6.1 and Docker's token
//! specification), read from one header or several, each with one challenge or several.

use http::{HeaderMap, header};
use url::Url;

use crate::scope::Scope;

/// One way to sign in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Challenge {
    /// User name and password with each request.
    Basic,
    /// A token from a token server.
    Bearer {
        realm: Url,
        service: Option<String>,
        /// What is needed, as far as the registry says; it may say nothing or name something else.
        scopes: Vec<Scope>,
        /// The sign-in is good and its permissions are not.
        is_insufficient: bool,
    },
}

/// Reads all challenges that can be answered, Bearer first. `base` is the address that was asked,
/// against which a realm without a host is read.
pub(crate) fn read(headers: &HeaderMap, base: &Url) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = headers
        .get_all(header::WWW_AUTHENTICATE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(split)
        .filter_map(|raw| understand(&raw, base))
        .collect();
    challenges.sort_by_key(|challenge| matches!(challenge, Challenge::Basic));
    challenges
}

#[derive(Debug, Default, PartialEq)]
struct Raw {
    scheme: String,
    parameters: Vec<(String, String)>,
}

impl Raw {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

fn understand(raw: &Raw, base: &Url) -> Option<Challenge> {
    match raw.scheme.as_str() {
        "basic" => Some(Challenge::Basic),
        "bearer" => Some(Challenge::Bearer {
            realm: base.join(raw.get("realm")?).ok()?,
            service: raw.get("service").map(str::to_owned),
            scopes: raw
                .parameters
                .iter()
                .filter(|(key, _)| key == "scope")
                .flat_map(|(_, value)| value.split_ascii_whitespace())
                .filter_map(Scope::parse)
                .collect(),
            is_insufficient: raw.get("error") == Some("insufficient_scope"),
        }),
        _ => None,
    }
}

/// Splits a header into challenges. A word that is not followed by `=` opens a new challenge.
fn split(text: &str) -> Vec<Raw> {
    let mut challenges: Vec<Raw> = Vec::new();
    let mut rest = text.trim_start_matches([' ', '\t', ',']);
    while !rest.is_empty() {
        let end = rest.find([' ', '\t', ',', '=', '"']).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let after = after.trim_start_matches([' ', '\t']);
        rest = match after.strip_prefix('=') {
            Some(value) if !word.is_empty() => {
                let (value, after) = read_value(value.trim_start_matches([' ', '\t']));
                if let Some(challenge) = challenges.last_mut() {
                    challenge
                        .parameters
                        .push((word.to_ascii_lowercase(), value));
                }
                after
            }
            _ if word.is_empty() => {
                // A stray character: step over it, so that the loop ends.
                let mut characters = rest.chars();
                characters.next();
                characters.as_str()
            }
            _ => {
                challenges.push(Raw {
                    scheme: word.to_ascii_lowercase(),
                    parameters: Vec::new(),
                });
                after
            }
        };
        rest = rest.trim_start_matches([' ', '\t', ',']);
    }
    challenges
}

/// A token, or a quoted string with its escapes undone; and what follows.
fn read_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ' ', '\t']).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut characters = quoted.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => value.extend(characters.next()),
            other => value.push(other),
        }
    }
    (value, characters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(text: &str) -> Vec<Challenge> {
        let mut headers = HeaderMap::new();
        headers.insert(header::WWW_AUTHENTICATE, text.parse().unwrap());
        read(
            &headers,
            &Url::parse("https://registry.example/v2/").unwrap(),
        )
    }

    fn scopes(text: &str) -> Vec<String> {
        match read_one(text).remove(0) {
            Challenge::Bearer { scopes, .. } => scopes.iter().map(ToString::to_string).collect(),
            Challenge::Basic => panic!("basic"),
        }
    }

    #[test]
    fn a_bearer_challenge_is_read_with_all_its_scopes() {
        let text = r#"Bearer realm="https://auth.example/token",service="reg, \"x\"",scope="repository:a/b:pull,push repository:c:pull""#;
        assert_eq!(
            scopes(text),
            ["repository:a/b:pull,push", "repository:c:pull"]
        );
        let Challenge::Bearer { realm, service, .. } = read_one(text).remove(0) else {
            panic!("not a bearer challenge");
        };
        assert_eq!(realm.as_str(), "https://auth.example/token");
        assert_eq!(service.as_deref(), Some(r#"reg, "x""#));
    }

    #[test]
    fn a_missing_scope_is_no_scope() {
        assert_eq!(
            scopes(r#"Bearer realm="https://auth.example/token",service=registry"#),
            [] as [&str; 0]
        );
    }

    #[test]
    fn several_challenges_in_one_header_are_told_apart_and_bearer_comes_first() {
        let challenges = read_one(
            r#"Negotiate, Basic realm="a, b", Bearer realm="/token" , error="insufficient_scope""#,
        );
        assert_eq!(challenges.len(), 2);
        assert!(matches!(
            &challenges[0],
            Challenge::Bearer { realm, is_insufficient: true, .. }
                if realm.as_str() == "https://registry.example/token"
        ));
        assert_eq!(challenges[1], Challenge::Basic);
    }

    proptest::proptest! {
        #[test]
        fn any_header_is_read_to_its_end(text in "\\PC{0,80}|[a-zB=\", \\\\]{0,80}") {
            for challenge in split(&text) {
                let _ = understand(&challenge, &Url::parse("https://registry.example/").unwrap());
            }
        }
    }

    #[test]
    fn nonsense_is_read_to_its_end() {
        for text in [
            "",
            ",,,",
            "=\"",
            "Bearer realm",
            "Bearer realm=\"",
            "\"\"\"",
            "a=b=c",
            "Bearer =",
        ] {
            read_one(text);
        }
    }
}
