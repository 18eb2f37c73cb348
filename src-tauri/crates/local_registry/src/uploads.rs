//! Uploads under way: one file and one running hash each. They live as long as the process; what a killed
//! process leaves is cleared at the next start, and the client begins again (distribution spec 1.1: 404).

use std::{
    collections::HashMap,
    fs::File,
    io::{Seek as _, SeekFrom},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use portolan_oci::{Algorithm, Digest, Hasher, RepositoryName};
use uuid::Uuid;

use crate::{Error, LocalRegistry, pool};

/// An upload that nothing was heard of for this long is given up.
const GIVEN_UP_AFTER: Duration = Duration::from_hours(1);

/// All uploads under way.
#[derive(Debug, Default)]
pub(crate) struct Uploads {
    sessions: Mutex<HashMap<Uuid, Session>>,
}

#[derive(Debug)]
struct Session {
    repository: RepositoryName,
    path: PathBuf,
    touched: Instant,
    receiving: SharedReceiving,
}

/// What has arrived, shared with the one request that may add to it. `None` once it was finished.
pub(crate) type SharedReceiving = Arc<tokio::sync::Mutex<Option<Receiving>>>;

/// A file that content is arriving in.
#[derive(Debug)]
pub(crate) struct Receiving {
    path: PathBuf,
    file: File,
    hasher: Hasher,
    size: u64,
}

/// A point that [`Receiving::rewind`] goes back to.
#[derive(Debug)]
pub(crate) struct Mark {
    hasher: Hasher,
    size: u64,
}

impl Receiving {
    /// Bytes received so far.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark {
            hasher: self.hasher.clone(),
            size: self.size,
        }
    }

    /// Forgets what arrived after the mark.
    pub(crate) fn rewind(&mut self, mark: Mark) -> Result<(), Error> {
        self.file
            .set_len(mark.size)
            .map_err(|error| Error::file("shortening", &self.path, error))?;
        self.hasher = mark.hasher;
        self.size = mark.size;
        Ok(())
    }

    /// Takes in the next bytes, hashing as they pass.
    pub(crate) fn append(&mut self, files: &dyn crate::Files, bytes: &[u8]) -> Result<(), Error> {
        files
            .append(&self.path, &mut self.file, bytes)
            .map_err(|error| Error::file("writing", &self.path, error))?;
        self.hasher.update(bytes);
        self.size += bytes.len() as u64;
        Ok(())
    }

    fn digest(&mut self, algorithm: Algorithm) -> Result<Digest, Error> {
        if algorithm == Algorithm::Sha256 {
            return Ok(self.hasher.clone().finish());
        }
        // Which hash is wanted is only said at the end; the rare other one reads the file again.
        self.file
            .seek(SeekFrom::Start(0))
            .and_then(|_| pool::hash(&self.file, algorithm))
            .map_err(|error| Error::file("reading", &self.path, error))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl LocalRegistry {
    /// Starts an upload to a repository.
    pub(crate) fn start_upload(
        &self,
        repository: &RepositoryName,
    ) -> Result<(Uuid, SharedReceiving), Error> {
        self.give_up_idle_uploads();
        let receiving = self.start_receiving()?;
        let path = receiving.path.clone();
        let receiving = Arc::new(tokio::sync::Mutex::new(Some(receiving)));
        let session = Session {
            repository: repository.clone(),
            path,
            touched: Instant::now(),
            receiving: Arc::clone(&receiving),
        };
        let id = Uuid::new_v4();
        self.sessions().insert(id, session);
        Ok((id, receiving))
    }

    /// Starts a file for content to arrive in.
    pub(crate) fn start_receiving(&self) -> Result<Receiving, Error> {
        let (path, file) = self.pool.start()?;
        Ok(Receiving {
            path,
            file,
            hasher: Hasher::new(Algorithm::Sha256),
            size: 0,
        })
    }

    /// The upload with this id, if it belongs to the repository.
    pub(crate) fn find_upload(
        &self,
        repository: &RepositoryName,
        id: Uuid,
    ) -> Result<SharedReceiving, Error> {
        let mut sessions = self.sessions();
        let session = sessions
            .get_mut(&id)
            .filter(|session| session.repository == *repository)
            .ok_or(Error::UnknownUpload)?;
        session.touched = Instant::now();
        Ok(Arc::clone(&session.receiving))
    }

    /// Gives an upload up and removes what arrived.
    pub(crate) fn cancel_upload(&self, id: Uuid) {
        let session = self.sessions().remove(&id);
        if let Some(session) = session
            && session.path.exists()
        {
            self.pool.discard(&session.path);
        }
    }

    /// Ends an upload: checks the digest, makes the bytes durable, then the row. The size in bytes comes
    /// back once all of that has happened.
    pub(crate) fn finish_upload(
        &self,
        repository: &RepositoryName,
        id: Uuid,
        mut receiving: Receiving,
        expected: &Digest,
    ) -> Result<u64, Error> {
        let outcome = self.place_received(repository, &mut receiving, expected);
        self.sessions().remove(&id);
        if outcome.is_err() && receiving.path().exists() {
            self.pool.discard(receiving.path());
        }
        outcome
    }

    /// Checks the digest of what arrived, makes it durable under it, and then its row. Answers its size.
    pub(crate) fn place_received(
        &self,
        repository: &RepositoryName,
        receiving: &mut Receiving,
        expected: &Digest,
    ) -> Result<u64, Error> {
        let actual = receiving.digest(expected.algorithm())?;
        if actual != *expected {
            return Err(Error::DigestMismatch {
                expected: expected.clone(),
                actual,
            });
        }
        let guard = self.pool.enter();
        self.pool
            .place(&receiving.path, &receiving.file, expected)?;
        self.link_blob(repository, expected, receiving.size)?;
        drop(guard);
        Ok(receiving.size)
    }

    fn give_up_idle_uploads(&self) {
        let idle: Vec<Uuid> = self
            .sessions()
            .iter()
            .filter(|(_, session)| session.touched.elapsed() > GIVEN_UP_AFTER)
            .filter(|(_, session)| session.receiving.try_lock().is_ok())
            .map(|(id, _)| *id)
            .collect();
        for id in idle {
            self.cancel_upload(id);
        }
    }

    fn sessions(&self) -> std::sync::MutexGuard<'_, HashMap<Uuid, Session>> {
        self.uploads
            .sessions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
