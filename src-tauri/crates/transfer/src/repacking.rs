//! Layers on their way that are packed anew by zstd: unpacked, verified by what the image's config says of
//! them, and packed, a piece at a time.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use portolan_distribution::{BlobSource as _, Pieces, RawManifest};
use portolan_oci::Digest;
use tokio::sync::mpsc;

use crate::{
    Error, How, PlannedManifest, Repacked, Result, Step,
    blobs::{Load, Round},
    copy::Trip,
    files::{Hashing, PieceReader, Shared, reader_of, unpack},
    incoming::Incoming,
    rewriting::repoint,
};

/// The library's usual level. The same bytes become the same again, so a copy that is gone on with finds
/// what it sent before.
const LEVEL: i32 = 3;

/// Bytes of a piece, and pieces on the way between the two sides.
const PIECE: usize = 128 << 10;
const WAITING: usize = 4;

/// What layers and manifests became whose digests nobody knew before.
#[derive(Debug, Default)]
pub(crate) struct Known(Mutex<Maps>);

#[derive(Debug, Default)]
struct Maps {
    layers: BTreeMap<Digest, Repacked>,
    manifests: BTreeMap<Digest, RawManifest>,
}

impl Known {
    /// What an earlier try came to.
    pub(crate) fn of(layers: &BTreeMap<Digest, Repacked>) -> Self {
        Self(Mutex::new(Maps {
            layers: layers.clone(),
            manifests: BTreeMap::new(),
        }))
    }

    fn maps(&self) -> MutexGuard<'_, Maps> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a manifest of the plan became, if that is another.
    pub(crate) fn manifest(&self, planned: &Digest) -> Option<RawManifest> {
        self.maps().manifests.get(planned).cloned()
    }
}

impl Trip {
    /// Sees to it that the destination has a layer, packed anew.
    pub(crate) async fn bring_layer(&self, digest: &Digest, round: Round) -> Result<()> {
        let flight = self.repackings.of(digest, round);
        let brought = flight.get_or_init(|| self.repack_once(digest)).await;
        brought.clone()
    }

    async fn repack_once(&self, digest: &Digest) -> Result<()> {
        let Some(layer) = self.plan.repacks.get(digest) else {
            return Err(Error::Plan(format!("it does not say what {digest} is")));
        };
        // The semaphore is never closed; without a permit it would simply go unlimited.
        let _permit = self.places.acquire().await.ok();
        self.go_on()?;
        let known = self.known.maps().layers.get(digest).cloned();
        let how = match known {
            Some(known) if self.has_blob(&known.digest).await? => How::There,
            _ => {
                let load = Load::Repacked(&layer.diff_id);
                if let Some(into) = self.send(digest, layer.size, load).await? {
                    let mut maps = self.known.maps();
                    maps.layers.insert(digest.clone(), into.clone());
                    drop(maps);
                    let from = digest.clone();
                    self.tell(Step::LayerRepacked { from, into });
                }
                How::Sent
            }
        };
        self.tell(Step::BlobDone {
            digest: digest.clone(),
            how,
        });
        Ok(())
    }

    /// A manifest of the plan over what its layers and children became.
    pub(crate) fn settled(
        &self,
        digest: &Digest,
        planned: &PlannedManifest,
        raw: RawManifest,
    ) -> Result<RawManifest> {
        let mut maps = self.known.maps();
        let layer = |layer: &Digest| {
            let became = maps.layers.get(layer).cloned();
            became.filter(|_| planned.repacks.contains(layer))
        };
        let child = |child: &Digest| maps.manifests.get(child).cloned();
        let Some(known) = repoint(&raw, layer, child)? else {
            return Ok(raw);
        };
        maps.manifests.insert(digest.clone(), known.clone());
        drop(maps);
        self.tell(Step::ManifestKnown {
            planned: digest.clone(),
            digest: known.digest.clone(),
        });
        Ok(known)
    }
}

