//! The person's own Docker and Podman, signed in to Amazon's registry: scripted, on the search path of a home.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
};

use portolan_contract::{AmazonRegionAt, Code, Engine, Hint, LoginKeeper, Shell, SignInEngine};

use super::Scene;

/// Notes how it was called and what came in, in files of the home.
const NOTES: &str = r#"printf '%s\n' "$@" > "$HOME/$(basename "$0").arguments"
cat > "$HOME/$(basename "$0").secret"
env > "$HOME/$(basename "$0").environment""#;

fn install(home: &Path, name: &str, script: &str) {
    let folder = home.join("bin");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    // Under another name until it is whole: what is held open for writing can't be run.
    let beside = folder.join(format!("{name}.new"));
    fs::write(&beside, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&beside, fs::Permissions::from_mode(0o755)).unwrap();
    fs::rename(beside, path).unwrap();
}

/// A scene whose home has engines on its search path.
async fn scene(engines: &[(&str, &str)]) -> Scene {
    Scene::open_with(|surroundings| {
        let home = surroundings.home.clone();
        for (name, script) in engines {
            install(&home, name, script);
        }
        // What the scripts call and nothing else: an engine of this machine is none of the home's.
        let tools = home.join("tools");
        fs::create_dir_all(&tools).unwrap();
        for name in ["basename", "cat", "env"] {
            symlink(Path::new("/usr/bin").join(name), tools.join(name)).unwrap();
        }
        let path = format!("{}:{}", home.join("bin").display(), tools.display());
        let variables = &mut surroundings.environment;
        variables.insert("PATH".into(), path.into());
        variables.insert("HOME".into(), home.clone().into());
        variables.insert("XDG_RUNTIME_DIR".into(), home.join("run").into());
    })
    .await
}

fn at(scene: &Scene) -> AmazonRegionAt {
    AmazonRegionAt {
        connection: scene.connection.clone(),
        region: "eu-west-1".to_owned(),
    }
}

fn sign_in(scene: &Scene, engine: Engine, plain_file_agreed: bool) -> SignInEngine {
    SignInEngine {
        connection: scene.connection.clone(),
        region: "eu-west-1".to_owned(),
        engine,
        plain_file_agreed,
    }
}

#[tokio::test]
async fn the_registrys_password_goes_to_the_engine_by_a_pipe_alone() {
    let scene = scene(&[("docker", NOTES)]).await;
    let home = scene.home.home();
    fs::create_dir_all(home.join(".docker")).unwrap();
    fs::write(
        home.join(".docker/config.json"),
        r#"{"credsStore": "pass"}"#,
    )
    .unwrap();
    let logins = scene.app.list_engine_logins(at(&scene)).await.unwrap();
    assert_eq!(logins.engines.len(), 1);
    let helper = LoginKeeper::Helper {
        name: "pass".to_owned(),
    };
    assert_eq!(logins.engines[0].keeper, helper);
    let by_hand = logins
        .commands
        .iter()
        .find(|it| it.shell == Shell::PowerShell && it.engine == Engine::Podman);
    assert!(
        by_hand
            .unwrap()
            .text
            .contains("Get-ECRLoginCommand -Region eu-west-1 -ProfileName work")
    );

    let done = scene
        .app
        .sign_in_engine(sign_in(&scene, Engine::Docker, false));
    let done = done.await.unwrap();
    assert_eq!(done.host, logins.host);
    let noted = |name: &str| fs::read_to_string(home.join(format!("docker.{name}"))).unwrap();
    let secret = noted("secret");
    assert!(secret.starts_with("password-") && !secret.contains('\n'));
    assert_eq!(
        noted("arguments"),
        format!(
            "login\n--username\nAWS\n--password-stdin\n{}\n",
            logins.host
        )
    );
    assert!(!noted("environment").contains(&secret));
    // Nothing that the program keeps holds it.
    let kept = scene.home.portolan();
    for entry in fs::read_dir(&kept).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            let holds = bytes
                .windows(secret.len())
                .any(|it| it == secret.as_bytes());
            assert!(!holds, "{}", path.display());
        }
    }
    scene.app.close().await;
}

#[tokio::test]
async fn a_plain_file_is_asked_about_before_anything_is_handed_over() {
    let scene = scene(&[("podman", NOTES)]).await;
    let home = scene.home.home();
    let logins = scene.app.list_engine_logins(at(&scene)).await.unwrap();
    let plain = matches!(&logins.engines[0].keeper, LoginKeeper::File { path } if path.ends_with("auth.json"));
    assert!(plain, "{logins:?}");
    let tokens = scene.fake.count("GetAuthorizationToken");
    let refused = scene
        .app
        .sign_in_engine(sign_in(&scene, Engine::Podman, false));
    let refused = refused.await.unwrap_err();
    assert!(matches!(refused.code, Code::InvalidInput { field } if field == "plainFileAgreed"));
    assert_eq!(scene.fake.count("GetAuthorizationToken"), tokens);
    assert!(!home.join("podman.secret").exists());
    let agreed = sign_in(&scene, Engine::Podman, true);
    scene.app.sign_in_engine(agreed).await.unwrap();
    assert!(home.join("podman.secret").exists());
    scene.app.close().await;
}

#[tokio::test]
async fn an_engine_that_refuses_is_quoted_and_one_that_is_not_there_is_named() {
    let scene = scene(&[(
        "podman",
        "cat > /dev/null; echo 'Error: no space left' >&2; exit 125",
    )])
    .await;
    let agreed = sign_in(&scene, Engine::Podman, true);
    let refused = scene.app.sign_in_engine(agreed).await.unwrap_err();
    let said = Hint::EngineLoginFailed {
        engine: "podman".to_owned(),
        said: "Error: no space left".to_owned(),
    };
    assert_eq!(refused.hint, Some(said));
    let absent = sign_in(&scene, Engine::Docker, true);
    let refused = scene.app.sign_in_engine(absent).await.unwrap_err();
    let missing = Hint::EngineMissing {
        engine: "docker".to_owned(),
    };
    assert_eq!(refused.hint, Some(missing));
    scene.app.close().await;
}
