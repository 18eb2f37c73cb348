//! What every adapter does, whatever its vendor's API: list, page, detail, tag, untag, delete, undo, and saying
//! honestly what it can't. A new one is a line in [`all`].

use std::{collections::BTreeSet, sync::Arc};

use bytes::Bytes;
use http::Method;
use jiff::Timestamp;
use portolan_distribution::{Credential, Error as WireError, Pages, SignInProblem};
use portolan_oci::{Digest, RepositoryName, Selector, Tag};
use portolan_registries::{
    Creation, Deletion, Error, Kind, ListedImage, Merged, NewRepository, Registry,
};
use portolan_tests::{
    Answer,
    vendors::{
        AnyRules, ArtifactoryApi, Asked, AzureApi, DockerHubApi, GiteaRules, GithubApi, GitlabApi,
        GoogleRules, HarborApi, NexusRules, PlainRules, PretendedVendor, PulpApi, QuayApi, Shelf,
        ZotAge, ZotApi, connect,
    },
};

const USER: &str = "me";
const SECRET: &str = "canary-secret";

/// An adapter, and what is promised of it.
struct Candidate {
    kind: Kind,
    /// What a person calls its registry; `None`: by the address where it answers.
    host: Option<&'static str>,
    /// Who signs in.
    user: &'static str,
    rules: fn() -> AnyRules,
    shelf: fn() -> Shelf,
    /// Where images are.
    repository: &'static str,
    /// Requests for 1,000 tags with what its list tells, as a part of those of the generic way; `None` where
    /// the vendor has no better way.
    share: Option<f64>,
    /// A path that a list begins with, for answering otherwise.
    list_path: &'static str,
}

/// An own server that people call by its address and that has no better list than the protocol's.
fn plain(kind: Kind, rules: fn() -> AnyRules) -> Candidate {
    Candidate {
        kind,
        host: None,
        user: USER,
        rules,
        shelf: Shelf::default,
        repository: "me/app",
        share: None,
        list_path: "/v2/me/app/tags/list",
    }
}

/// Every adapter.
fn all() -> Vec<Candidate> {
    vec![
        plain(Kind::Generic, || Box::new(PlainRules)),
        plain(Kind::Gitea, || Box::new(GiteaRules::of(USER, SECRET))),
        plain(Kind::Artifactory, || {
            Box::new(ArtifactoryApi::of(USER, SECRET))
        }),
        plain(Kind::Nexus, || Box::new(NexusRules::of(USER, SECRET))),
        plain(Kind::Pulp, || Box::new(PulpApi::of(USER, SECRET))),
        Candidate {
            kind: Kind::DockerHub,
            host: Some("docker.io"),
            user: USER,
            rules: || Box::new(DockerHubApi::of(USER, SECRET)),
            shelf: Shelf::default,
            repository: "me/app",
            share: Some(0.1),
            list_path: "/v2/namespaces/me/repositories/app/tags",
        },
        Candidate {
            kind: Kind::Harbor,
            host: None,
            user: USER,
            rules: || Box::new(HarborApi::default()),
            shelf: HarborApi::shelf,
            repository: "me/app",
            share: Some(0.1),
            list_path: "/api/v2.0/projects/me/repositories/app/artifacts",
        },
        Candidate {
            kind: Kind::Azure,
            host: Some("mine.azurecr.io"),
            user: USER,
            rules: || Box::new(AzureApi::default()),
            shelf: AzureApi::shelf,
            repository: "me/app",
            share: Some(0.1),
            list_path: "/acr/v1/me/app/_manifests",
        },
        Candidate {
            kind: Kind::Zot,
            host: None,
            user: USER,
            rules: || Box::new(ZotApi::of(ZotAge::Current)),
            shelf: Shelf::default,
            repository: "me/app",
            share: Some(0.1),
            list_path: "/v2/_zot/ext/search",
        },
        Candidate {
            kind: Kind::Github,
            host: Some("ghcr.io"),
            user: USER,
            rules: || Box::new(GithubApi::of(USER, SECRET)),
            shelf: Shelf::default,
            repository: "me/app",
            share: Some(0.1),
            list_path: "/users/me/packages/container/app/versions",
        },
        Candidate {
            kind: Kind::Quay,
            host: Some("quay.io"),
            user: QuayApi::USER,
            rules: || Box::new(QuayApi::of(SECRET)),
            shelf: Shelf::default,
            repository: "me/app",
            share: Some(0.1),
            list_path: "/api/v1/repository/me/app/tag/",
        },
        Candidate {
            kind: Kind::Gitlab,
            host: None,
            user: USER,
            rules: || Box::new(GitlabApi::of(USER, SECRET)),
            shelf: Shelf::default,
            repository: "me/app",
            // By its GraphQL: its REST API names tags and nothing else.
            share: Some(0.1),
            list_path: "/api/v4/projects/me%2Fapp/registry/repositories",
        },
        Candidate {
            kind: Kind::GoogleArtifactRegistry,
            host: Some("europe-docker.pkg.dev"),
            user: "oauth2accesstoken",
            rules: || Box::new(GoogleRules),
            shelf: Shelf::default,
            repository: "me/app",
            share: Some(0.1),
            list_path: "/v2/me/app/tags/list",
        },
    ]
}

