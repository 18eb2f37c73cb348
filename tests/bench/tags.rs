//! Listing 1,000 tags with digest, size, platforms and the time they were built, from CNCF
//! Distribution at 50 ms a request: the program's verbs against `skopeo inspect` in a loop, and
//! against crane and regctl sixteen at a time.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{
    path::Path,
    process::{Command, ExitCode, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};
use http::Method;
use portolan_app::App;
use portolan_contract::{
    ClientCertificateDraft, ConnectionDraft, ConnectionId, Event, Grouping, ImageColumn,
    ImageFilter, ImageRow, ImageSort, ImageWindow, ListImages, ProxyChoice, RepositoryAt,
    SignInDraft,
};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_tests::{
    CountingProxy, DockerRegistry, FreshHome, Kind, Setup,
    measure::{RUNS, Verdict, seconds},
    tool,
};

const TAGS: usize = 1_000;
/// How long the proxy holds each request back.
const DELAY: Duration = Duration::from_millis(50);
/// As many as the window asks for at a time, and as many of them as are in view.
const PAGE: u64 = 200;
const IN_VIEW: usize = 50;
/// Tags that a peer is measured on; its time is scaled to all.
const SKOPEO_TAGS: usize = 20;
const SCRIPTED_TAGS: usize = 160;

const REPOSITORY: &str = "bench/app";

#[tokio::main]
async fn main() -> ExitCode {
    let registry = DockerRegistry::start(Setup::DeletionOn).await;
    let push = registry.pusher();
    // Each tag is an image of its own, so nothing that is known of one tells anything of another.
    stream::iter(0..TAGS)
        .for_each_concurrent(8, async |number| {
            let tag = tag(number);
            push.image(REPOSITORY, &tag, &tag).await;
        })
        .await;
    let proxy = CountingProxy::start(&registry.url(), DELAY).await;

    let crane = tool("crane", "crane as a peer of the benchmark tags");
    let regctl = tool("regctl", "regctl as a peer of the benchmark tags");
    let mut ours = Vec::new();
    let (mut rounds, mut asked_again) = (Vec::new(), Vec::new());
    let (mut skopeo_times, mut crane_times, mut regctl_times) = (vec![], vec![], vec![]);
    for _ in 0..RUNS {
        let listing = list_all(&proxy).await;
        ours.push(listing.all);
        rounds.push(listing.first / seconds(DELAY));
        asked_again.push(listing.asked_again as f64);
        let host = proxy.host();
        skopeo_times.push(off_the_loop(move || inspect_with_skopeo(&host)).await);
        if let Some(crane) = crane.clone() {
            let host = proxy.host();
            crane_times.push(off_the_loop(move || inspect_with_crane(&crane, &host)).await);
        }
        if let Some(regctl) = regctl.clone() {
            let host = proxy.host();
            regctl_times.push(off_the_loop(move || inspect_with_regctl(&regctl, &host)).await);
        }
    }

    let mut verdict = Verdict::default();
    let mut compare = |peer: &str, sample: usize, times: &[f64], goal| {
        let peer = format!("{peer} ({sample} tags, scaled to {TAGS})");
        verdict.compare("tags", "s", &ours, (&peer, times), goal);
    };
    compare("skopeo inspect in a loop", SKOPEO_TAGS, &skopeo_times, 0.02);
    if crane.is_some() {
        compare("crane under xargs -P16", SCRIPTED_TAGS, &crane_times, 0.5);
    }
    if regctl.is_some() {
        compare("regctl under xargs -P16", SCRIPTED_TAGS, &regctl_times, 0.5);
    }
    verdict.hold_below("tags, first 50 rows", "round trips", &rounds, 10.0);
    verdict.hold_below("tags, opened again", "GETs of content", &asked_again, 0.0);
    verdict.exit_code()
}

fn tag(number: usize) -> String {
    format!("1.{number}.0")
}

/// Seconds of one listing by Portolan in a home that knows nothing.
struct Listing {
    /// Until the rows in view are known.
    first: f64,
    /// Until all are.
    all: f64,
    /// Manifests and configs that were read when the program was opened again.
    asked_again: usize,
}

