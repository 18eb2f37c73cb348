//! Files that images were saved to: known again by what they were, so that taking one back removes
//! nothing that somebody changed.

use std::{io, path::Path, time::SystemTime};

use jiff::{SignedDuration, Timestamp};
use portolan_contract::{ActivityDeed, Code, Failure, Hint, ImageFileForm, Retry};
use portolan_storage::ActivityId;
use serde::{Deserialize, Serialize};

use crate::{
    App,
    app::off_the_loop,
    changes::{changed, now},
    failures::OrFail,
};

/// A file as it was when it was written.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
struct SavedFile {
    path: String,
    bytes: u64,
    /// Nanoseconds since 1970.
    modified: u128,
}

impl SavedFile {
    fn look(path: &str) -> io::Result<Self> {
        let found = std::fs::symlink_metadata(Path::new(path))?;
        let since = found.modified()?.duration_since(SystemTime::UNIX_EPOCH);
        Ok(Self {
            path: path.to_owned(),
            bytes: found.len(),
            modified: since.map_or(0, |since| since.as_nanos()),
        })
    }
}

impl App {
    /// Notes what a file is that was just written, for taking it back. A folder may have held other
    /// images before, and is not taken back.
    pub(super) async fn note_saved_file(
        &self,
        activity: ActivityId,
        path: &str,
        form: ImageFileForm,
    ) -> Result<(), Failure> {
        if form == ImageFileForm::Folder {
            return Ok(());
        }
        let at = path.to_owned();
        let Ok(file) = off_the_loop(move || SavedFile::look(&at)).await? else {
            return Ok(());
        };
        let days = i64::from(self.settings.current().undo_days);
        let until = now()
            .saturating_add(SignedDuration::from_hours(24 * days))
            .unwrap_or(Timestamp::MAX);
        let step = serde_json::to_value(file);
        let step = step.map_err(|problem| Failure::unexpected(problem.to_string()))?;
        let kept = self
            .store
            .keep_for_undo(activity, vec![step], Vec::new(), until);
        kept.await.or_fail()
    }

    /// Removes the file that an activity wrote, unless it is otherwise by now.
    pub(crate) async fn remove_saved_file(
        &self,
        activity: ActivityId,
        deed: &ActivityDeed,
    ) -> Result<(), Failure> {
        let snapshot = self.store.undo_snapshot(activity).await.or_fail()?;
        let step = snapshot
            .filter(|snapshot| snapshot.expires_at > now())
            .and_then(|snapshot| snapshot.steps.into_iter().next())
            .and_then(|step| serde_json::from_value::<SavedFile>(step).ok());
        let (ActivityDeed::SaveToFile { path, .. }, Some(kept)) = (deed, step) else {
            let detail = "what was written is not known any more";
            return Err(Failure::new(
                Code::Conflict,
                Hint::UndoExpired,
                Retry::No,
                detail,
            ));
        };
        let path = path.clone();
        let removed = off_the_loop(move || match SavedFile::look(&path) {
            Ok(found) if found == kept => std::fs::remove_file(&path).map(|()| true),
            Ok(_) => Ok(false),
            // Somebody removed it already, which is what is wanted.
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => Ok(true),
            Err(problem) => Err(problem),
        });
        match removed.await? {
            Ok(true) => Ok(()),
            Ok(false) => {
                let ActivityDeed::SaveToFile { path, .. } = deed else {
                    return Ok(());
                };
                Err(changed(vec![path.clone()]))
            }
            Err(problem) => Err(Failure::unexpected(problem.to_string())),
        }
    }
}