struct Stage {
    vendor: PretendedVendor<AnyRules>,
    registry: Arc<dyn Registry>,
    repository: RepositoryName,
}

impl Stage {
    async fn open(candidate: &Candidate) -> Self {
        let vendor = PretendedVendor::start((candidate.rules)(), (candidate.shelf)()).await;
        vendor.want(candidate.user, SECRET);
        let registry = Self::sign_in(candidate, &vendor, SECRET);
        Self {
            vendor,
            registry,
            repository: candidate.repository.parse().unwrap(),
        }
    }

    fn sign_in(
        candidate: &Candidate,
        vendor: &PretendedVendor<AnyRules>,
        secret: &str,
    ) -> Arc<dyn Registry> {
        let at = vendor.host();
        let credential = Credential::Basic {
            user: candidate.user.to_owned(),
            password: secret.to_owned().into(),
        };
        connect(
            candidate.kind,
            &at,
            candidate.host.unwrap_or(&at),
            credential,
        )
    }

    fn fill(&self, count: usize) {
        self.vendor.shelf().fill(self.repository.as_str(), count);
    }

    async fn resolve(&self, tag: &str) -> Option<Digest> {
        let selector = Selector::Tag(tag.parse().unwrap());
        match self.registry.resolve(&self.repository, &selector).await {
            Ok(resolved) => Some(resolved.digest),
            Err(error) if error.is_not_found() => None,
            Err(error) => panic!("{error}"),
        }
    }

    /// All images as the registry's own list has them; `None` where it has none.
    async fn images(&self) -> Result<Option<Vec<ListedImage>>, Error> {
        let mut merged = Merged::default();
        let mut pages = Pages::default();
        while let Some(cursor) = pages.place() {
            let listed = self.registry.list_images(&self.repository, cursor).await?;
            let Some(mut page) = listed else {
                return Ok(None);
            };
            pages.take(&mut page, ListedImage::entry);
            assert!(page.problems.is_empty(), "{:?}", page.problems);
            merged.extend(page.items);
        }
        Ok(Some(merged.into_images()))
    }

    /// All tags, by the better list that there is.
    async fn tags(&self) -> Result<BTreeSet<Tag>, Error> {
        if let Some(images) = self.images().await? {
            return Ok(images.into_iter().flat_map(|image| image.tags).collect());
        }
        let mut tags = BTreeSet::new();
        let mut pages = Pages::default();
        while let Some(page) = self
            .registry
            .next_tags(&self.repository, &mut pages)
            .await?
        {
            tags.extend(page.items.into_iter().map(|listed| listed.tag));
        }
        Ok(tags)
    }
}

fn is_manifest_get(asked: &Asked) -> bool {
    asked.method == Method::GET
        && asked.path.contains("/manifests/")
        && asked.path.starts_with("/v2/")
}

