//! Listing the repositories of twenty regions of Amazon ECR at 50 ms a call, against those of one.
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

const REGIONS: usize = 20;
const REPOSITORIES: usize = 50;
const DELAY: Duration = Duration::from_millis(50);

#[tokio::main]
async fn main() -> ExitCode {
    let fake = FakeAws::start().await;
    let regions: Vec<String> = (0..REGIONS).map(|it| format!("eu-west-{it}")).collect();
    for region in &regions {
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

async fn list(fake: &FakeAws, regions: Vec<String>) -> f64 {
    let expected = regions.len() * REPOSITORIES;
    let key = SignIn::AccessKey {
        id: ACCESS_KEY.to_owned(),
        secret: SECRET_KEY.into(),
        session_token: None,
    };
    let mut settings = AccountSettings::new(key, regions);
    settings.known_account = Some(ACCOUNT.to_owned());
    for api in [Api::Ecr, Api::Registry, Api::Sts] {
        settings.endpoints.custom.insert(api, fake.url());
    }
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
