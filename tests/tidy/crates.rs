//! Who may know whom, by `cargo metadata`: our crates each other, and third parties' crates.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

use crate::tree::{root, sources_with};

/// Which of our crates each of them may name. Tests may name any.
const MAY_KNOW: [(&str, &[&str]); 18] = [
    ("portolan-oci", &[]),
    ("portolan-distribution", &["portolan-oci"]),
    (
        "portolan-registries",
        &["portolan-distribution", "portolan-oci"],
    ),
    (
        "portolan-transfer",
        &[
            "portolan-distribution",
            "portolan-oci",
            "portolan-registries",
        ],
    ),
    (
        "portolan-ecr",
        &[
            "portolan-distribution",
            "portolan-oci",
            "portolan-registries",
        ],
    ),
    ("portolan-credentials", &["portolan-oci"]),
    (
        "portolan-containers",
        &["portolan-credentials", "portolan-oci"],
    ),
    (
        "portolan-gallery",
        &["portolan-distribution", "portolan-oci", "portolan-search"],
    ),
    ("portolan-search", &["portolan-oci"]),
    ("portolan-policy", &["portolan-oci"]),
    ("portolan-local-registry", &["portolan-oci"]),
    ("portolan-storage", &["portolan-oci"]),
    ("portolan-contract", &[]),
    (
        "portolan-app",
        &[
            "portolan-containers",
            "portolan-contract",
            "portolan-credentials",
            "portolan-distribution",
            "portolan-ecr",
            "portolan-gallery",
            "portolan-local-registry",
            "portolan-oci",
            "portolan-policy",
            "portolan-registries",
            "portolan-search",
            "portolan-storage",
            "portolan-transfer",
        ],
    ),
    (
        "portolan",
        &[
            "portolan-app",
            "portolan-contract",
            "portolan-local-registry",
        ],
    ),
    ("portolan-host", &["portolan-app", "portolan-contract"]),
    ("portolan-tests", ANY),
    ("xtask", &[]),
];

const ANY: &[&str] = &["*"];

/// Third parties' crates that only these of ours may name in what is shipped.
const ONLY: [(&str, &[&str]); 26] = [
    ("tauri", &["portolan"]),
    ("tauri-build", &["portolan"]),
    ("tauri-plugin-dialog", &["portolan"]),
    ("tauri-plugin-notification", &["portolan"]),
    ("aws-config", &["portolan-ecr"]),
    ("aws-sdk-cloudtrail", &["portolan-ecr"]),
    ("aws-sdk-ecr", &["portolan-ecr"]),
    ("aws-sdk-ecrpublic", &["portolan-ecr"]),
    ("aws-sdk-sso", &["portolan-ecr"]),
    ("aws-sdk-ssooidc", &["portolan-ecr"]),
    ("aws-sdk-sts", &["portolan-ecr"]),
    ("aws-smithy-runtime-api", &["portolan-ecr"]),
    ("toml_edit", &["portolan-containers"]),
    ("ts-rs", &["portolan-contract"]),
    ("rusqlite", &["portolan-storage", "portolan-local-registry"]),
    ("tantivy", &["portolan-search"]),
    ("ammonia", &["portolan-gallery"]),
    ("image", &["portolan-gallery"]),
    ("pulldown-cmark", &["portolan-gallery"]),
    ("keyring", &["portolan-credentials"]),
    ("zbus", &["portolan", "portolan-credentials"]),
    ("oci-client", &["portolan-distribution"]),
    ("reqwest", &["portolan-distribution"]),
    ("rustls", &["portolan-distribution"]),
    // What listens: the local registry for everybody, the host for development.
    ("axum", &["portolan-local-registry", "portolan-host"]),
    ("hyper", &[]),
];

/// Crates that compute and do nothing else.
const PURE: [&str; 3] = ["portolan-oci", "portolan-policy", "portolan-contract"];

fn packages() -> Vec<Package> {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(vec!["--offline".to_owned()])
        .exec()
        .unwrap();
    metadata.packages
}

/// What a package depends on, but for its own tests.
fn dependencies(package: &Package) -> BTreeSet<&str> {
    let of_tests = |kind| kind == DependencyKind::Development;
    let all = package.dependencies.iter().filter(|it| !of_tests(it.kind));
    all.map(|it| it.name.as_str()).collect()
}

#[test]
fn a_crate_knows_only_the_rooms_below_it() {
    let packages = packages();
    let ours: BTreeSet<&str> = packages.iter().map(|it| it.name.as_str()).collect();
    let rules: BTreeMap<&str, &[&str]> = MAY_KNOW.into_iter().collect();
    for package in &packages {
        let name = package.name.as_str();
        let may = rules
            .get(name)
            .unwrap_or_else(|| panic!("{name} has no place in the table"));
        for known in dependencies(package).intersection(&ours) {
            assert!(
                *may == ANY || may.contains(known),
                "{name} may not know {known}"
            );
        }
    }
}

#[test]
fn third_parties_are_named_in_one_room() {
    for package in packages()
        .iter()
        .filter(|it| it.name.as_str() != "portolan-tests")
    {
        for (third, allowed) in ONLY {
            assert!(
                !dependencies(package).contains(third) || allowed.contains(&package.name.as_str()),
                "{} may not name {third}",
                package.name
            );
        }
    }
}

#[test]
fn pure_crates_do_no_input_or_output() {
    let packages = packages();
    for name in PURE {
        let package = packages.iter().find(|it| it.name.as_str() == name).unwrap();
        for outside in ["tokio", "reqwest", "rusqlite", "axum", "keyring"] {
            assert!(
                !dependencies(package).contains(outside),
                "{name} may not name {outside}"
            );
        }
        let folder = format!(
            "src-tauri/crates/{}/src/",
            name.trim_start_matches("portolan-")
        );
        for source in sources_with(&["rs"])
            .iter()
            .filter(|it| it.path.starts_with(&folder))
        {
            let shipped = source.text.split("#[cfg(test)]").next().unwrap();
            for outside in OUTSIDE {
                assert!(
                    !names(shipped, outside),
                    "{} may not use {outside}",
                    source.path
                );
            }
        }
    }
}

/// What reaches out of a computation: files, sockets, processes, the clock.
const OUTSIDE: [&str; 11] = [
    "fs::",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "ToSocketAddrs",
    "process::",
    "env::",
    "thread::",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
];

/// Whether the text has it as a name of its own, not at the end of a longer one.
fn names(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        before.is_none_or(|it| !it.is_alphanumeric() && it != '_')
    })
}

#[test]
fn there_is_one_tls_stack() {
    let lock = crate::tree::read("Cargo.lock");
    for other in [
        "openssl",
        "openssl-sys",
        "native-tls",
        "schannel-rs",
        "mbedtls",
    ] {
        assert!(
            !lock.contains(&format!("name = \"{other}\"\n")),
            "{other} is in Cargo.lock"
        );
    }
}

#[test]
fn every_crate_is_under_the_workspaces_lints_and_licence() {
    for package in packages() {
        let manifest = std::fs::read_to_string(&package.manifest_path).unwrap();
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{} has no lints",
            package.name
        );
        assert_eq!(
            package.license.as_deref(),
            Some("MIT OR Apache-2.0"),
            "{}",
            package.name
        );
    }
}