#[tokio::test]
async fn every_adapter_lists_repositories_and_all_tags_over_their_pages() {
    for candidate in all() {
        let stage = Stage::open(&candidate).await;
        stage.fill(250);
        let mut names = Vec::new();
        let mut pages = Pages::default();
        while let Some(page) = stage.registry.next_repositories(&mut pages).await.unwrap() {
            names.extend(page.items);
        }
        assert_eq!(
            names,
            std::slice::from_ref(&stage.repository),
            "{}",
            candidate.kind
        );
        assert!(
            stage.registry.observed().catalog.is_proven(),
            "{}",
            candidate.kind
        );
        assert_eq!(stage.tags().await.unwrap().len(), 250, "{}", candidate.kind);
        for image in stage.images().await.unwrap().into_iter().flatten() {
            let selector = Selector::Tag(image.tags[0].clone());
            let held = stage.vendor.shelf().repositories[stage.repository.as_str()]
                .digest_of(&selector.to_string());
            assert_eq!(
                held.as_deref(),
                Some(image.digest.as_str()),
                "{}",
                candidate.kind
            );
        }
    }
}

#[tokio::test]
async fn every_adapter_tells_details_tags_untags_deletes_and_takes_back() {
    for candidate in all() {
        let kind = candidate.kind;
        let stage = Stage::open(&candidate).await;
        stage.fill(3);
        let (registry, repository) = (&stage.registry, &stage.repository);
        // Detail.
        let first = Selector::Tag("v0".parse().unwrap());
        let manifest = registry.manifest(repository, &first).await.unwrap();
        assert_eq!(Digest::of(&manifest.bytes), manifest.digest, "{kind}");
        registry.describe_repository(repository).await.unwrap();
        // Tag: beside its other one, exact bytes.
        let other: Tag = "also".parse().unwrap();
        let bytes = manifest.bytes.clone();
        let selector = Selector::Tag(other.clone());
        let put = registry.put_manifest(repository, &selector, &manifest.media_type, bytes);
        put.await.unwrap();
        assert_eq!(
            stage.resolve("also").await.as_ref(),
            Some(&manifest.digest),
            "{kind}"
        );
        assert!(stage.tags().await.unwrap().contains(&other), "{kind}");
        // Untag: it goes alone, or it is said that it can't.
        match registry.delete_tag(repository, &other).await {
            Ok(()) => {
                assert_eq!(stage.resolve("also").await, None, "{kind}");
                assert_eq!(
                    stage.resolve("v0").await.as_ref(),
                    Some(&manifest.digest),
                    "{kind}"
                );
                assert!(registry.observed().delete_tag.is_proven(), "{kind}");
            }
            Err(Error::TagDeletionUnsupported { answered }) => {
                assert!(!answered.is_empty(), "{kind}");
                assert!(registry.observed().delete_tag.is_refused(), "{kind}");
                assert!(stage.resolve("also").await.is_some(), "{kind}");
            }
            Err(error) => panic!("{kind}: {error}"),
        }
        // Delete: with its tags, or it is said that it can't.
        match registry.delete_manifest(repository, &manifest.digest).await {
            Ok(()) => {
                assert_eq!(stage.resolve("v0").await, None, "{kind}");
                assert!(registry.observed().delete_digest.is_proven(), "{kind}");
            }
            Err(Error::DeletionOff { answered, .. }) => {
                assert!(!answered.is_empty(), "{kind}");
                assert!(registry.observed().delete_digest.is_refused(), "{kind}");
                let tag: Tag = "v0".parse().unwrap();
                registry.delete_tag(repository, &tag).await.unwrap();
            }
            Err(error) => panic!("{kind}: {error}"),
        }
        // Undo: by the registry where it has one, by its bytes where it has none.
        let tags = ["v0".parse().unwrap()];
        let restored = registry
            .restore(repository, &manifest.digest, &tags)
            .await
            .unwrap();
        let until = registry
            .restorable_until(repository, Timestamp::now())
            .await;
        assert_eq!(restored.is_some(), until.unwrap().is_some(), "{kind}");
        if restored.is_none() {
            let put =
                registry.put_manifest(repository, &first, &manifest.media_type, manifest.bytes);
            put.await.unwrap();
        }
        assert_eq!(stage.resolve("v0").await, Some(manifest.digest), "{kind}");
        // What was never there is not there, and nothing else.
        let selector = Selector::Tag("absent".parse().unwrap());
        let absent = registry.resolve(repository, &selector).await.unwrap_err();
        assert!(absent.is_not_found(), "{kind}: {absent}");
    }
}

