//! A tar archive that grows beside its final name, and gets that name when it is whole.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use tar::{EntryType, Header};

use super::{FileError, shelf::Stretch};

/// What content is filled up to.
const BLOCK: u64 = 512;

/// An archive being written. It is removed unless it is settled.
#[derive(Debug)]
pub(super) struct TarFile {
    path: PathBuf,
    part: PathBuf,
    /// Where the next entry begins.
    end: u64,
}

impl TarFile {
    /// Begins what will be at `path`.
    pub(super) fn begin(path: &Path) -> Result<Self, FileError> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{:016x}.part", fastrand::u64(..)));
        let part = path.with_file_name(name);
        let made = OpenOptions::new().write(true).create_new(true).open(&part);
        made.map_err(FileError::io(&part))?;
        Ok(Self {
            path: path.to_owned(),
            part,
            end: 0,
        })
    }

    /// Makes room for an entry of known size, for whoever fills it by [`Self::fill`].
    pub(super) fn reserve(&mut self, name: &str, size: u64) -> Result<Stretch, FileError> {
        let head = header(name, size);
        let stretch = Stretch {
            begin: self.end + head.len() as u64,
            size,
        };
        let end = (stretch.begin + size).next_multiple_of(BLOCK);
        let written = self.at(self.end).and_then(|mut file| {
            file.write_all(&head)?;
            // What fills up the last block is zeros.
            file.set_len(end)
        });
        written.map_err(FileError::io(&self.part))?;
        self.end = end;
        Ok(stretch)
    }

    /// Who fills stretches of it.
    pub(super) fn filler(&self) -> Filler {
        Filler(self.part.clone())
    }

    /// Adds an entry.
    pub(super) fn append(&mut self, name: &str, bytes: &[u8]) -> Result<(), FileError> {
        let stretch = self.reserve(name, bytes.len() as u64)?;
        self.filler().fill(stretch, &mut &*bytes)
    }

    /// Adds an entry whose name and size are known when all of it was read: `name` is asked then, and
    /// leaves it out by `None`.
    pub(super) fn append_unknown<R: Read>(
        &mut self,
        reader: &mut R,
        name: impl FnOnce(&mut R) -> Result<Option<String>, FileError>,
    ) -> Result<(), FileError> {
        let place = header("blobs/sha256/", 0).len() as u64;
        let mut file = self
            .at(self.end + place)
            .map_err(FileError::io(&self.part))?;
        let size = io::copy(reader, &mut file).map_err(FileError::io(&self.part))?;
        let Some(name) = name(reader)? else {
            // The next entry is written over it.
            return file.set_len(self.end).map_err(FileError::io(&self.part));
        };
        let head = header(&name, size);
        if head.len() as u64 != place {
            return Err(FileError::TooMuch(format!("the name {name}")));
        }
        let end = (self.end + place + size).next_multiple_of(BLOCK);
        let written = file.set_len(end).and_then(|()| {
            file.seek(SeekFrom::Start(self.end))?;
            file.write_all(&head)
        });
        written.map_err(FileError::io(&self.part))?;
        self.end = end;
        Ok(())
    }

    /// Ends the archive and gives it its name, unless something is there by now.
    pub(super) fn settle(self) -> Result<(), FileError> {
        let ended = self.at(self.end).and_then(|file| {
            file.set_len(self.end + 2 * BLOCK)?;
            file.sync_all()
        });
        ended.map_err(FileError::io(&self.part))?;
        // A second name fails where there is something; where a disk has no second names, it is looked.
        match std::fs::hard_link(&self.part, &self.path) {
            Ok(()) => Ok(()),
            Err(problem) if problem.kind() == io::ErrorKind::AlreadyExists => {
                Err(FileError::Exists(self.path.clone()))
            }
            Err(_) if std::fs::symlink_metadata(&self.path).is_ok() => {
                Err(FileError::Exists(self.path.clone()))
            }
            Err(_) => std::fs::rename(&self.part, &self.path).map_err(FileError::io(&self.path)),
        }
    }

    fn at(&self, place: u64) -> io::Result<File> {
        open_at(&self.part, place)
    }
}

impl Drop for TarFile {
    fn drop(&mut self) {
        // Where it has its name this is a second one, or gone.
        let _ = std::fs::remove_file(&self.part);
    }
}