async fn list_all(proxy: &CountingProxy) -> Listing {
    let home = FreshHome::new();
    let app = open(&home).await;
    let connection = connect(&app, &proxy.host()).await;
    let at = RepositoryAt {
        connection,
        repository: REPOSITORY.to_owned(),
    };

    let started = Instant::now();
    let mut events = app.events.listen();
    let first = loop {
        let window = page(&app, &at, 0).await;
        if window.rows.len() >= IN_VIEW && window.rows[..IN_VIEW].iter().all(is_known) {
            break seconds(started.elapsed());
        }
        // As the window does: it asks again when it is told that something came.
        while !matches!(events.recv().await.unwrap(), Event::ImagesChanged { .. }) {}
    };
    let job = app.load_details(at.clone()).await.unwrap();
    loop {
        if let Event::JobEnded {
            job: ended,
            failure,
        } = events.recv().await.unwrap()
            && ended == job
        {
            assert_eq!(failure, None);
            break;
        }
    }
    let mut rows = Vec::new();
    while rows.len() < TAGS {
        rows.extend(page(&app, &at, rows.len() as u64).await.rows);
    }
    let all = seconds(started.elapsed());
    assert!(rows.len() == TAGS && rows.iter().all(is_known));
    app.close().await;
    drop(app);

    let app = open(&home).await;
    proxy.forget();
    let mut events = app.events.listen();
    loop {
        let window = page(&app, &at, 0).await;
        assert_eq!(window.known, TAGS as u64);
        if !window.refreshing {
            break;
        }
        events.recv().await.unwrap();
    }
    let refreshed = app.refresh_images(at).await.unwrap();
    assert_eq!((refreshed.tags, refreshed.moved), (TAGS as u64, 0));
    app.close().await;
    let contents = [Kind::ManifestByTag, Kind::ManifestByDigest, Kind::Blob];
    let asked_again = contents.map(|kind| proxy.count(&Method::GET, kind));
    Listing {
        first,
        all,
        asked_again: asked_again.iter().sum(),
    }
}

fn is_known(row: &ImageRow) -> bool {
    row.digest.is_some() && row.size.is_some() && row.created.is_some() && row.platforms.len() == 1
}

async fn page(app: &Arc<App>, at: &RepositoryAt, offset: u64) -> ImageWindow {
    let request = ListImages {
        connection: at.connection.clone(),
        repository: at.repository.clone(),
        grouping: Grouping::Tag,
        sort: ImageSort {
            column: ImageColumn::Tag,
            descending: true,
        },
        filter: ImageFilter::default(),
        offset,
        limit: PAGE,
    };
    app.list_images(request).await.unwrap()
}

/// The program in a home, with secrets in memory and nobody's Docker files.
async fn open(home: &FreshHome) -> Arc<App> {
    let surroundings = Surroundings {
        home: home.home(),
        ..Surroundings::default()
    };
    App::open_with(&home.portolan(), SecretStore::session_only(), surroundings)
        .await
        .unwrap()
}

async fn connect(app: &App, host: &str) -> ConnectionId {
    let draft = ConnectionDraft {
        address: host.to_owned(),
        name: String::new(),
        sign_in: SignInDraft::Anonymous,
        plain_http: true,
        read_only: false,
        production: false,
        authorities: None,
        client_certificate: ClientCertificateDraft::None,
        proxy: ProxyChoice::None,
        approved_hosts: Vec::new(),
        amazon: None,
    };
    app.add_connection(draft).await.unwrap().id
}

/// Seconds of a peer for all tags, from those of some.
fn scaled(sample: usize, run: impl FnOnce()) -> f64 {
    let started = Instant::now();
    run();
    seconds(started.elapsed()) * TAGS as f64 / sample as f64
}

fn inspect_with_skopeo(host: &str) -> f64 {
    scaled(SKOPEO_TAGS, || {
        for number in 0..SKOPEO_TAGS {
            let image = format!("docker://{host}/{REPOSITORY}:{}", tag(number));
            let mut command = Command::new("skopeo");
            command.args(["inspect", "--tls-verify=false", &image]);
            succeed(&mut command);
        }
    })
}

/// The manifest has digest and sizes, the config platform and time: two calls a tag.
fn inspect_with_crane(crane: &Path, host: &str) -> f64 {
    let script = r#""$0" manifest "$1" && "$0" config "$1""#;
    scaled(SCRIPTED_TAGS, || sixteen_at_a_time(script, crane, host))
}

fn inspect_with_regctl(regctl: &Path, host: &str) -> f64 {
    let script = format!(
        r#""$0" --host reg={host},tls=disabled manifest get --format raw-body "$1" &&
           "$0" --host reg={host},tls=disabled image config "$1""#
    );
    scaled(SCRIPTED_TAGS, || sixteen_at_a_time(&script, regctl, host))
}

/// Runs the script for each tag with the program and the image as its arguments.
fn sixteen_at_a_time(script: &str, program: &Path, host: &str) {
    let images: Vec<String> = (0..SCRIPTED_TAGS)
        .map(|number| format!("{host}/{REPOSITORY}:{}", tag(number)))
        .collect();
    let mut command = Command::new("xargs");
    command
        .args(["-P16", "-n1", "sh", "-c", script])
        .arg(program);
    let mut list = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut list, images.join("\n").as_bytes()).unwrap();
    std::io::Seek::rewind(&mut list).unwrap();
    command.stdin(list);
    succeed(&mut command);
}

fn succeed(command: &mut Command) {
    let output = command.stdout(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
}

/// The proxy goes on answering meanwhile.
async fn off_the_loop(run: impl FnOnce() -> f64 + Send + 'static) -> f64 {
    tokio::task::spawn_blocking(run).await.unwrap()
}