#[tokio::test]
async fn every_adapter_deletes_a_repository_itself_or_says_that_its_registry_does_not() {
    for candidate in all() {
        let kind = candidate.kind;
        let stage = Stage::open(&candidate).await;
        stage.fill(2);
        let (registry, repository) = (&stage.registry, &stage.repository);
        let Some(deletion) = kind.repository_deeds().deletion else {
            let refused = registry.delete_repository(repository).await.unwrap_err();
            let is_said = matches!(refused, Error::Request(WireError::Unsupported { .. }));
            assert!(is_said, "{kind}: {refused}");
            assert!(stage.resolve("v0").await.is_some(), "{kind}");
            continue;
        };
        registry.delete_repository(repository).await.unwrap();
        for tag in ["v0", "v1"] {
            assert_eq!(stage.resolve(tag).await, None, "{kind}");
        }
        let is_back = registry.restore_repository(repository).await.unwrap();
        assert_eq!(is_back, deletion != Deletion::Final, "{kind}");
        assert_eq!(stage.resolve("v1").await.is_some(), is_back, "{kind}");
    }
}

#[tokio::test]
async fn every_adapter_makes_what_its_registry_wants_made_and_says_what_is_there_already() {
    for candidate in all() {
        let kind = candidate.kind;
        let stage = Stage::open(&candidate).await;
        let name = match kind.repository_deeds().creation {
            Some(Creation::Project) => "fresh",
            Some(Creation::Repository) | None => "me/fresh",
        };
        let new = NewRepository {
            name: name.parse().unwrap(),
            description: Some("What it is for".to_owned()),
            is_private: true,
        };
        let made = stage.registry.create_repository(&new).await;
        if kind.repository_deeds().creation.is_none() {
            let refused = made.unwrap_err();
            let is_said = matches!(refused, Error::Request(WireError::Unsupported { .. }));
            assert!(is_said, "{kind}: {refused}");
            continue;
        }
        made.unwrap();
        let again = stage.registry.create_repository(&new).await.unwrap_err();
        let said = matches!(
            &again,
            Error::Request(WireError::Refuses {
                status: 400 | 409,
                complaint: Some(_),
                ..
            })
        );
        assert!(said, "{kind}: {again:?}");
    }
}

#[tokio::test]
async fn no_adapter_takes_a_page_for_people_for_something_that_is_gone() {
    for candidate in all() {
        let stage = Stage::open(&candidate).await;
        stage.fill(1);
        let block = Answer::status(404)
            .header("content-type", "text/html; charset=utf-8")
            .body(Bytes::from_static(b"<!doctype html><title>Blocked</title>"));
        stage.vendor.fail(Method::GET, candidate.list_path, block);
        let Err(error) = stage.tags().await else {
            panic!("{}: a block page was a list", candidate.kind);
        };
        if candidate.share.is_some() {
            assert!(!error.is_not_found(), "{}: {error}", candidate.kind);
        }
    }
}

#[tokio::test]
async fn every_adapter_says_that_a_sign_in_is_wrong_and_tells_nobody_the_secret() {
    for candidate in all() {
        let stage = Stage::open(&candidate).await;
        stage.fill(1);
        let registry = Stage::sign_in(&candidate, &stage.vendor, "wrong-secret");
        let error = registry.list_repositories(None).await.unwrap_err();
        let is_said = matches!(
            &error,
            Error::Request(WireError::Unauthorized {
                reason: SignInProblem::WrongCredentials,
                ..
            })
        );
        assert!(is_said, "{}: {error:?}", candidate.kind);
        assert!(
            !format!("{error:?}").contains("wrong-secret"),
            "{}",
            candidate.kind
        );
    }
}

