//! What changed between two images by their packages, where lists of those are attached to them: as
//! referrers, under cosign's tags, or beside them in their index.

use std::{borrow::Cow, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use portolan_contract::{
    AttachedPackages, ChangedPackage, Code, ComparePackages, Failure, Image, ImageKind,
    ImagePackage, OpenImage, PackageComparison, PackageFormat, PlatformImage, Referrer,
    RepositoryAt, Retry,
};
use portolan_oci::{Descriptor, Digest, Document};
use portolan_policy::packages::{self, Format, Package, PackageList};
use serde_json::Value;

use crate::{
    App,
    failures::OrFail,
    images::{Miss, Source},
};

/// Bytes of a list that are read.
const LIST_LIMIT: u64 = 64 << 20;
/// Attached things that are looked into for a list.
const LOOKED_INTO: usize = 8;

/// The list of an image.
struct Attached {
    shown: AttachedPackages,
    list: PackageList,
}

impl App {
    /// What changed between two images by their packages.
    pub async fn compare_packages(
        self: &Arc<Self>,
        request: ComparePackages,
    ) -> Result<PackageComparison, Failure> {
        let at = RepositoryAt {
            connection: request.connection,
            repository: request.repository,
        };
        let collection = self.collection(&at).await?;
        let source = self.source(&collection).await?;
        let before = self.open_by_digest(&at, &request.before).await?;
        let now = self.open_by_digest(&at, &request.now).await?;
        let platform = request
            .platform
            .or_else(|| common_platform(&before.platforms, &now.platforms));
        let platform = platform.as_deref();
        let (before, trouble) = self.find_packages(&at, &source, &before, platform).await?;
        let (now, other) = self.find_packages(&at, &source, &now, platform).await?;
        let difference = match (&before, &now) {
            (Some(before), Some(now)) => packages::compare(&before.list, &now.list),
            _ => packages::PackageDifference::default(),
        };
        Ok(PackageComparison {
            before: before.map(|attached| attached.shown),
            now: now.map(|attached| attached.shown),
            added: difference.added.into_iter().map(show_package).collect(),
            removed: difference.removed.into_iter().map(show_package).collect(),
            changed: difference
                .changed
                .into_iter()
                .map(|changed| ChangedPackage {
                    name: changed.name,
                    ecosystem: changed.ecosystem,
                    before: changed.before,
                    now: changed.now,
                })
                .collect(),
            same: difference.same as u64,
            problem: trouble.or(other),
        })
    }

    async fn open_by_digest(
        self: &Arc<Self>,
        at: &RepositoryAt,
        digest: &str,
    ) -> Result<Image, Failure> {
        self.open_image(OpenImage {
            connection: at.connection.clone(),
            repository: at.repository.clone(),
            selector: digest.to_owned(),
        })
        .await
    }

    /// The first list attached to an image that can be read, or why none can be.
    async fn find_packages(
        self: &Arc<Self>,
        at: &RepositoryAt,
        source: &Source,
        image: &Image,
        platform: Option<&str>,
    ) -> Result<(Option<Attached>, Option<Failure>), Failure> {
        let child = image
            .platforms
            .iter()
            .find(|child| child.platform.as_deref() == platform && platform.is_some());
        let mut attached: Vec<&Referrer> = Vec::new();
        let inside;
        if let Some(child) = child {
            inside = self.open_by_digest(at, &child.digest).await?;
            attached.extend(&child.attestations);
            attached.extend(&inside.referrers);
        }
        // What describes an index as a whole may list packages of any of its images.
        attached.extend(&image.referrers);
        attached.retain(|one| {
            matches!(
                one.kind,
                ImageKind::Sbom | ImageKind::Attestation | ImageKind::Artifact
            )
        });
        attached.sort_by_key(|one| match one.kind {
            ImageKind::Sbom => 0,
            ImageKind::Attestation => 1,
            _ => 2,
        });
        let mut problem = None;
        for one in attached.into_iter().take(LOOKED_INTO) {
            match read_attached(source, one).await {
                Ok(Some(list)) => {
                    let shown = AttachedPackages {
                        digest: one.digest.clone(),
                        format: match list.format {
                            Format::Spdx => PackageFormat::Spdx,
                            Format::CycloneDx => PackageFormat::CycloneDx,
                        },
                        packages: list.packages.len() as u64,
                        platform: child.and_then(|child| child.platform.clone()),
                    };
                    return Ok((Some(Attached { shown, list }), None));
                }
                Ok(None) => {}
                Err(failure) => problem = problem.or(Some(failure)),
            }
        }
        Ok((None, problem))
    }
}

/// The list that something attached has; `None` where it has none.
async fn read_attached(source: &Source, one: &Referrer) -> Result<Option<PackageList>, Failure> {
    let digest: Digest = one
        .digest
        .parse()
        .map_err(|_| Failure::unexpected(format!("{:?} is no digest", one.digest)))?;
    let got = source.manifest(&digest).await.map_err(Miss::into_failure)?;
    let document = Document::parse(&got.content.bytes, Some(&got.content.media_type));
    let Ok(Document::Image(manifest)) = document else {
        return Ok(None);
    };
    let mut problem = None;
    for layer in manifest.layers.iter().filter(|layer| may_be_list(layer)) {
        let blob = source
            .registry
            .blob(&source.repository, &layer.digest, LIST_LIMIT);
        let bytes = blob.await.or_fail()?;
        let read = tokio::task::spawn_blocking(move || {
            let text = unwrap_envelope(&bytes);
            packages::read(&text)
        });
        match read.await {
            Ok(Ok(list)) => return Ok(Some(list)),
            Ok(Err(error)) => problem = Some(unreadable(&error)),
            Err(error) => problem = Some(Failure::unexpected(error.to_string())),
        }
    }
    problem.map_or(Ok(None), Err)
}

fn unreadable(error: &packages::PackagesError) -> Failure {
    Failure {
        code: Code::Unsupported,
        hint: None,
        retry: Retry::No,
        detail: error.to_string(),
    }
}

/// Whether a layer is a list of packages by its type, or a statement that is about one.
fn may_be_list(layer: &Descriptor) -> bool {
    let names_list = |text: &str| {
        let text = text.to_ascii_lowercase();
        text.contains("spdx") || text.contains("cyclonedx")
    };
    let media_type = layer.media_type.to_string();
    if names_list(&media_type) {
        return true;
    }
    let is_statement = media_type.contains("in-toto") || media_type.contains("dsse");
    let predicate = ["in-toto.io/predicate-type", "predicateType"]
        .iter()
        .find_map(|name| layer.annotations.get(*name));
    // A statement that does not say what it is about is looked into.
    is_statement && predicate.is_none_or(|predicate| names_list(predicate))
}

/// The statement inside a signed envelope (DSSE); anything else as it is.
fn unwrap_envelope(bytes: &[u8]) -> Cow<'_, [u8]> {
    let envelope: Option<Value> = serde_json::from_slice(bytes)
        .ok()
        .filter(|value: &Value| value["payloadType"].is_string());
    let payload = envelope.and_then(|envelope| {
        let payload = envelope["payload"].as_str()?;
        STANDARD.decode(payload).ok()
    });
    payload.map_or(Cow::Borrowed(bytes), Cow::Owned)
}

