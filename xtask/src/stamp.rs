//! Stamps: remembering from which files something was made, so that it is made again only when
//! they changed.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

/// A file that holds the print of what a product was made from.
pub(crate) struct Stamp {
    file: PathBuf,
    print: String,
}

impl Stamp {
    /// The stamp kept in `file` for a product made from everything under `sources`.
    pub(crate) fn new(file: PathBuf, sources: &[PathBuf]) -> io::Result<Self> {
        let mut hasher = DefaultHasher::new();
        for source in sources {
            absorb(source, &mut hasher)?;
        }
        Ok(Self {
            file,
            print: format!("{:016x}", hasher.finish()),
        })
    }

    /// Whether the product was made from these very files.
    pub(crate) fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.print)
    }

    /// Remembers that it now was.
    pub(crate) fn press(&self) -> io::Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, &self.print)
    }
}

/// Names and contents, folders in the order of names. A path that does not exist counts as such.
fn absorb(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    path.hash(hasher);
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = fs::read_dir(path)?
            .map(|entry| entry.map(|it| it.path()))
            .collect::<io::Result<_>>()?;
        entries.sort();
        for entry in entries {
            absorb(&entry, hasher)?;
        }
    } else if path.is_file() {
        fs::read(path)?.hash(hasher);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
            fs::create_dir_all(folder.join("src")).unwrap();
            fs::write(folder.join("src/main.ts"), "one").unwrap();
            Self(folder)
        }

        fn stamp(&self) -> Stamp {
            Stamp::new(self.0.join("stamp"), &[self.0.join("src")]).unwrap()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).ok();
        }
    }

    #[test]
    fn a_product_is_fresh_only_after_it_was_stamped() {
        let folder = Folder::new("fresh");
        assert!(!folder.stamp().is_fresh());
        folder.stamp().press().unwrap();
        assert!(folder.stamp().is_fresh());
    }

    #[test]
    fn a_changed_a_new_and_a_renamed_source_each_end_the_freshness() {
        let folder = Folder::new("stale");
        folder.stamp().press().unwrap();
        fs::write(folder.0.join("src/main.ts"), "two").unwrap();
        assert!(!folder.stamp().is_fresh());

        folder.stamp().press().unwrap();
        fs::write(folder.0.join("src/other.ts"), "two").unwrap();
        assert!(!folder.stamp().is_fresh());

        folder.stamp().press().unwrap();
        fs::rename(
            folder.0.join("src/other.ts"),
            folder.0.join("src/renamed.ts"),
        )
        .unwrap();
        assert!(!folder.stamp().is_fresh());
    }
}