#[tokio::test]
async fn every_adapter_waits_where_it_is_asked_to_and_says_until_when_where_that_is_long() {
    for candidate in all() {
        let stage = Stage::open(&candidate).await;
        stage.fill(1);
        let long = Answer::status(429).header("retry-after", "3600");
        stage.vendor.fail(Method::GET, candidate.list_path, long);
        let Err(error) = stage.tags().await else {
            panic!("{}: 429 was a list", candidate.kind);
        };
        let is_said = matches!(
            &error,
            Error::Request(WireError::RateLimited { until: Some(_), .. })
        );
        assert!(is_said, "{}: {error:?}", candidate.kind);
        stage.vendor.recover();
        assert_eq!(stage.tags().await.unwrap().len(), 1, "{}", candidate.kind);
    }
}

#[tokio::test]
async fn a_thousand_tags_with_details_take_a_tenth_of_the_generic_requests() {
    let everything = all();
    let plain = Stage::open(&everything[0]).await;
    plain.fill(1_000);
    plain.vendor.forget();
    // The generic way: each tag's manifest and config.
    for tag in plain.tags().await.unwrap() {
        let selector = Selector::Tag(tag);
        let manifest = plain.registry.manifest(&plain.repository, &selector);
        let manifest: serde_json::Value =
            serde_json::from_slice(&manifest.await.unwrap().bytes).unwrap();
        let config: Digest = manifest["config"]["digest"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        plain
            .registry
            .blob(&plain.repository, &config, 1 << 20)
            .await
            .unwrap();
    }
    let generic = plain.vendor.seen().len();
    println!("requests for 1,000 tags with details: generic {generic}");
    for candidate in everything.iter().filter(|it| it.kind != Kind::Generic) {
        let stage = Stage::open(candidate).await;
        stage.fill(1_000);
        stage.vendor.forget();
        let Some(images) = stage.images().await.unwrap() else {
            println!(
                "requests for 1,000 tags with details: {} has no better way",
                candidate.kind
            );
            assert_eq!(candidate.share, None, "{}", candidate.kind);
            continue;
        };
        let seen = stage.vendor.seen();
        println!(
            "requests for 1,000 tags with details: {} {}",
            candidate.kind,
            seen.len()
        );
        assert_eq!(images.len(), 1_000, "{}", candidate.kind);
        let is_told = |image: &ListedImage| image.pushed_at.is_some() && image.size.is_some();
        let untold = images.iter().filter(|image| !is_told(image)).count();
        println!("  without a date or size: {untold}");
        assert_eq!(
            seen.iter().filter(|asked| is_manifest_get(asked)).count(),
            0
        );
        if let Some(share) = candidate.share {
            let most = (generic as f64 * share) as usize;
            assert!(
                seen.len() <= most,
                "{}: {} of {generic}",
                candidate.kind,
                seen.len()
            );
        }
    }
}

#[tokio::test]
async fn who_only_looks_like_a_vendor_gets_nothing_of_the_vendor() {
    for host in [
        "docker.io.evil.example",
        "notghcr.io",
        "evil-docker.pkg.dev.example",
    ] {
        for kind in [
            Kind::DockerHub,
            Kind::Github,
            Kind::GoogleArtifactRegistry,
            Kind::Azure,
        ] {
            let stage = PretendedVendor::start(PlainRules, Shelf::default()).await;
            stage.shelf().fill("me/app", 1);
            let credential = Credential::Basic {
                user: USER.to_owned(),
                password: SECRET.to_owned().into(),
            };
            let registry = connect(kind, &stage.host(), host, credential);
            assert_eq!(registry.kind(), Kind::Generic, "{host} {kind}");
            let repository: RepositoryName = "me/app".parse().unwrap();
            let _ = registry.list_repositories(None).await;
            let _ = registry.list_images(&repository, None).await;
            for asked in stage.seen() {
                assert!(
                    asked.path.starts_with("/v2/"),
                    "{host} {kind}: {}",
                    asked.path
                );
                assert!(
                    !asked.path.contains("/auth/"),
                    "{host} {kind}: {}",
                    asked.path
                );
            }
        }
    }
}
