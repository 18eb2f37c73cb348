//! The faults themselves, numbered as in the matrix of what goes wrong between registries. What is not
//! here, a copy over plain HTTP between two registries cannot meet: pages (15), HTTP/2 (16), TLS (17),
//! names (18), clocks that sign (19), disks (22 to 25), the keyring (26).

use http::Method;
use rand::{RngExt, rngs::SmallRng};
use serde_json::json;

use super::{CopyFault, Outlook, Scene};
use crate::{Answer, Fault, Kind};
use Outlook::{Lasting, Transient};

/// Always, for one copy.
const ALWAYS: usize = 99;

const fn fault(
    name: &'static str,
    outlook: Outlook,
    apply: fn(&Scene<'_>, &mut SmallRng),
) -> CopyFault {
    CopyFault {
        name,
        outlook,
        is_within: false,
        apply,
    }
}

/// The same between two repositories of one registry.
const fn within(
    name: &'static str,
    outlook: Outlook,
    apply: fn(&Scene<'_>, &mut SmallRng),
) -> CopyFault {
    CopyFault {
        is_within: true,
        ..fault(name, outlook, apply)
    }
}

/// How many of a method and kind pass first.
fn spared(random: &mut SmallRng) -> usize {
    random.random_range(0..4)
}

fn busy(wait: &str) -> Fault {
    Fault::Answers(Answer::error(429, "TOOMANYREQUESTS", "slow down").header("retry-after", wait))
}

fn trouble(random: &mut SmallRng) -> Fault {
    let status = [500, 502, 503, 504][random.random_range(0..4)];
    Fault::Answers(Answer::error(status, "UNKNOWN", "trouble"))
}

fn says(status: u16, code: &str) -> Fault {
    Fault::Answers(Answer::error(status, code, "so it is"))
}

/// Every fault.
pub const COPY_FAULTS: &[CopyFault] = &[
    fault(
        "1 the source is busy for a second",
        Transient,
        |scene, random| {
            scene.source(Method::GET, Kind::Blob, spared(random), 1, busy("1"));
        },
    ),
    fault(
        "1 the destination is busy until a date that has passed",
        Transient,
        |scene, random| {
            let past = busy("Wed, 21 Oct 2015 07:28:00 GMT");
            scene.destination(Method::POST, Kind::Upload, spared(random), 2, past);
        },
    ),
    fault(
        "1 the destination is busy and says no more",
        Transient,
        |scene, random| {
            let fault = says(429, "TOOMANYREQUESTS");
            scene.destination(Method::PUT, Kind::Upload, spared(random), 1, fault);
        },
    ),
    fault(
        "1 the destination wants to be left alone for ever",
        Lasting,
        |scene, random| {
            let fault = busy("1000000000");
            scene.destination(Method::POST, Kind::Upload, spared(random), ALWAYS, fault);
        },
    ),
    fault(
        "2 bursts of errors while the source's blobs are read",
        Transient,
        |scene, random| {
            let times = random.random_range(1..6);
            let fault = trouble(random);
            scene.source(Method::GET, Kind::Blob, spared(random), times, fault);
        },
    ),
    fault(
        "2 bursts of errors while uploads are begun",
        Transient,
        |scene, random| {
            let times = random.random_range(1..6);
            let fault = trouble(random);
            scene.destination(Method::POST, Kind::Upload, spared(random), times, fault);
        },
    ),
    fault(
        "2 bursts of errors while blobs are sent",
        Transient,
        |scene, random| {
            let times = random.random_range(1..4);
            let fault = trouble(random);
            scene.destination(Method::PUT, Kind::Upload, spared(random), times, fault);
        },
    ),
    fault(
        "2 bursts of errors while manifests are put",
        Transient,
        |scene, random| {
            let times = random.random_range(1..6);
            let fault = trouble(random);
            scene.destination(Method::PUT, Kind::ManifestByDigest, 0, times, fault);
        },
    ),
    fault(
        "3 the source's connection breaks inside a blob",
        Transient,
        |scene, random| {
            let fault = Fault::BreaksAnswer(scene.place(random));
            scene.source(Method::GET, Kind::Blob, spared(random), 1, fault);
        },
    ),
    fault(
        "3 the source's connection breaks inside many blobs",
        Transient,
        |scene, random| {
            let fault = Fault::BreaksAnswer(scene.place(random));
            scene.source(Method::GET, Kind::Blob, 0, 8, fault);
        },
    ),
    fault(
        "3 the destination's connection breaks inside a blob",
        Transient,
        |scene, random| {
            let fault = Fault::BreaksRequest(scene.place(random));
            scene.destination(Method::PUT, Kind::Upload, spared(random), 1, fault);
        },
    ),
    fault(
        "4 an answer that is shorter than it said",
        Transient,
        |scene, random| {
            let fault = Fault::BreaksAnswer(scene.size - 1);
            scene.source(Method::GET, Kind::Blob, spared(random), 2, fault);
        },
    ),
    fault(
        "5 an answer in chunks that ends early, in order",
        Transient,
        |scene, random| {
            let fault = Fault::EndsEarly(scene.place(random));
            scene.source(Method::GET, Kind::Blob, spared(random), 1, fault);
        },
    ),
    fault("6 a blob that stops coming", Transient, |scene, random| {
        let fault = Fault::Stalls(scene.place(random));
        scene.source(Method::GET, Kind::Blob, spared(random), 1, fault);
    }),
    fault(
        "6 a blob that goes on coming byte by byte",
        Transient,
        |scene, random| {
            let fault = Fault::Trickles(scene.place(random));
            scene.source(Method::GET, Kind::Blob, spared(random), 1, fault);
        },
    ),
    fault(
        "6 an answer that never begins",
        Transient,
        |scene, random| {
            let fault = Fault::Answers(Answer::silence());
            scene.source(Method::GET, Kind::Blob, spared(random), 1, fault);
        },
    ),
    fault("7 other bytes once", Transient, |scene, random| {
        let fault = Fault::Flips(scene.place(random));
        scene.source(Method::GET, Kind::Blob, spared(random), 1, fault);
    }),
    fault("7 other bytes always", Lasting, |scene, random| {
        let fault = Fault::Flips(scene.place(random));
        scene.source(Method::GET, Kind::Blob, spared(random), ALWAYS, fault);
    }),
    fault(
        "8 the source wants a new token while blobs are read",
        Transient,
        |scene, random| {
            let (challenge, token) = token_of(&scene.source.host());
            scene.source(Method::GET, Kind::Blob, spared(random), 1, challenge);
            scene.source(Method::GET, Kind::Other, 0, ALWAYS, token);
        },
    ),
    fault(
        "8 the destination wants a new token while blobs are sent",
        Transient,
        |scene, random| {
            let (challenge, token) = token_of(&scene.destination.host());
            scene.destination(Method::PUT, Kind::Upload, spared(random), 1, challenge);
            scene.destination(Method::GET, Kind::Other, 0, ALWAYS, token);
        },
    ),
    fault(
        "8 the destination wants a new token for the tag",
        Transient,
        |scene, _| {
            let (challenge, token) = token_of(&scene.destination.host());
            scene.destination(Method::PUT, Kind::ManifestByTag, 0, 1, challenge);
            scene.destination(Method::GET, Kind::Other, 0, ALWAYS, token);
        },
    ),
    fault("9 the upload is forgotten", Transient, |scene, random| {
        let fault = says(404, "BLOB_UPLOAD_UNKNOWN");
        scene.destination(Method::PUT, Kind::Upload, spared(random), 1, fault);
    }),
    fault(
        "9 the upload is forgotten between its chunks",
        Transient,
        |scene, random| {
            scene.break_one_upload(random);
            let fault = says(404, "BLOB_UPLOAD_UNKNOWN");
            scene.destination(Method::PATCH, Kind::Upload, 0, 1, fault);
        },
    ),
    fault(
        "9 a chunk that is out of place",
        Transient,
        |scene, random| {
            scene.break_one_upload(random);
            let fault = says(416, "RANGE_INVALID");
            scene.destination(Method::PATCH, Kind::Upload, 0, 1, fault);
        },
    ),
    fault(
        "9 a wrong place after a chunk",
        Transient,
        |scene, random| {
            scene.break_one_upload(random);
            let fault = Fault::Says("range", "0-7");
            scene.destination(Method::PATCH, Kind::Upload, 0, 1, fault);
        },
    ),
    fault(
        "10 the whole where the rest was asked for",
        Transient,
        |scene, random| {
            let breaks = Fault::BreaksAnswer(scene.place(random));
            scene.source(Method::GET, Kind::Blob, 0, 1, breaks);
            scene.source(Method::GET, Kind::Blob, 0, ALWAYS, Fault::IgnoresRange);
        },
    ),
    within(
        "11 a blob is not taken over, but may be sent",
        Transient,
        |scene, random| {
            let times = random.random_range(1..12);
            scene.destination(Method::POST, Kind::Upload, 0, times, Fault::DropsQuery);
        },
    ),
    within(
        "11 another blob is said to be taken over",
        Transient,
        |scene, random| {
            let other = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
            let answer = Answer::status(201).header("docker-content-digest", other);
            let fault = Fault::Answers(answer.header("location", "/"));
            scene.destination(Method::POST, Kind::Upload, spared(random), 1, fault);
        },
    ),
    within(
        "11 a blob is said to be taken over and is not there",
        Transient,
        |scene, random| {
            let fault = Fault::Answers(Answer::status(201).header("location", "/"));
            scene.destination(Method::POST, Kind::Upload, spared(random), 1, fault);
        },
    ),
    fault(
        "12 a blob that is said to be stored and is not",
        Transient,
        |scene, random| {
            scene.destination(
                Method::PUT,
                Kind::Upload,
                spared(random),
                1,
                Fault::Pretends,
            );
        },
    ),
    fault(
        "12 a manifest that does not show at once",
        Transient,
        |scene, random| {
            let times = random.random_range(1..5);
            let fault = Fault::Answers(Answer::status(404));
            scene.destination(Method::HEAD, Kind::ManifestByDigest, 0, times, fault);
        },
    ),
    fault(
        "13 the answer to a blob is lost",
        Transient,
        |scene, random| {
            scene.destination(
                Method::PUT,
                Kind::Upload,
                spared(random),
                1,
                Fault::LosesAnswer,
            );
        },
    ),
    fault(
        "13 the answer to a manifest is lost",
        Transient,
        |scene, _| {
            scene.destination(
                Method::PUT,
                Kind::ManifestByDigest,
                0,
                1,
                Fault::LosesAnswer,
            );
        },
    ),
    fault("13 the answer to the tag is lost", Transient, |scene, _| {
        scene.destination(Method::PUT, Kind::ManifestByTag, 0, 1, Fault::LosesAnswer);
    }),
    fault(
        "14 a layer goes while it is copied",
        Lasting,
        |scene, random| {
            let fault = says(404, "BLOB_UNKNOWN");
            scene.source(Method::GET, Kind::Blob, spared(random), ALWAYS, fault);
        },
    ),
    fault(
        "14 the tag of the source goes while it is copied",
        Transient,
        |scene, _| {
            let fault = says(404, "MANIFEST_UNKNOWN");
            scene.source(Method::HEAD, Kind::ManifestByTag, 0, ALWAYS, fault);
        },
    ),
    fault(
        "20 everything fails for a moment",
        Transient,
        |scene, random| {
            let breaks = || Fault::BreaksRequest(0);
            scene.source(Method::GET, Kind::Blob, spared(random), 1, breaks());
            for (method, kind) in [
                (Method::POST, Kind::Upload),
                (Method::PUT, Kind::Upload),
                (Method::PUT, Kind::ManifestByDigest),
            ] {
                scene.destination(method, kind, spared(random), 1, breaks());
            }
        },
    ),
    fault("21 the destination is full", Lasting, |scene, random| {
        let full = Fault::Answers(Answer::error(507, "UNKNOWN", "no space left on device"));
        scene.destination(
            Method::PUT,
            Kind::Upload,
            spared(random),
            ALWAYS,
            full.clone(),
        );
        scene.destination(Method::PATCH, Kind::Upload, 0, ALWAYS, full);
    }),
    fault(
        "the destination's tags must not move",
        Lasting,
        |scene, _| {
            let fault = Fault::Answers(Answer::error(400, "TAG_INVALID", "tags are immutable"));
            scene.destination(Method::PUT, Kind::ManifestByTag, 0, ALWAYS, fault);
        },
    ),
    fault(
        "the destination lets nobody write",
        Lasting,
        |scene, random| {
            let fault = says(403, "DENIED");
            scene.destination(Method::POST, Kind::Upload, spared(random), ALWAYS, fault);
        },
    ),
];

/// What asks for a token in the middle of something, and the answer to whoever fetches it.
fn token_of(host: &str) -> (Fault, Fault) {
    let asked = format!("Bearer realm=\"http://{host}/token\",service=\"faults\"");
    let challenge = Answer::error(401, "UNAUTHORIZED", "it has ended");
    let token = Answer::json(200, &json!({ "token": "another" }));
    (
        Fault::Answers(challenge.header("www-authenticate", &asked)),
        Fault::Answers(token),
    )
}
