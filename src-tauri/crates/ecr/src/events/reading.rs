//! Reads an event. Its text is written by many programs over many years: what is not as expected is left
//! out, and never a reason to lose the event.

use aws_sdk_cloudtrail::types::Event;
use portolan_oci::Digest;
use serde_json::Value;

use super::{EventDeed, EventError, EventImage, Principal, PrincipalKind, TrailEvent};
use crate::sdk;

/// Operations of which the trail is full and that change nothing, by how their names begin.
const LOOKING: [&str; 6] = [
    "Get",
    "List",
    "Describe",
    "BatchCheck",
    "BatchGet",
    "Validate",
];

pub(super) fn read(found: Event) -> TrailEvent {
    let text = found.cloud_trail_event.as_deref().unwrap_or_default();
    let told: Value = serde_json::from_str(text).unwrap_or(Value::Null);
    let name = found
        .event_name
        .or_else(|| string(&told["eventName"]))
        .unwrap_or_default();
    let told_at = || told["eventTime"].as_str()?.parse().ok();
    TrailEvent {
        at: found
            .event_time
            .as_ref()
            .and_then(sdk::timestamp)
            .or_else(told_at),
        id: found.event_id.unwrap_or_default(),
        deed: deed(&name),
        principal: principal(&told["userIdentity"], found.username),
        repository: repository(&told),
        images: images(&told),
        source: string(&told["sourceIPAddress"]),
        user_agent: string(&told["userAgent"]),
        access_key: string(&told["userIdentity"]["accessKeyId"]),
        error: string(&told["errorCode"]).map(|code| EventError {
            code,
            said: string(&told["errorMessage"]),
        }),
        name,
    }
}

fn deed(name: &str) -> EventDeed {
    match name {
        "BatchGetImage" => EventDeed::Pulled,
        "GetDownloadUrlForLayer" => EventDeed::FetchedLayer,
        "PutImage" => EventDeed::Pushed,
        "InitiateLayerUpload" | "UploadLayerPart" | "CompleteLayerUpload" => EventDeed::SentLayer,
        "BatchDeleteImage" => EventDeed::Deleted,
        "PolicyExecutionEvent" => EventDeed::Expired,
        "UpdateImageStorageClass" => EventDeed::Moved,
        "ReplicateImage"
        | "ReplicateRegistry"
        | "BatchImportUpstreamImage"
        | "PullThroughCacheEvent"
        | "PullThroughCacheImage" => EventDeed::Copied,
        "StartImageScan" => EventDeed::Scanned,
        "CreateRepository" => EventDeed::CreatedRepository,
        "DeleteRepository" => EventDeed::DeletedRepository,
        _ if LOOKING.iter().any(|beginning| name.starts_with(beginning)) => EventDeed::Looked,
        _ if [
            "Put", "Set", "Delete", "Update", "Start", "Tag", "Untag", "Create",
        ]
        .iter()
        .any(|beginning| name.starts_with(beginning)) =>
        {
            EventDeed::Set
        }
        _ => EventDeed::Other,
    }
}

fn repository(told: &Value) -> Option<String> {
    let named = [
        &told["requestParameters"]["repositoryName"],
        &told["serviceEventDetails"]["repositoryName"],
        &told["responseElements"]["repository"]["repositoryName"],
    ];
    named.into_iter().find_map(string).or_else(|| {
        let arns = told["resources"].as_array()?.iter();
        arns.filter_map(|it| it["ARN"].as_str()?.split_once(":repository/"))
            .map(|(_, name)| name.to_owned())
            .next()
    })
}

