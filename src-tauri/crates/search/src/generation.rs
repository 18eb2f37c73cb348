//! The folder of the index: generations, each a whole index of its own, and the note that says which one
//! counts. A rebuild fills the next generation while the present one goes on; changing the note is what
//! makes it count, and that happens whole or not at all.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use tantivy::{
    Index as Engine, IndexReader, IndexSettings, ReloadPolicy,
    directory::MmapDirectory,
    index::{IndexSortByField, Order},
    store::Compressor,
};

use crate::{
    dense,
    error::Error,
    ranking::View,
    schema::{self, Fields, POPULARITY},
    segment::Segment,
    tokenizer::tokenizers,
};

const NOTE: &str = "current.json";
/// Blocks of stored documents that are kept unpacked.
const KEPT_BLOCKS: usize = 64;

/// What the note says.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Note {
    pub(crate) schema: u32,
    pub(crate) generation: u64,
    /// Whether everything that was stored is in it: a first rebuild that was cut short leaves false.
    pub(crate) is_complete: bool,
}

impl Note {
    /// What the folder says, if it says anything that can be read.
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>, String> {
        match fs::read(folder.join(NOTE)) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|error| format!("its note can't be read: {error}")),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("its note can't be read: {error}")),
        }
    }

    /// Replaces the note, so that after any crash there is the old one or this one.
    pub(crate) fn write(self, folder: &Path) -> Result<(), Error> {
        let (path, unfinished) = (folder.join(NOTE), folder.join("current.new"));
        let fail = |error| Error::file("writing", &unfinished, error);
        let mut file = File::create(&unfinished).map_err(fail)?;
        file.write_all(&serde_json::to_vec(&self)?).map_err(fail)?;
        file.sync_all().map_err(fail)?;
        fs::rename(&unfinished, &path)
            .map_err(|error| Error::file("renaming", &unfinished, error))?;
        // The name has to be on disk too. Not every system can open a folder to say so.
        if let Ok(folder) = File::open(folder)
            && let Err(error) = folder.sync_all()
        {
            tracing::debug!(%error, "the folder of the index could not be flushed");
        }
        Ok(())
    }
}

/// One whole index.
#[derive(Clone)]
pub(crate) struct Generation {
    pub(crate) engine: Engine,
    pub(crate) fields: Fields,
    reader: IndexReader,
    folder: PathBuf,
}

impl Generation {
    /// Makes an empty one.
    pub(crate) fn create(folder: &Path, number: u64) -> Result<Self, Error> {
        let path = folder_of(folder, number);
        // What a rebuild that was cut short has left.
        if path.exists() {
            fs::remove_dir_all(&path).map_err(|error| Error::file("emptying", &path, error))?;
        }
        fs::create_dir_all(&path).map_err(|error| Error::file("creating", &path, error))?;
        let (schema, fields) = schema::build();
        let settings = IndexSettings {
            sort_by_field: Some(IndexSortByField {
                field: POPULARITY.to_owned(),
                order: Order::Desc,
            }),
            docstore_compression: Compressor::Lz4,
            ..IndexSettings::default()
        };
        let directory = MmapDirectory::open(&path).map_err(tantivy::TantivyError::from)?;
        let engine = Engine::builder()
            .schema(schema)
            .settings(settings)
            .tokenizers(tokenizers())
            .open_or_create(directory)?;
        Self::new(folder, number, engine, fields)
    }

    /// Opens one that is there.
    pub(crate) fn open(folder: &Path, number: u64) -> Result<Self, Error> {
        let directory = MmapDirectory::open(folder_of(folder, number))
            .map_err(|error| Error::Damaged(error.to_string()))?;
        let mut engine = Engine::open(directory)?;
        let (schema, fields) = schema::build();
        if engine.schema() != schema {
            return Err(Error::Damaged("its fields are not ours".to_owned()));
        }
        engine.set_tokenizers(tokenizers());
        Self::new(folder, number, engine, fields)
    }

    fn new(folder: &Path, number: u64, engine: Engine, fields: Fields) -> Result<Self, Error> {
        let reader = engine
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(KEPT_BLOCKS)
            .try_into()?;
        Ok(Self {
            engine,
            fields,
            reader,
            folder: folder_of(folder, number),
        })
    }

    /// What is committed by now, for searching. What did not change since an earlier view is shared.
    pub(crate) fn view(&self, earlier: Option<&View>) -> Result<View, Error> {
        self.reader.reload()?;
        let searcher = self.reader.searcher();
        let dense = self.dense_folder();
        let segments = searcher.segment_readers().iter();
        Ok(View {
            segments: segments
                .map(|reader| Segment::open(reader, &dense, earlier))
                .collect::<Result<_, _>>()?,
            searcher,
            fields: self.fields,
        })
    }

    /// Makes the ready-made sets that large segments lack, and removes those of segments that are gone.
    pub(crate) fn complete_dense(&self) -> Result<(), Error> {
        let (view, folder) = (self.view(None)?, self.dense_folder());
        for segment in view.segments.iter().filter(|it| it.lacks_dense()) {
            segment.write_dense(&folder, &self.fields)?;
        }
        let ids = view
            .segments
            .iter()
            .map(|it| it.reader.segment_id().uuid_string());
        let kept: HashSet<String> = ids.collect();
        dense::remove_others(&folder, &kept);
        Ok(())
    }

    fn dense_folder(&self) -> PathBuf {
        self.folder.join("dense")
    }
}

/// Removes every generation but this one.
pub(crate) fn remove_others(folder: &Path, kept: u64) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let number = name
            .to_str()
            .and_then(|it| it.strip_prefix("generation-")?.parse::<u64>().ok());
        if number.is_some_and(|number| number != kept)
            && let Err(error) = fs::remove_dir_all(entry.path())
        {
            // A reader may still have it open; the next start tries again.
            tracing::debug!(%error, ?name, "an old generation could not be removed");
        }
    }
}

fn folder_of(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("generation-{number}"))
}
