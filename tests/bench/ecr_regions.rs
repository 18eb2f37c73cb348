//! Listing the repositories of twenty regions of Amazon ECR at 50 ms a call, against those of one. As at
//! Amazon, each region has a host of its own: here an address of loopback, whose last number is the
//! region's name.
#![allow(clippy::unwrap_used, reason = "a benchmark fails at once")]

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use portolan_distribution::Connector;
use portolan_ecr::{Account, AccountSettings, Api, PrivateRegistry, SignIn};
use portolan_tests::{
    aws::{ACCESS_KEY, ACCOUNT, FakeAws, SECRET_KEY},
    measure::{RUNS, Verdict, seconds},
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};

const REGIONS: usize = 20;
const REPOSITORIES: usize = 50;
const DELAY: Duration = Duration::from_millis(50);

#[tokio::main]
async fn main() -> ExitCode {
    let fake = FakeAws::start().await;
    let regions: Vec<String> = (2..REGIONS + 2).map(|it| it.to_string()).collect();
    for region in &regions {
        open_host(region, fake.registry_host()).await;
        for number in 0..REPOSITORIES {
            fake.region(region).repository(&format!("team/app{number}"));
        }
    }
    fake.set_latency(DELAY);
    let (mut all, mut one) = (vec![], vec![]);
    for _ in 0..RUNS {
        all.push(list(&fake, regions.clone()).await);
        one.push(list(&fake, regions[..1].to_vec()).await);
    }
    let mut verdict = Verdict::default();
    verdict.compare("ecr-regions: 20", "s", &all, ("1 region", &one), 2.0);
    verdict.exit_code()
}

/// Has the region's own address lead to Amazon.
async fn open_host(region: &str, amazon: String) {
    let port = amazon.rsplit_once(':').unwrap().1;
    let own = format!("127.0.0.{region}:{port}");
    let listener = TcpListener::bind(own).await.unwrap();
    tokio::spawn(async move {
        while let Ok((mut caller, _)) = listener.accept().await {
            let amazon = amazon.clone();
            tokio::spawn(async move {
                let mut called = TcpStream::connect(amazon).await.unwrap();
                // A caller who hangs up ends it.
                let _ = copy_bidirectional(&mut caller, &mut called).await;
            });
        }
    });
}

async fn list(fake: &FakeAws, regions: Vec<String>) -> f64 {
    let expected = regions.len() * REPOSITORIES;
    let key = SignIn::AccessKey {
        id: ACCESS_KEY.to_owned(),
        secret: SECRET_KEY.into(),
        session_token: None,
    };
    let mut settings = AccountSettings::new(key, regions);
    settings.known_account = Some(ACCOUNT.to_owned());
    let amazon = fake.registry_host();
    let port = amazon.rsplit_once(':').unwrap().1;
    for api in [Api::Ecr, Api::Registry] {
        let own = format!("http://127.0.0.{{region}}:{port}");
        settings.endpoints.custom.insert(api, own);
    }
    settings.endpoints.custom.insert(Api::Sts, fake.url());
    let started = Instant::now();
    let account = Account::new(&Connector::new("portolan-bench"), settings).unwrap();
    let registry = PrivateRegistry::open(account).await.unwrap();
    let (mut found, mut cursor) = (0, None);
    loop {
        let page = registry
            .describe_repositories(cursor.as_ref())
            .await
            .unwrap();
        assert!(page.problems.is_empty(), "{:?}", page.problems);
        found += page.items.len();
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(found, expected);
    seconds(started.elapsed())
}
