//! The scripted server does what the script says, and its certificate is nobody's.

use portolan_tests::{Answer, Scripted};
use reqwest::{Client, Method, StatusCode};

fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

#[tokio::test]
async fn answers_come_in_turn_and_the_last_one_stays() {
    let server = Scripted::start().await;
    let limited = Answer::error(429, "TOOMANYREQUESTS", "slow down").header("retry-after", "1");
    server.answer_in_turn(Method::GET, "/v2/", [limited, Answer::status(200)]);
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let url = format!("{}/v2/", server.url());
        statuses.push(client().get(url).send().await.unwrap().status());
    }
    assert_eq!(
        statuses,
        [
            StatusCode::TOO_MANY_REQUESTS,
            StatusCode::OK,
            StatusCode::OK
        ]
    );
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn a_cut_content_breaks_before_its_announced_end() {
    let server = Scripted::start().await;
    server.answer(Method::GET, "/cut", Answer::status(200).cut("whole"));
    let whole = async {
        let reply = client().get(format!("{}/cut", server.url())).send().await?;
        reply.bytes().await
    };
    assert!(whole.await.is_err());
}

#[tokio::test]
async fn its_certificate_is_trusted_only_by_those_who_are_told() {
    let server = Scripted::start_tls().await;
    server.answer(Method::GET, "/v2/", Answer::status(200));
    let url = format!("{}/v2/", server.url());
    assert!(client().get(&url).send().await.is_err());
    let root = reqwest::Certificate::from_pem(server.certificate().unwrap().as_bytes()).unwrap();
    let told = Client::builder()
        .no_proxy()
        .tls_certs_only([root])
        .build()
        .unwrap();
    assert_eq!(
        told.get(&url).send().await.unwrap().status(),
        StatusCode::OK
    );
}
