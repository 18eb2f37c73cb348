//! An image in another form: Docker's schema 2 as OCI and back, and layers that are to be packed by zstd.
//! Manifests are written anew, so that their digests change; configs stay as they are, and layers too
//! unless they are packed anew (`repacking.rs`).

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{FutureExt as _, TryStreamExt as _, future::BoxFuture};
use portolan_distribution::RawManifest;
use portolan_oci::{Descriptor, Digest, Document, Index, Manifest, MediaType};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Error, Note, Repack, Result,
    planning::{Survey, of_source, read},
    rewriting::{
        forget_packing, is_packable, made, no_such_form, parse, point, rename, strip, strip_whole,
        text, unreadable,
    },
    walking::{DEPTH, is_blob},
};

/// What is written anew on the way; by itself, nothing is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Conversion {
    /// The form that manifests get; none leaves each in its own, but for zstd, which only OCI has.
    pub form: Option<ManifestForm>,
    /// Layers are packed by zstd. Those that are, and those that live elsewhere, stay as they are.
    pub zstd: bool,
}

/// How manifests are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub enum ManifestForm {
    /// As the image specification of the OCI says.
    Oci,
    /// As Docker's image manifest version 2, schema 2.
    Docker,
}

/// Bytes of a config that is read to know what layers unpack to.
const LARGEST_CONFIG: u64 = 8 << 20;

impl Conversion {
    /// Whether everything goes as it is.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// Refuses what contradicts itself.
    pub(crate) fn check(self) -> Result<()> {
        if self.zstd && self.form == Some(ManifestForm::Docker) {
            return Err(Error::NoZstdInDocker);
        }
        Ok(())
    }
}

/// What an image became.
#[derive(Debug)]
pub(crate) struct Converted {
    /// Its digest; where layers are packed anew one that stands for it until they are.
    pub(crate) digest: Digest,
    /// Manifests below it that became others.
    pub(crate) replaced: BTreeSet<Digest>,
    /// Attestations about those, which say the old digests and stay behind.
    pub(crate) attestations: u64,
    form: Option<ManifestForm>,
    layers: BTreeSet<Digest>,
    annotations: u64,
}

impl Converted {
    /// What a person ought to know of it.
    pub(crate) fn notes(&self) -> Vec<Note> {
        let converted = self.form.map(|form| Note::Converted { form });
        let layers = self.layers.len() as u64;
        let repacked = (layers > 0).then_some(Note::Repacked { layers });
        let count = self.annotations;
        let lost = (count > 0).then_some(Note::AnnotationsLost { count });
        converted.into_iter().chain(repacked).chain(lost).collect()
    }
}