/// The platform that is compared of two indexes: this machine's kind where both have it.
fn common_platform(before: &[PlatformImage], now: &[PlatformImage]) -> Option<String> {
    let of = |children: &[PlatformImage]| -> Vec<String> {
        let named = children.iter().filter_map(|child| child.platform.clone());
        named.collect()
    };
    let (before, now) = (of(before), of(now));
    let common = |wanted: &String| before.contains(wanted);
    let usual = "linux/amd64".to_owned();
    if now.contains(&usual) && common(&usual) {
        return Some(usual);
    }
    let first = now.iter().find(|platform| common(platform)).cloned();
    // One of them may be a plain image.
    first
        .or_else(|| now.into_iter().next())
        .or_else(|| before.into_iter().next())
}

/// A package as the window shows it.
pub(crate) fn show_package(package: Package) -> ImagePackage {
    ImagePackage {
        name: package.name,
        ecosystem: package.ecosystem,
        version: package.version,
    }
}

#[cfg(test)]
mod tests {
    use portolan_oci::MediaType;

    use super::*;

    #[test]
    fn a_layer_is_looked_into_for_its_type_or_for_what_its_statement_is_about() {
        let layer = |media_type: &str, predicate: Option<&str>| {
            let media_type = MediaType::parse(media_type);
            let mut layer = Descriptor::new(media_type, Digest::of(b"a"), 1);
            let name = "in-toto.io/predicate-type".to_owned();
            layer
                .annotations
                .extend(predicate.map(|predicate| (name, predicate.to_owned())));
            may_be_list(&layer)
        };
        assert!(layer("text/spdx+json", None));
        assert!(layer("application/vnd.cyclonedx+json", None));
        let statement = "application/vnd.in-toto+json";
        assert!(layer(statement, Some("https://spdx.dev/Document")));
        assert!(layer(statement, Some("https://cyclonedx.org/bom")));
        assert!(layer(statement, None));
        assert!(!layer(statement, Some("https://slsa.dev/provenance/v0.2")));
        assert!(layer("application/vnd.dsse.envelope.v1+json", None));
        assert!(!layer("application/vnd.oci.image.layer.v1.tar+gzip", None));
    }

    #[test]
    fn an_envelope_is_opened_and_anything_else_left_as_it_is() {
        let payload = STANDARD.encode(r#"{"predicate":{}}"#);
        let envelope =
            format!(r#"{{"payloadType":"application/vnd.in-toto+json","payload":"{payload}"}}"#);
        assert_eq!(
            &*unwrap_envelope(envelope.as_bytes()),
            br#"{"predicate":{}}"#
        );
        assert_eq!(&*unwrap_envelope(b"{}"), b"{}");
        assert_eq!(&*unwrap_envelope(b"no json"), b"no json");
    }
}
