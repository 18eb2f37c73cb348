//! Five seeded secrets go through the program and come out nowhere: not in logs, diagnostics, the
//! database, settings or any file of the home, and not in anything that the window is told.

use std::{
    fs, io,
    path::Path,
    sync::{Arc, Mutex},
};

use http::Method;
use portolan_app::{App, dispatch};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_tests::{Answer, FreshHome, Scripted};
use serde_json::{Value, json};

/// A password, a token, a private key, what Docker keeps, and the local registry's password.
const CANARIES: [&str; 5] = [
    "canary-password-7f3a91",
    "canary-token-5d20cc",
    "canary-key-e81b47",
    "canary-docker-c4967d",
    "canary-local-0ab3f2",
];

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Heard {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Every reply, failure and event, as the window would be sent them.
struct Bridge {
    app: Arc<App>,
    traffic: String,
}

impl Bridge {
    async fn call(&mut self, command: &str, payload: Value) -> Value {
        let (Ok(reply) | Err(reply)) = dispatch(&self.app, command, payload)
            .await
            .map_err(|failure| serde_json::to_value(failure).unwrap());
        self.traffic.push_str(&reply.to_string());
        reply
    }
}

fn draft(address: &str, sign_in: &Value) -> Value {
    json!({
        "address": address, "name": "", "signIn": sign_in, "plainHttp": true, "readOnly": false,
        "production": false, "authorities": null, "clientCertificate": {"type": "none"},
        "proxy": {"type": "system"}, "approvedHosts": [],
    })
}

fn base64(text: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode(text)
}

/// A registry that repeats what it was sent, as badly written ones do.
async fn parrot() -> Scripted {
    let registry = Scripted::start().await;
    let echo = format!(
        "you sent Basic {} and {}",
        base64(&format!("alice:{}", CANARIES[0])),
        CANARIES[1]
    );
    let refusal = Answer::error(401, "UNAUTHORIZED", "who are you?")
        .header("www-authenticate", "Basic realm=\"here\"")
        .header("x-echo", &echo);
    registry.answer(Method::GET, "/v2/", refusal.clone());
    registry.answer(Method::GET, "/v2/_catalog", refusal);
    registry
}

pub(crate) fn every_file(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            every_file(&path, found);
        } else if let Ok(bytes) = fs::read(&path) {
            found.push((path.display().to_string(), bytes));
        }
    }
}

pub(crate) fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn five_seeded_secrets_come_out_nowhere() {
    let heard = Heard::default();
    let writer = heard.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _listening = tracing::subscriber::set_default(subscriber);

    let home = FreshHome::new();
    let docker = home.home().join(".docker");
    fs::create_dir_all(&docker).unwrap();
    let registry = parrot().await;
    let auths =
        json!({"auths": {registry.host(): {"auth": base64(&format!("bob:{}", CANARIES[3]))}}});
    fs::write(docker.join("config.json"), auths.to_string()).unwrap();
    let surroundings = Surroundings {
        home: home.home(),
        ..Surroundings::default()
    };
    let app = App::open_with(&home.portolan(), SecretStore::session_only(), surroundings)
        .await
        .unwrap();
    let mut events = app.events.listen();
    let mut bridge = Bridge {
        app: Arc::clone(&app),
        traffic: String::new(),
    };

    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::default()
        .self_signed(&key)
        .unwrap();
    let pem = format!(
        "{}{}\n# {}\n",
        certificate.pem(),
        key.serialize_pem(),
        CANARIES[2]
    );
    let sign_ins = [
        json!({"type": "password", "user": "alice", "password": CANARIES[0]}),
        json!({"type": "token", "token": CANARIES[1]}),
        json!({"type": "known", "source": "docker"}),
    ];
    for (added, sign_in) in sign_ins.iter().enumerate() {
        let mut draft = draft(&registry.host(), sign_in);
        if added == 0 {
            draft["clientCertificate"] = json!({"type": "use", "pem": pem});
        }
        bridge
            .call("test_connection", json!({"draft": draft, "of": null}))
            .await;
        let connection = bridge.call("add_connection", draft).await;
        let id = connection["id"].clone();
        assert!(id.is_string(), "not added: {connection}");
        bridge.call("refresh_repositories", id.clone()).await;
        let window = json!({"connection": id, "filter": "", "offset": 0, "limit": 50});
        bridge.call("list_repositories", window).await;
    }
    let protect = json!({"user": "me", "password": CANARIES[4]});
    bridge.call("protect_local_registry", protect).await;
    // Refused requests are echoed in failures: those must not hold what was refused.
    let bad = json!({"address": CANARIES[0], "signIn": 7});
    bridge.call("add_connection", bad).await;
    bridge.call("list_known_sign_ins", json!({})).await;
    bridge.call("list_connections", json!({})).await;
    let diagnostics = bridge.call("read_diagnostics", json!({})).await;
    assert!(
        diagnostics["text"]
            .as_str()
            .is_some_and(|text| text.contains("Portolan"))
    );
    let was_sent = registry
        .seen()
        .iter()
        .any(|seen| format!("{seen:?}").contains(&base64(&format!("alice:{}", CANARIES[0]))));
    assert!(
        was_sent,
        "the password was never used, so this test shows nothing"
    );
    app.close().await;
    while let Ok(event) = events.try_recv() {
        bridge
            .traffic
            .push_str(&serde_json::to_string(&event).unwrap());
    }

    let mut places = vec![
        (
            "the traffic to the window".to_owned(),
            bridge.traffic.into_bytes(),
        ),
        ("the log".to_owned(), heard.text().into_bytes()),
    ];
    every_file(&home.portolan(), &mut places);
    assert!(places.len() > 4, "the home has no files");
    for canary in CANARIES {
        for user in ["", "alice:", "bob:", "me:"] {
            let encoded = base64(&format!("{user}{canary}"));
            for (place, bytes) in &places {
                assert!(!holds(bytes, canary.as_bytes()), "{canary} is in {place}");
                assert!(
                    !holds(bytes, encoded.as_bytes()),
                    "{canary} is in {place} as base64"
                );
            }
        }
    }
}