impl Survey<'_> {
    /// An image in the chosen form, of which all manifests are then known.
    pub(crate) async fn convert(&self, digest: &Digest) -> Result<Converted> {
        let mut tally = Converted {
            digest: digest.clone(),
            replaced: BTreeSet::new(),
            attestations: 0,
            form: None,
            layers: BTreeSet::new(),
            annotations: 0,
        };
        tally.digest = self.convert_within(digest, DEPTH, &mut tally).await?;
        Ok(tally)
    }

    fn convert_within<'s>(
        &'s self,
        digest: &'s Digest,
        depth: usize,
        tally: &'s mut Converted,
    ) -> BoxFuture<'s, Result<Digest>> {
        async move {
            if depth == 0 {
                return Err(Error::TooMuch {
                    digest: digest.clone(),
                });
            }
            let raw = self.fetch(digest).await?;
            let document = read(&raw)?;
            let written = match &document {
                Document::Image(manifest) => self.convert_image(&raw, manifest, tally).await?,
                Document::Index(index) => self.convert_index(&raw, index, depth, tally).await?,
                Document::Schema1(_) => {
                    return Err(Error::Schema1 {
                        digest: digest.clone(),
                    });
                }
            };
            let Some((form, mut value)) = written else {
                return Ok(digest.clone());
            };
            let had = document.media_type();
            let media_type = form.of(had.as_str()).unwrap_or(had.as_str());
            let is_other_type = media_type != had.as_str();
            if !is_other_type && parse(&raw)? == value {
                return Ok(digest.clone());
            }
            if is_other_type {
                tally.form = Some(form);
            }
            value["mediaType"] = media_type.into();
            let made = made(&value, media_type);
            let converted = made.digest.clone();
            self.note_made(made);
            tally.replaced.insert(digest.clone());
            Ok(converted)
        }
        .boxed()
    }

    /// A manifest in the form that it gets; `None` where it stays as it is.
    async fn convert_image(
        &self,
        raw: &RawManifest,
        manifest: &Manifest,
        tally: &mut Converted,
    ) -> Result<Option<(ManifestForm, Value)>> {
        let wanted = self.choice.conversion;
        let config = manifest.config.as_ref().map(|config| &config.media_type);
        let is_image = config
            .is_some_and(|kind| [MediaType::OCI_CONFIG, MediaType::DOCKER_CONFIG].contains(kind));
        // What describes another image, or is none at all, has one form.
        if manifest.subject.is_some() || !is_image {
            if wanted.form == Some(ManifestForm::Docker) && manifest.media_type.is_oci() {
                return Err(no_such_form(raw, "a manifest that is no image"));
            }
            return Ok(None);
        }
        let repacks = if wanted.zstd {
            self.plan_repacks(raw, manifest).await?
        } else {
            BTreeSet::new()
        };
        let by_zstd = (!repacks.is_empty()).then_some(ManifestForm::Oci);
        let Some(form) = wanted.form.or(by_zstd) else {
            return Ok(None);
        };
        let mut value = parse(raw)?;
        for (name, member) in value.as_object_mut().into_iter().flatten() {
            let descriptors: Vec<&mut Value> = match (name.as_str(), member) {
                ("config", config) => vec![config],
                ("layers", Value::Array(layers)) => layers.iter_mut().collect(),
                _ => continue,
            };
            for descriptor in descriptors {
                let is_repacked = is_packable(text(descriptor, "mediaType"))
                    && repacks
                        .iter()
                        .any(|it| it.as_str() == text(descriptor, "digest"));
                rename(descriptor, form, raw)?;
                if is_repacked {
                    descriptor["mediaType"] = MediaType::OCI_LAYER_ZSTD.as_str().into();
                    forget_packing(descriptor);
                }
                if form == ManifestForm::Docker {
                    tally.annotations += strip(descriptor);
                }
            }
        }
        if form == ManifestForm::Docker {
            tally.annotations += strip_whole(&mut value);
        }
        tally.layers.extend(repacks);
        Ok(Some((form, value)))
    }

    /// An index in the form that it gets, over what its children became.
    async fn convert_index(
        &self,
        raw: &RawManifest,
        index: &Index,
        depth: usize,
        tally: &mut Converted,
    ) -> Result<Option<(ManifestForm, Value)>> {
        let wanted = self.choice.conversion.form;
        let is_docker = wanted == Some(ManifestForm::Docker);
        if is_docker && index.subject.is_some() {
            return Err(no_such_form(raw, "an index that describes another image"));
        }
        let mut became: BTreeMap<&Digest, Digest> = BTreeMap::new();
        for child in index.images() {
            if is_blob(child) {
                if is_docker {
                    return Err(no_such_form(raw, child.media_type.as_str()));
                }
                continue;
            }
            match self.convert_within(&child.digest, depth - 1, tally).await {
                Ok(converted) if converted != child.digest => {
                    became.insert(&child.digest, converted);
                }
                // A child that the source lacks stays named.
                Ok(_) | Err(Error::Missing { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let by_children = (!became.is_empty()).then_some(ManifestForm::Oci);
        let Some(form) = wanted.or(by_children) else {
            return Ok(None);
        };
        let mut value = parse(raw)?;
        let entries = value.get_mut("manifests").and_then(Value::as_array_mut);
        let entries = entries.ok_or_else(|| unreadable(raw))?;
        let mut children = index.manifests.iter();
        let mut stay = 0;
        entries.retain(|_| {
            // What an attestation says, it says of the old digest.
            let is_stale = children.next().is_some_and(|child| {
                let about = child.attests();
                let is_about = about.is_some_and(|about| became.contains_key(&about));
                child.is_attestation() && (is_docker || is_about)
            });
            stay += u64::from(is_stale);
            !is_stale
        });
        for entry in entries {
            let child = text(entry, "digest").parse::<Digest>();
            let converted = child.ok().and_then(|child| became.get(&child));
            if let Some(converted) = converted {
                point(entry, &self.fetch(converted).await?);
            }
            if is_docker {
                tally.annotations += strip(entry);
            }
        }
        if is_docker {
            tally.annotations += strip_whole(&mut value);
        }
        tally.attestations += stay;
        Ok(Some((form, value)))
    }

    /// Notes the layers of an image that are packed anew, with what its config says they unpack to.
    async fn plan_repacks(
        &self,
        raw: &RawManifest,
        manifest: &Manifest,
    ) -> Result<BTreeSet<Digest>> {
        let is_packed = |layer: &&Descriptor| is_packable(layer.media_type.as_str());
        let layers: Vec<&Descriptor> = manifest.layers.iter().filter(is_packed).collect();
        let Some(config) = manifest.config.as_ref().filter(|_| !layers.is_empty()) else {
            return Ok(BTreeSet::new());
        };
        let config = self.read_config(config).await?;
        let refused = |reason: &str| Error::NotRepacked {
            digest: raw.digest.clone(),
            reason: reason.to_owned(),
        };
        let diff_ids = config.pointer("/rootfs/diff_ids").cloned();
        let diff_ids = diff_ids.and_then(|ids| serde_json::from_value::<Vec<Digest>>(ids).ok());
        let diff_ids = diff_ids.ok_or_else(|| refused("its config names no layers"))?;
        if diff_ids.len() != manifest.layers.len() {
            return Err(refused("its config names other layers than its manifest"));
        }
        let mut found = self.found();
        let mut repacks = BTreeSet::new();
        for (layer, diff_id) in manifest.layers.iter().zip(diff_ids) {
            if is_packed(&layer) {
                repacks.insert(layer.digest.clone());
                let size = layer.size;
                let planned = Repack { size, diff_id };
                found.repacks.entry(layer.digest.clone()).or_insert(planned);
            }
        }
        Ok(repacks)
    }

    async fn read_config(&self, config: &Descriptor) -> Result<Value> {
        if config.size > LARGEST_CONFIG {
            return Err(Error::TooMuch {
                digest: config.digest.clone(),
            });
        }
        let opened = self.source.stream_blob(&config.digest, 0).await;
        let mut pieces = opened.map_err(of_source)?.pieces;
        let mut bytes = Vec::new();
        while let Some(piece) = pieces
            .try_next()
            .await
            .map_err(|cause| of_source(cause.into()))?
        {
            bytes.extend_from_slice(&piece);
            if bytes.len() as u64 > config.size {
                break;
            }
        }
        if !config.digest.matches(&bytes) {
            return Err(Error::Corrupt {
                asked: config.digest.clone(),
                got: Digest::of_with(config.digest.algorithm(), &bytes),
            });
        }
        serde_json::from_slice(&bytes).map_err(|problem| Error::NotRepacked {
            digest: config.digest.clone(),
            reason: format!("its config can't be read: {problem}"),
        })
    }

    /// Whether a layer of a manifest that was made here is to be packed anew.
    pub(crate) fn is_repacked(&self, layer: &Descriptor) -> bool {
        layer.media_type == MediaType::OCI_LAYER_ZSTD
            && self.found().repacks.contains_key(&layer.digest)
    }
}