/// Everything that names images: what was asked for, and what came of it.
fn images(told: &Value) -> Vec<EventImage> {
    let (asked, came) = (&told["requestParameters"], &told["responseElements"]);
    // What came of it says more, where it says something: digest and tag.
    let came: Vec<EventImage> = many(&came["imageIds"])
        .chain(one(&came["image"]["imageId"]))
        .chain(one(&came["imageId"]))
        .collect();
    let mut images = if came.is_empty() {
        let plain = serde_json::json!({
            "imageTag": asked["imageTag"],
            "imageDigest": asked["imageDigest"],
        });
        many(&asked["imageIds"])
            .chain(one(&asked["imageId"]))
            .chain(one(&plain))
            .collect()
    } else {
        came
    };
    let by_policy = told["serviceEventDetails"]["lifecycleEventImageActions"].as_array();
    for action in by_policy.into_iter().flatten() {
        let image = &action["lifecycleEventImage"];
        let digest = image["digest"].as_str().and_then(|it| it.parse().ok());
        let tags: Vec<String> = image["tagList"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(string)
            .collect();
        if tags.is_empty() && digest.is_some() {
            images.push(EventImage { digest, tag: None });
        } else {
            images.extend(tags.into_iter().map(|tag| EventImage {
                digest: digest.clone(),
                tag: Some(tag),
            }));
        }
    }
    images
}

fn many(ids: &Value) -> impl Iterator<Item = EventImage> {
    ids.as_array().into_iter().flatten().filter_map(image)
}

fn one(id: &Value) -> impl Iterator<Item = EventImage> {
    image(id).into_iter()
}

fn image(id: &Value) -> Option<EventImage> {
    let digest: Option<Digest> = id["imageDigest"].as_str().and_then(|it| it.parse().ok());
    let tag = string(&id["imageTag"]);
    (digest.is_some() || tag.is_some()).then_some(EventImage { digest, tag })
}

/// `user` is what CloudTrail says beside the event's own text.
fn principal(identity: &Value, user: Option<String>) -> Option<Principal> {
    let arn = string(&identity["arn"]);
    let account = string(&identity["accountId"]);
    let by = string(&identity["invokedBy"]);
    let last = || {
        arn.as_deref()
            .and_then(|arn| arn.rsplit('/').next())
            .map(str::to_owned)
    };
    let issuer = &identity["sessionContext"]["sessionIssuer"];
    let (kind, name, session) = match identity["type"].as_str().unwrap_or_default() {
        "IAMUser" => (
            PrincipalKind::User,
            string(&identity["userName"]).or_else(last),
            None,
        ),
        "AssumedRole" => {
            // `arn:aws:sts::123456789012:assumed-role/ROLE/SESSION`
            let (role, session) = arn
                .as_deref()
                .and_then(|arn| arn.split_once(":assumed-role/"))
                .and_then(|(_, rest)| rest.split_once('/'))
                .map(|(role, session)| (role.to_owned(), session.to_owned()))
                .unzip();
            let issuer = string(&issuer["userName"]);
            (PrincipalKind::Role, issuer.or(role), session)
        }
        "Role" => (PrincipalKind::Role, last(), None),
        "Root" => (PrincipalKind::Root, account.clone(), None),
        "AWSService" => (PrincipalKind::Service, by.clone(), None),
        "AWSAccount" => (PrincipalKind::Account, account.clone(), None),
        "FederatedUser" | "SAMLUser" | "WebIdentityUser" | "IdentityCenterUser" => (
            PrincipalKind::Federated,
            string(&identity["userName"]).or_else(last),
            None,
        ),
        _ => (PrincipalKind::Other, last(), None),
    };
    let name = name.or(user.clone()).or_else(|| arn.clone())?;
    let instance = session
        .clone()
        .or(user)
        .or_else(last)
        .filter(|session| is_instance(session));
    Some(Principal {
        by: by.filter(|by| *by != name),
        kind,
        name,
        session,
        instance,
        account,
        arn,
    })
}

/// Whether a session is named as those of instances are: `i-` and eight or seventeen hexadecimal digits.
fn is_instance(session: &str) -> bool {
    session.strip_prefix("i-").is_some_and(|digits| {
        matches!(digits.len(), 8..=17) && digits.bytes().all(|it| it.is_ascii_hexdigit())
    })
}

fn string(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read_text(told: &Value) -> TrailEvent {
        read(Event::builder().cloud_trail_event(told.to_string()).build())
    }

    #[test]
    fn a_pull_by_an_instance_names_its_role_and_itself() {
        let digest = Digest::of(b"image");
        let event = read_text(&json!({
            "eventName": "BatchGetImage",
            "eventTime": "2026-11-20T10:00:00Z",
            "userIdentity": {
                "type": "AssumedRole",
                "arn": "arn:aws:sts::123456789012:assumed-role/web/i-0123456789abcdef0",
                "accountId": "123456789012",
                "sessionContext": { "sessionIssuer": { "userName": "web" } },
            },
            "sourceIPAddress": "203.0.113.7",
            "userAgent": "docker/27",
            "requestParameters": {
                "repositoryName": "team/app",
                "imageIds": [{ "imageTag": "1.0", "imageDigest": digest.as_str() }],
            },
            "responseElements": null,
        }));
        assert_eq!(
            (event.deed, event.name.as_str()),
            (EventDeed::Pulled, "BatchGetImage")
        );
        assert_eq!(event.at, "2026-11-20T10:00:00Z".parse().ok());
        assert_eq!(event.repository.as_deref(), Some("team/app"));
        let by = event.principal.unwrap();
        assert_eq!((by.kind, by.name.as_str()), (PrincipalKind::Role, "web"));
        assert_eq!(by.instance.as_deref(), Some("i-0123456789abcdef0"));
        let image = EventImage {
            digest: Some(digest),
            tag: Some("1.0".to_owned()),
        };
        assert_eq!(event.images, [image]);
    }

    #[test]
    fn a_push_says_the_digest_that_came_of_it() {
        let digest = Digest::of(b"image");
        let event = read_text(&json!({
            "eventName": "PutImage",
            "userIdentity": { "type": "IAMUser", "userName": "ada" },
            "requestParameters": { "repositoryName": "app", "imageTag": "1.0" },
            "responseElements": { "image": { "imageId": { "imageTag": "1.0", "imageDigest": digest.as_str() } } },
        }));
        assert_eq!(event.deed, EventDeed::Pushed);
        assert_eq!(event.images[0].digest, Some(digest));
        assert_eq!(event.images.len(), 1);
    }

    #[test]
    fn what_the_lifecycle_policy_took_is_named() {
        let digest = Digest::of(b"image");
        let event = read_text(&json!({
            "eventName": "PolicyExecutionEvent",
            "userIdentity": { "type": "AWSService", "invokedBy": "AWS Internal" },
            "serviceEventDetails": {
                "repositoryName": "app",
                "lifecycleEventImageActions": [
                    { "lifecycleEventImage": { "digest": digest.as_str(), "tagList": ["a", "b"] } },
                    { "lifecycleEventImage": { "digest": digest.as_str(), "tagList": [] } },
                    { "lifecycleEventImage": "nonsense" },
                ],
            },
        }));
        assert_eq!(event.deed, EventDeed::Expired);
        let tags: Vec<_> = event.images.iter().map(|it| it.tag.as_deref()).collect();
        assert_eq!(tags, [Some("a"), Some("b"), None]);
        assert_eq!(event.principal.unwrap().kind, PrincipalKind::Service);
    }

    #[test]
    fn text_that_is_none_of_this_is_an_event_still() {
        for text in [
            "",
            "no JSON",
            "[]",
            "{\"userIdentity\": 7, \"resources\": {}}",
        ] {
            let found = Event::builder()
                .event_id("e")
                .event_name("PutImage")
                .username("ada")
                .cloud_trail_event(text)
                .build();
            let event = read(found);
            assert_eq!((event.id.as_str(), event.deed), ("e", EventDeed::Pushed));
            assert_eq!(event.principal.unwrap().name, "ada", "{text}");
            assert_eq!(event.images, []);
        }
    }

    #[test]
    fn an_operation_that_is_not_known_is_told_by_how_it_begins() {
        for (name, expected) in [
            ("DescribeImages", EventDeed::Looked),
            ("BatchCheckLayerAvailability", EventDeed::Looked),
            ("PutLifecyclePolicy", EventDeed::Set),
            ("UntagResource", EventDeed::Set),
            ("Sing", EventDeed::Other),
        ] {
            assert_eq!(deed(name), expected, "{name}");
        }
    }
}
