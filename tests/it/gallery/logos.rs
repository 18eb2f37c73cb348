//! Logos, over the wire.

use portolan_gallery::{Error, LogoProblem, fetch_logo};
use portolan_tests::{Answer, Galleries};

use super::sources;

/// A black GIF of one pixel.
const PIXEL: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\
    \x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

#[tokio::test]
async fn a_picture_comes_as_a_png_made_here() {
    let galleries = Galleries::start().await;
    let address = galleries.serve("/logo.gif", "image/gif", PIXEL);
    let png = fetch_logo(sources(&galleries).web(), &address)
        .await
        .unwrap();
    assert_eq!((png.width, png.height), (1, 1));
    assert!(png.bytes.starts_with(b"\x89PNG"));
}

#[tokio::test]
async fn what_is_no_picture_is_refused_with_the_reason() {
    let galleries = Galleries::start().await;
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    let addresses = [
        (
            galleries.serve("/a.svg", "image/svg+xml", svg),
            LogoProblem::Svg,
        ),
        (
            galleries.serve("/b.png", "image/png", svg),
            LogoProblem::Svg,
        ),
        (
            galleries.serve("/c.svg", "image/svg+xml", PIXEL),
            LogoProblem::Svg,
        ),
        (
            galleries.serve("/d.png", "image/png", "no picture"),
            LogoProblem::Format,
        ),
        (galleries.url() + "/missing.png", LogoProblem::Missing(404)),
        (
            "data:image/gif;base64,R0lGODlhAQABAAAAACw=".to_owned(),
            LogoProblem::Address,
        ),
        ("file:///etc/passwd".to_owned(), LogoProblem::Address),
        ("no address".to_owned(), LogoProblem::Address),
    ];
    let sources = sources(&galleries);
    for (address, expected) in addresses {
        match fetch_logo(sources.web(), &address).await {
            Err(Error::Logo(problem)) => assert_eq!(problem, expected, "{address}"),
            other => panic!("{address} became {other:?}"),
        }
    }
}

#[tokio::test]
async fn logos_are_fetched_from_outside_alone_and_within_a_budget() {
    let galleries = Galleries::start().await;
    let sources = sources(&galleries);
    for address in [
        "https://169.254.169.254/logo.png",
        "https://10.0.0.1/logo.png",
        "https://[::1]/logo.png",
        "http://example.org/logo.png",
    ] {
        let refusal = fetch_logo(sources.web(), address).await.unwrap_err();
        assert!(
            matches!(refusal, Error::Connection(_)),
            "{address}: {refusal:?}"
        );
    }
    galleries.fault_always("/endless", Answer::status(200).endless(vec![0; 1 << 16]));
    let endless = galleries.url() + "/endless.png";
    let refusal = fetch_logo(sources.web(), &endless).await.unwrap_err();
    assert!(matches!(refusal, Error::Connection(_)), "{refusal:?}");
}
