//! Listing 10,000 images of Amazon ECR with all that `DescribeImages` says, at 50 ms a call: the program
//! against the aws program asked for each tag, which is what people do who want a list with columns.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{
    path::Path,
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

use portolan_distribution::Connector;
use portolan_ecr::{Account, AccountSettings, Api, PrivateRegistry, SignIn};
use portolan_registries::Registry;
use portolan_tests::{
    aws::{ACCESS_KEY, ACCOUNT, FakeAws, Picture, SECRET_KEY},
    measure::{RUNS, Verdict, seconds},
    tool,
};

const IMAGES: usize = 10_000;
/// As many as a call tells at most.
const PAGE: usize = 1_000;
const DELAY: Duration = Duration::from_millis(50);
/// Tags that the peer is asked for; its time is scaled to all.
const PEER_TAGS: usize = 20;
const REGION: &str = "eu-west-1";

#[tokio::main]
async fn main() -> ExitCode {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("bench/app");
    for number in 0..IMAGES {
        let picture = Picture::of(&format!("image {number}")).tag(&format!("v{number}"));
        here.push(
            "bench/app",
            &picture.pushed(number as f64 / 100.0).pulled(1.0),
        );
    }
    fake.set_latency(DELAY);
    let peer = tool("aws", "the aws program as the peer of ecr-images");
    let (mut ours, mut first, mut calls, mut theirs) = (vec![], vec![], vec![], vec![]);
    for _ in 0..RUNS {
        let run = list(&fake).await;
        ours.push(run.whole);
        first.push(run.first_page);
        calls.push(run.calls);
        if let Some(aws) = &peer {
            theirs.push(ask_each(&fake, aws).await);
        }
    }
    let mut verdict = Verdict::default();
    if peer.is_some() {
        let peer = ("aws ecr describe-images per tag", theirs.as_slice());
        verdict.compare("ecr-images", "s", &ours, peer, 0.01);
    }
    let most = (IMAGES.div_ceil(PAGE) + 1) as f64;
    verdict.hold_below("ecr-images: calls", "calls", &calls, most);
    let trips: Vec<f64> = first.iter().map(|it| it / seconds(DELAY)).collect();
    verdict.hold_below("ecr-images: the first page", "round trips", &trips, 3.0);
    verdict.exit_code()
}

struct Run {
    whole: f64,
    first_page: f64,
    calls: f64,
}

/// A new connection each time, as somebody opens the repository; whose account it is was asked when
/// the connection was made.
async fn list(fake: &FakeAws) -> Run {
    let key = SignIn::AccessKey {
        id: ACCESS_KEY.to_owned(),
        secret: SECRET_KEY.into(),
        session_token: None,
    };
    let mut settings = AccountSettings::new(key, vec![REGION.to_owned()]);
    settings.known_account = Some(ACCOUNT.to_owned());
    for api in [Api::Ecr, Api::Registry, Api::Sts] {
        settings.endpoints.custom.insert(api, fake.url());
    }
    fake.forget_requests();
    let started = Instant::now();
    let account = Account::new(&Connector::new("portolan-bench"), settings).unwrap();
    let registry = PrivateRegistry::open(account).await.unwrap();
    let name = format!("{REGION}/bench/app").parse().unwrap();
    let (mut images, mut cursor, mut first_page) = (0, None, None);
    loop {
        let page = registry.list_images(&name, cursor.as_ref()).await;
        let page = page.unwrap().unwrap();
        first_page.get_or_insert_with(|| seconds(started.elapsed()));
        images += page.items.len();
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let whole = seconds(started.elapsed());
    assert_eq!(images, IMAGES);
    Run {
        whole,
        first_page: first_page.unwrap(),
        calls: fake.requests().len() as f64,
    }
}

/// The time that the aws program would take for all tags, asked for one by one.
async fn ask_each(fake: &FakeAws, aws: &Path) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let started = Instant::now();
    for number in 0..PEER_TAGS {
        let mut command = Command::new(aws);
        command
            .args(["--endpoint-url", &fake.url(), "--region", REGION])
            .args(["ecr", "describe-images", "--repository-name", "bench/app"])
            .args(["--image-ids", &format!("imageTag=v{number}")])
            .env("AWS_ACCESS_KEY_ID", ACCESS_KEY)
            .env("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_CONFIG_FILE", folder.path().join("config"))
            .env("NO_PROXY", "127.0.0.1")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let ran = tokio::task::spawn_blocking(move || command.status());
        assert!(ran.await.unwrap().unwrap().success());
    }
    seconds(started.elapsed()) * IMAGES as f64 / PEER_TAGS as f64
}