/// Fills stretches of an archive that is being written.
#[derive(Clone, Debug)]
pub(super) struct Filler(PathBuf);

impl Filler {
    /// Writes all of `reader`, which must be as long as the stretch.
    pub(super) fn fill(&self, stretch: Stretch, reader: &mut impl Read) -> Result<(), FileError> {
        let written = open_at(&self.0, stretch.begin).and_then(|mut file| {
            let mut piece = vec![0; 128 << 10];
            let mut left = stretch.size;
            loop {
                let count = reader.read(&mut piece)?;
                if count == 0 {
                    return Ok(left);
                }
                left = left
                    .checked_sub(count as u64)
                    .ok_or(io::ErrorKind::FileTooLarge)?;
                file.write_all(&piece[..count])?;
            }
        });
        match written.map_err(FileError::io(&self.0))? {
            0 => Ok(()),
            left => Err(FileError::Damaged(format!(
                "{left} bytes of a blob did not come"
            ))),
        }
    }
}

fn open_at(path: &Path, place: u64) -> io::Result<File> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.seek(SeekFrom::Start(place))?;
    Ok(file)
}

/// What comes before the content of an entry: a header, and two more where the name is too long for it.
fn header(name: &str, size: u64) -> Vec<u8> {
    let mut header = Header::new_gnu();
    let mut before = Vec::new();
    if header.set_path(name).is_err() {
        let mut long = Header::new_gnu();
        let content = [name.as_bytes(), b"\0"].concat();
        // Where the name of such an entry stands, it is always this one.
        let _ = long.set_path("././@LongLink");
        long.set_entry_type(EntryType::GNULongName);
        long.set_size(content.len() as u64);
        long.set_mode(0o644);
        long.set_cksum();
        before.extend_from_slice(long.as_bytes());
        before.extend_from_slice(&content);
        before.resize(before.len().next_multiple_of(BLOCK as usize), 0);
        let _ = header.set_path(&name[..name.len().min(100)]);
    }
    header.set_entry_type(EntryType::Regular);
    header.set_size(size);
    header.set_mode(0o644);
    header.set_mtime(0);
    header.set_cksum();
    before.extend_from_slice(header.as_bytes());
    before
}

#[cfg(test)]
mod tests {
    use super::{super::archive::read_archive, *};

    #[test]
    fn what_is_written_is_read_back_and_only_there_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("images.tar");
        let mut tar = TarFile::begin(&path).unwrap();
        let long = format!("blobs/sha512/{}", "a".repeat(128));
        let reserved = tar.reserve(&long, 700).unwrap();
        tar.append("index.json", b"{}").unwrap();
        tar.append_unknown(&mut &b"unknown"[..], |_| Ok(Some("layer".to_owned())))
            .unwrap();
        tar.append_unknown(&mut &[1; 9_000][..], |_| Ok(None))
            .unwrap();
        tar.append("last", b"!").unwrap();
        tar.filler().fill(reserved, &mut &[7; 700][..]).unwrap();
        assert!(!path.exists());
        tar.settle().unwrap();
        let shelf = read_archive(&path).unwrap();
        assert_eq!(&*shelf.read(&long, 1_000).unwrap(), [7; 700]);
        assert_eq!(&*shelf.read("layer", 1_000).unwrap(), b"unknown");
        assert_eq!(&*shelf.read("last", 1_000).unwrap(), b"!");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_given_up_leaves_nothing_and_what_is_there_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("images.tar");
        drop(TarFile::begin(&path).unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        let tar = TarFile::begin(&path).unwrap();
        std::fs::write(&path, "mine").unwrap();
        assert!(matches!(tar.settle(), Err(FileError::Exists(_))));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_stretch_takes_no_more_and_no_less_than_it_was_made_for() {
        let folder = tempfile::tempdir().unwrap();
        let mut tar = TarFile::begin(&folder.path().join("images.tar")).unwrap();
        let stretch = tar.reserve("blob", 4).unwrap();
        assert!(tar.filler().fill(stretch, &mut &b"12345"[..]).is_err());
        assert!(tar.filler().fill(stretch, &mut &b"123"[..]).is_err());
        assert!(tar.filler().fill(stretch, &mut &b"1234"[..]).is_ok());
    }
}