/// What `incoming` is packed anew. It ends with an error unless it unpacks to `diff_id`.
pub(crate) async fn repack(
    incoming: &Incoming,
    digest: &Digest,
    diff_id: &Digest,
) -> io::Result<Pieces> {
    let reader = reader_of(incoming.read(0).await?);
    let (give, take) = mpsc::channel(WAITING);
    let (incoming, digest, diff_id) = (incoming.clone(), digest.clone(), diff_id.clone());
    tokio::task::spawn_blocking(move || {
        let mut pipe = Pipe {
            give,
            piece: BytesMut::with_capacity(PIECE),
        };
        let packed = pack(reader, incoming.size(), &diff_id, &mut pipe);
        let end = match packed.and_then(|()| pipe.flush()) {
            Ok(()) => None,
            // Nobody takes it any more, and whoever left says why.
            Err(problem) if problem.kind() == io::ErrorKind::BrokenPipe => return,
            Err(problem) => {
                incoming.blame(Error::NotRepacked {
                    digest,
                    reason: problem.to_string(),
                });
                Some(Err(problem))
            }
        };
        let _ = pipe.give.blocking_send(end);
    });
    let pieces = stream::unfold(Some(take), |take| async move {
        let mut take = take?;
        match take.recv().await {
            Some(Some(Ok(piece))) => Some((Ok(piece), Some(take))),
            Some(Some(Err(problem))) => Some((Err(problem), None)),
            Some(None) => None,
            // It went without a word: what came is not all of it.
            None => Some((Err(io::ErrorKind::UnexpectedEof.into()), None)),
        }
    });
    Ok(pieces.boxed())
}

fn pack(reader: PieceReader, size: u64, diff_id: &Digest, out: &mut impl Write) -> io::Result<()> {
    let packed = Arc::new(Mutex::new(reader));
    let unpacked = unpack(Shared(Arc::clone(&packed)), size)?;
    let mut unpacked = Hashing::new(unpacked, diff_id.algorithm());
    let mut encoder = zstd::Encoder::new(out, LEVEL)?;
    io::copy(&mut unpacked, &mut encoder)?;
    // Only when the source came to its end is it known to be what it should be.
    let mut rest = packed.lock().unwrap_or_else(PoisonError::into_inner);
    io::copy(&mut *rest, &mut io::sink())?;
    let got = unpacked.digest();
    if got != *diff_id {
        let said = format!("it unpacks to {got} where its image's config says {diff_id}");
        return Err(io::Error::new(io::ErrorKind::InvalidData, said));
    }
    encoder.finish()?;
    Ok(())
}

/// Hands over what is written in pieces.
struct Pipe {
    give: mpsc::Sender<Option<io::Result<Bytes>>>,
    piece: BytesMut,
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = self.piece.split().freeze();
        let given = self.give.blocking_send(Some(Ok(piece)));
        given.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(content: &[u8], diff_id: &Digest) -> io::Result<Vec<u8>> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let content = Bytes::copy_from_slice(content);
        let size = content.len() as u64;
        runtime.block_on(async {
            let pieces = stream::iter([Ok(content)]).boxed();
            let reader = reader_of(pieces);
            let diff_id = diff_id.clone();
            let work = move || {
                let mut out = Vec::new();
                pack(reader, size, &diff_id, &mut out).map(|()| out)
            };
            tokio::task::spawn_blocking(work).await.unwrap()
        })
    }

    #[test]
    fn a_layer_keeps_its_content_and_is_packed_the_same_way_each_time() {
        let content = b"hello ".repeat(50_000);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&content).unwrap();
        let gzip = gzip.finish().unwrap();
        let diff_id = Digest::of(&content);
        let zstd = packed(&gzip, &diff_id).unwrap();
        assert_eq!(zstd::decode_all(&*zstd).unwrap(), content);
        assert_eq!(packed(&gzip, &diff_id).unwrap(), zstd);
        assert_eq!(packed(&content, &diff_id).unwrap(), zstd);
    }

    #[test]
    fn a_layer_that_is_not_what_its_config_says_is_not_passed_on() {
        let refused = packed(b"hello", &Digest::of(b"other")).unwrap_err();
        assert!(refused.to_string().contains("config says"), "{refused}");
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&b"hello ".repeat(1_000)).unwrap();
        let mut gzip = gzip.finish().unwrap();
        gzip.truncate(gzip.len() / 2);
        assert!(packed(&gzip, &Digest::of(b"hello")).is_err());
    }
}
