//! Where everything Portolan keeps lives: one folder, and the names inside it.

use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use crate::Error;

/// The home folder and what is in it. Making a value touches no disk; [`Paths::create`] does.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Paths {
    home: PathBuf,
}

impl Paths {
    /// The home of this person: `PORTOLAN_HOME` when it is set and not empty, else `portolan` in the
    /// platform's data folder.
    pub fn find() -> Result<Self, Error> {
        Self::choose(
            std::env::var_os("PORTOLAN_HOME").as_deref(),
            dirs::data_local_dir(),
        )
    }

    fn choose(wanted: Option<&OsStr>, platform: Option<PathBuf>) -> Result<Self, Error> {
        match (wanted, platform) {
            (Some(wanted), _) if !wanted.is_empty() => Ok(Self::at(wanted)),
            (_, Some(platform)) => Ok(Self::at(platform.join("portolan"))),
            _ => Err(Error::NoHome),
        }
    }

    /// A home at a given folder, which is made absolute.
    pub fn at(home: impl Into<PathBuf>) -> Self {
        let home = home.into();
        Self {
            home: std::path::absolute(&home).unwrap_or(home),
        }
    }

    /// The folder that holds all the others.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The SQLite database.
    pub fn database(&self) -> PathBuf {
        self.home.join("portolan.db")
    }

    /// The SQLite database of public listings: a cache, much larger than the other.
    pub fn gallery(&self) -> PathBuf {
        self.home.join("gallery.db")
    }

    /// The settings, a readable JSON file.
    pub fn settings(&self) -> PathBuf {
        self.home.join("settings.json")
    }

    /// The person's own list of Amazon's prices; nothing makes it but they.
    pub fn amazon_prices(&self) -> PathBuf {
        self.home.join("amazon-prices.json")
    }

    /// The folder of log files.
    pub fn logs(&self) -> PathBuf {
        self.home.join("logs")
    }

    /// The root of the local registry.
    pub fn registry(&self) -> PathBuf {
        self.home.join("registry")
    }

    /// The folder of the search index, which can always be rebuilt.
    pub fn index(&self) -> PathBuf {
        self.home.join("index")
    }

    /// Layers a person ticked to keep for undo, by digest.
    pub fn kept_layers(&self) -> PathBuf {
        self.home.join("kept-layers")
    }

    /// Held while the home is in use.
    pub(crate) fn lock(&self) -> PathBuf {
        self.home.join("portolan.lock")
    }

    /// Makes the home (and nothing inside it), readable by its owner only. A folder that exists
    /// already keeps the permissions its owner gave it: it may be one that others share.
    pub fn create(&self) -> Result<(), Error> {
        create_private_folder(&self.home)
    }
}

/// Makes a folder and its missing parents; the ones it makes are its owner's only (0700).
pub(crate) fn create_private_folder(path: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .map_err(|source| Error::io(path, source))
}

/// Opens a file for writing, as its owner's only (0600), whether it is new or was there.
pub(crate) fn open_private_file(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            file.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portolan_home_wins_over_the_platforms_folder() {
        let platform = Some(PathBuf::from("/data"));
        let chosen = Paths::choose(Some(OsStr::new("/mine")), platform.clone()).unwrap();
        assert_eq!(chosen.home(), Path::new("/mine"));
        for unset in [None, Some(OsStr::new(""))] {
            let chosen = Paths::choose(unset, platform.clone()).unwrap();
            assert_eq!(chosen.home(), Path::new("/data/portolan"));
        }
        assert!(matches!(Paths::choose(None, None), Err(Error::NoHome)));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_what_is_kept() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::TempDir::new().unwrap();
        let paths = Paths::at(folder.path().join("new/home"));
        let (store, _) = crate::Store::open(&paths).unwrap();
        let (settings, _) = crate::SettingsFile::open(&paths).unwrap();
        settings.change(|settings| settings.undo_days = 7).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        // As after a restore from a careless backup.
        drop(store);
        fs::set_permissions(paths.database(), fs::Permissions::from_mode(0o644)).unwrap();
        let (store, _) = crate::Store::open(&paths).unwrap();
        assert_eq!(mode(paths.home()), 0o700);
        assert_eq!(mode(&paths.kept_layers()), 0o700);
        let mut files = 0;
        for entry in fs::read_dir(paths.home()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                assert_eq!(mode(&path), 0o600, "{}", path.display());
                files += 1;
            }
        }
        // The database, its journal and shared memory, the lock, the settings.
        assert!(files >= 5, "{files}");
        drop(store);
    }
}
