//! Images of the engines of this computer, by Debian's Podman on a socket of its own.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::Arc,
    time::Duration,
};

use portolan_app::{App, GalleryPlaces};
use portolan_contract::{
    ActivityDeed, ActivityState, CopyConversion, CopyNote, CopyPlace, CopyWanted, LookIntoFile,
    Nothing, PreviewCopy, StartCopy,
};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_tests::{DockerRegistry, FreshHome, Offspring, Setup, skopeo_copy, tool, until};

use crate::{copies::end_of, program::draft};

const REPOSITORY: &str = "team/app";

/// An engine with nothing but its own images, listening on a socket.
struct LocalEngine {
    _listening: Offspring,
    /// Who asks it, and how.
    client: PathBuf,
    before: Vec<OsString>,
    folder: tempfile::TempDir,
}

impl LocalEngine {
    async fn podman(skipped: &str) -> Option<Self> {
        let client = tool("podman", skipped)?;
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("e.sock");
        let before = storage(folder.path());
        let mut command = Command::new(&client);
        command.args(&before);
        command.args(["system", "service", "--time=0"]);
        command.arg(format!("unix://{}", socket.display()));
        Some(Self::listening("podman", command, (client, before), folder).await)
    }

    /// Docker's own, which needs to be root, and containerd beside it.
    async fn docker(skipped: &str) -> Option<Self> {
        let program = tool("dockerd", skipped)?;
        let client = tool("docker", skipped)?;
        if !is_root() {
            println!("skipped, dockerd needs to be root: {skipped}");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let host = format!("unix://{}", folder.path().join("e.sock").display());
        let mut command = Command::new(&program);
        for (option, place) in [
            ("--data-root", "data"),
            ("--exec-root", "exec"),
            ("--pidfile", "pid"),
        ] {
            command.arg(option).arg(folder.path().join(place));
        }
        // Images alone: no network of the machine is touched.
        command.args(["--iptables=false", "--ip6tables=false", "--bridge=none"]);
        command.args(["--storage-driver=vfs", "--host", &host]);
        let before = vec!["--host".into(), host.into()];
        Some(Self::listening("dockerd", command, (client, before), folder).await)
    }

    async fn listening(
        name: &str,
        mut command: Command,
        (client, before): (PathBuf, Vec<OsString>),
        folder: tempfile::TempDir,
    ) -> Self {
        let listening = Offspring::start(name, &mut command, folder.path());
        let engine = Self {
            _listening: listening,
            client,
            before,
            folder,
        };
        until(&format!("{name} to answer"), async || {
            engine.ask(&["images"]).status.success().then_some(())
        })
        .await;
        engine
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("e.sock")
    }

    fn ask(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(&self.client);
        command.args(&self.before).args(arguments);
        command.output().unwrap()
    }

    /// What the engine says to a command.
    fn say(&self, arguments: &[&str]) -> String {
        let output = self.ask(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|about| about.uid() == 0)
}

/// Images are kept apart from those of whoever runs the tests.
fn storage(folder: &Path) -> Vec<OsString> {
    let root = folder.join("root");
    let run = folder.join("run");
    vec![
        "--storage-driver=vfs".into(),
        "--root".into(),
        root.into(),
        "--runroot".into(),
        run.into(),
    ]
}

/// A layer that an engine can unpack: an archive with one file.
fn layer(folder: &Path, text: &str) -> PathBuf {
    let file = folder.join("hello.txt");
    std::fs::write(&file, text).unwrap();
    let archive = folder.join("layer.tar");
    let made = Command::new("tar")
        .arg("-cf")
        .arg(&archive)
        .arg("-C")
        .arg(folder)
        .arg("hello.txt")
        .status();
    assert!(made.unwrap().success());
    archive
}

async fn open(home: &FreshHome, engine: &LocalEngine) -> Arc<App> {
    let host = format!("unix://{}", engine.socket().display());
    let surroundings = Surroundings {
        home: home.home(),
        environment: [("DOCKER_HOST".into(), host.into())].into(),
    };
    let secrets = SecretStore::session_only();
    let places = GalleryPlaces::nowhere();
    let home = home.portolan();
    let opened = App::open_among(&home, secrets, surroundings, &places).await;
    opened.unwrap()
}

#[tokio::test]
async fn an_image_of_podman_is_pushed_and_one_of_a_registry_is_pulled_into_it() {
    let skipped = "images of Podman are listed, pushed and pulled into";
    if let Some(podman) = LocalEngine::podman(skipped).await {
        push_and_pull(&podman, "docker.io/library/hi:1").await;
    }
}

#[tokio::test]
async fn an_image_of_docker_is_pushed_and_one_of_a_registry_is_pulled_into_it() {
    let skipped = "images of Docker are listed, pushed and pulled into";
    if let Some(docker) = LocalEngine::docker(skipped).await {
        push_and_pull(&docker, "hi:1").await;
    }
}

/// Pushes the image of that name to a registry, and pulls it into the engine again; and pushes it from
/// what the engine saves.
async fn push_and_pull(local: &LocalEngine, name: &str) {
    let archive = layer(local.folder.path(), "hello");
    local.say(&["import", &archive.display().to_string(), name]);
    let registry = DockerRegistry::start(Setup::DeletionOn).await;
    let home = FreshHome::new();
    let app = open(&home, local).await;
    let connection = app.add_connection(draft(registry.host())).await.unwrap().id;
    let repository = CopyPlace::Repository {
        connection,
        repository: REPOSITORY.to_owned(),
    };
    let socket = local.socket().display().to_string();
    let engines = app.list_engines(Nothing {}).await.unwrap();
    let engine = engines.into_iter().find(|engine| engine.socket == socket);
    let engine = engine.unwrap();
    assert_eq!(engine.failure, None);
    let image = engine
        .images
        .iter()
        .find(|image| image.name.as_deref() == Some(name));
    assert!(image.is_some(), "{:?}", engine.images);
    let place = |image: Option<&str>| CopyPlace::Engine {
        name: engine.name.clone(),
        socket: socket.clone(),
        image: image.map(str::to_owned),
    };

    let request = PreviewCopy {
        source: place(Some(name)),
        destination: repository.clone(),
        images: vec![CopyWanted {
            from: name.to_owned(),
            tags: vec!["pushed".to_owned()],
        }],
        platforms: Vec::new(),
        referrers: true,
        conversion: CopyConversion::default(),
    };
    let plan = app.preview_copy(request.clone()).await.unwrap();
    let uncompressed = CopyNote::UncompressedLayers { count: 1 };
    assert_eq!(plan.images[0].notes, [uncompressed]);
    let activity = carry(&app, request).await;
    let report = app.read_activity(activity).await.unwrap();
    assert_eq!(report.activity.state, ActivityState::Done);
    let read = tempfile::tempdir().unwrap();
    let host = registry.host();
    skopeo_copy(
        &format!("docker://{host}/{REPOSITORY}:pushed"),
        &format!("oci:{}:read", read.path().display()),
    );

    // The same from an archive that the engine saves.
    let saved = local.folder.path().join("saved.tar").display().to_string();
    local.say(&["save", "--output", &saved, name]);
    let look = LookIntoFile {
        path: saved.clone(),
    };
    let file = app.look_into_file(look).await.unwrap();
    assert_eq!(file.images.len(), 1);
    let request = PreviewCopy {
        source: CopyPlace::File {
            path: saved,
            form: file.form,
        },
        destination: repository.clone(),
        images: vec![CopyWanted {
            from: file.images[0].digest.clone(),
            tags: vec!["saved".to_owned()],
        }],
        platforms: Vec::new(),
        referrers: true,
        conversion: CopyConversion::default(),
    };
    carry(&app, request).await;
    skopeo_copy(
        &format!("docker://{host}/{REPOSITORY}:saved"),
        &format!("oci:{}:saved", read.path().display()),
    );

    // The same image under another name, back into the engine.
    let before = local.say(&["image", "inspect", "--format", "{{.Id}}", name]);
    local.say(&["rmi", name]);
    let request = PreviewCopy {
        source: repository,
        destination: place(None),
        images: vec![CopyWanted {
            from: "pushed".to_owned(),
            tags: vec!["pulled".to_owned()],
        }],
        platforms: vec!["linux/amd64".to_owned()],
        referrers: false,
        conversion: CopyConversion::default(),
    };
    let activity = carry(&app, request).await;
    let report = app.read_activity(activity).await.unwrap();
    assert!(
        matches!(report.activity.deed, ActivityDeed::PullIntoEngine { .. }),
        "{:?}",
        report.activity
    );
    let pulled = format!("{host}/{REPOSITORY}:pulled");
    let after = local.say(&["image", "inspect", "--format", "{{.Id}}", &pulled]);
    assert_eq!(after, before, "the image is the same");
    app.close().await;
}

async fn carry(app: &Arc<App>, request: PreviewCopy) -> portolan_contract::ActivityId {
    let plan = app.preview_copy(request).await.unwrap();
    let mut events = app.events.listen();
    let request = StartCopy {
        plan: plan.id,
        typed: String::new(),
    };
    let activity = app.start_copy(request).await.unwrap().activity;
    let ended = tokio::time::timeout(Duration::from_mins(1), end_of(&mut events, &activity));
    assert_eq!(ended.await.unwrap(), None);
    activity
}

#[tokio::test]
async fn no_socket_but_an_engines_is_connected_to() {
    let home = FreshHome::new();
    let app = crate::program::open(&home).await;
    let request = PreviewCopy {
        source: CopyPlace::Engine {
            name: "Docker".to_owned(),
            socket: home.home().join("agent.sock").display().to_string(),
            image: Some("hi:1".to_owned()),
        },
        destination: CopyPlace::File {
            path: home.home().join("out.tar").display().to_string(),
            form: portolan_contract::ImageFileForm::OciArchive,
        },
        images: Vec::new(),
        platforms: Vec::new(),
        referrers: true,
        conversion: CopyConversion::default(),
    };
    let refused = app.preview_copy(request).await.unwrap_err();
    assert!(refused.detail.contains("no engine"), "{refused:?}");
    app.close().await;
}
