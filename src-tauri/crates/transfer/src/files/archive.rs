//! The entries of a tar archive, found by their headers; nothing is unpacked, and what could lead out of
//! the archive, or is read differently by different programs, is refused.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufReader, Read as _, Seek as _, SeekFrom},
    path::{Component, Path},
};

use tar::{EntryType, Header};

use super::{
    FileError,
    shelf::{Shelf, Stretch},
};

/// Entries of one archive.
const MOST_ENTRIES: usize = 100_000;

/// Bytes of a name, and of the records that give one.
const LONGEST_NAME: u64 = 4_096;
const LONGEST_RECORDS: u64 = 64 << 10;

/// Links that lead to links.
const HOPS: usize = 8;

/// Bytes of a header, and what content is filled up to.
const BLOCK: u64 = 512;

/// Finds everything in an archive. It reads its headers and blocks meanwhile.
pub(super) fn read_archive(path: &Path) -> Result<Shelf, FileError> {
    let file = File::open(path).map_err(FileError::io(path))?;
    let length = file.metadata().map_err(FileError::io(path))?.len();
    let mut reading = Reading {
        path,
        file: BufReader::with_capacity(4 << 10, file),
        length,
        at: 0,
        found: BTreeMap::new(),
        links: BTreeMap::new(),
    };
    reading.run()?;
    let Reading {
        mut found, links, ..
    } = reading;
    // Docker and others write what is there twice as a link to its first place. One that leads to
    // another entry is that entry; nothing is followed on the disk.
    for name in links.keys() {
        let mut target = name;
        for _ in 0..HOPS {
            match links.get(target) {
                Some(next) => target = next,
                None => break,
            }
        }
        if let Some(stretch) = found.get(target).copied() {
            found.insert(name.clone(), stretch);
        }
    }
    Ok(Shelf::Archive {
        file: path.to_owned(),
        entries: found,
    })
}

#[derive(Debug)]
struct Reading<'p> {
    path: &'p Path,
    file: BufReader<File>,
    length: u64,
    at: u64,
    found: BTreeMap<String, Stretch>,
    links: BTreeMap<String, String>,
}

/// What records before an entry say of it.
#[derive(Debug, Default)]
struct Said {
    path: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    size: Option<u64>,
    /// Given by records of both kinds, which programs weigh differently.
    twice: bool,
}

impl Reading<'_> {
    fn run(&mut self) -> Result<(), FileError> {
        let mut said = Said::default();
        let mut seen = 0;
        while let Some(header) = self.header()? {
            seen += 1;
            if seen > MOST_ENTRIES {
                let said = format!("more than {MOST_ENTRIES} entries");
                return Err(FileError::TooMuch(said));
            }
            let size = header.entry_size().map_err(damaged)?;
            match header.entry_type() {
                EntryType::GNULongName => {
                    let name = self.content(size, LONGEST_NAME)?;
                    said.twice |= said.path.replace(until_nul(name)).is_some();
                }
                EntryType::GNULongLink => {
                    let name = self.content(size, LONGEST_NAME)?;
                    said.twice |= said.link.replace(until_nul(name)).is_some();
                }
                EntryType::XHeader => {
                    let records = self.content(size, LONGEST_RECORDS)?;
                    read_records(&records, &mut said)?;
                }
                // What holds for all entries could rename or resize them.
                EntryType::XGlobalHeader => {
                    let records = self.content(size, LONGEST_RECORDS)?;
                    let mut global = Said::default();
                    read_records(&records, &mut global)?;
                    if global.path.is_some() || global.size.is_some() || global.link.is_some() {
                        return Err(FileError::Ambiguous("a header for all entries".to_owned()));
                    }
                }
                _ => self.entry(&header, size, std::mem::take(&mut said))?,
            }
        }
        Ok(())
    }

    fn entry(&mut self, header: &Header, size: u64, said: Said) -> Result<(), FileError> {
        let name = said.path.unwrap_or_else(|| header.path_bytes().to_vec());
        let name = read_name(&name)?;
        // Programs that don't know the records go by the header, and would see other entries in what
        // follows. A size that does not fit into a header has nothing there.
        let differs = said.size.is_some_and(|said| said != size && size != 0);
        if differs || said.twice {
            return Err(FileError::Ambiguous(name));
        }
        let size = said.size.unwrap_or(size);
        let kind = header.entry_type();
        match kind {
            EntryType::Regular | EntryType::Continuous => {
                let stretch = Stretch {
                    begin: self.at,
                    size,
                };
                self.skip(size, &name)?;
                if self.links.contains_key(&name)
                    || self.found.insert(name.clone(), stretch).is_some()
                {
                    return Err(FileError::Twice(name));
                }
            }
            EntryType::Directory => self.skip(size, &name)?,
            EntryType::Symlink | EntryType::Link => {
                let header_link = header.link_name_bytes();
                let target = said.link.or_else(|| header_link.map(|link| link.to_vec()));
                let target = target.unwrap_or_default();
                // Symbolic links are relative to where they are, hard ones to the archive.
                let beside = match (kind, Path::new(&name).parent()) {
                    (EntryType::Symlink, Some(parent)) => parent.to_owned(),
                    _ => std::path::PathBuf::new(),
                };
                let target = resolve_link(&beside, &target)
                    .ok_or_else(|| FileError::Escapes(name.clone()))?;
                if self.found.contains_key(&name)
                    || self.links.insert(name.clone(), target).is_some()
                {
                    return Err(FileError::Twice(name));
                }
                self.skip(size, &name)?;
            }
            _ => return Err(FileError::Escapes(name)),
        }
        Ok(())
    }

    /// The next header; `None` at the end.
    fn header(&mut self) -> Result<Option<Header>, FileError> {
        if self.at == self.length {
            return Ok(None);
        }
        if self.length - self.at < BLOCK {
            return Err(FileError::Damaged("it ends within a header".to_owned()));
        }
        let mut header = Header::new_old();
        let read = self.file.read_exact(header.as_mut_bytes());
        read.map_err(FileError::io(self.path))?;
        self.at += BLOCK;
        let bytes = header.as_bytes();
        if bytes.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        // The sum over the header with spaces in its own place (POSIX, pax, "ustar Interchange Format").
        let sum: u32 = bytes[..148]
            .iter()
            .chain(&bytes[156..])
            .map(|byte| u32::from(*byte))
            .sum();
        if header.cksum().map_err(damaged)? != sum + 8 * u32::from(b' ') {
            return Err(FileError::Damaged(
                "a header’s checksum is wrong".to_owned(),
            ));
        }
        Ok(Some(header))
    }

    /// All of a small entry.
    fn content(&mut self, size: u64, limit: u64) -> Result<Vec<u8>, FileError> {
        if size > limit {
            return Err(FileError::TooMuch(format!("a name of {size} bytes")));
        }
        let begin = self.at;
        self.skip(size, "a name")?;
        let mut bytes = vec![0; size as usize];
        let read = self
            .file
            .seek(SeekFrom::Start(begin))
            .and_then(|_| self.file.read_exact(&mut bytes))
            .and_then(|()| self.file.seek(SeekFrom::Start(self.at)));
        read.map_err(FileError::io(self.path))?;
        Ok(bytes)
    }

    /// Goes to the header after `size` bytes of content.
    fn skip(&mut self, size: u64, name: &str) -> Result<(), FileError> {
        let filled = size.checked_next_multiple_of(BLOCK);
        let end = filled.and_then(|filled| self.at.checked_add(filled));
        // What ends the file need not be filled up.
        if self
            .at
            .checked_add(size)
            .is_none_or(|end| end > self.length)
        {
            return Err(FileError::Damaged(format!("{name} ends after the file")));
        }
        self.at = end.unwrap_or(self.length).min(self.length);
        let sought = self.file.seek(SeekFrom::Start(self.at));
        sought.map(drop).map_err(FileError::io(self.path))
    }
}

/// Reads records of `LENGTH KEY=VALUE\n` (POSIX, "pax Extended Header").
fn read_records(mut bytes: &[u8], said: &mut Said) -> Result<(), FileError> {
    let wrong = || FileError::Damaged("records of an entry can't be read".to_owned());
    while !bytes.is_empty() {
        let space = bytes
            .iter()
            .position(|byte| *byte == b' ')
            .ok_or_else(wrong)?;
        let length: usize = std::str::from_utf8(&bytes[..space])
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or_else(wrong)?;
        if length <= space || length > bytes.len() || bytes[length - 1] != b'\n' {
            return Err(wrong());
        }
        let record = &bytes[space + 1..length - 1];
        bytes = &bytes[length..];
        let equals = record
            .iter()
            .position(|byte| *byte == b'=')
            .ok_or_else(wrong)?;
        let (key, value) = (&record[..equals], &record[equals + 1..]);
        match key {
            b"path" => said.twice |= said.path.replace(value.to_vec()).is_some(),
            b"linkpath" => said.twice |= said.link.replace(value.to_vec()).is_some(),
            b"size" => {
                let text = std::str::from_utf8(value).ok();
                let size = text.and_then(|text| text.parse().ok()).ok_or_else(wrong)?;
                said.twice |= said.size.replace(size).is_some();
            }
            _ if key.starts_with(b"GNU.sparse") => {
                return Err(FileError::Ambiguous("a file with holes".to_owned()));
            }
            _ => {}
        }
    }
    Ok(())
}

fn until_nul(mut name: Vec<u8>) -> Vec<u8> {
    let end = name.iter().position(|byte| *byte == 0);
    name.truncate(end.unwrap_or(name.len()));
    name
}

/// A name that stays within the archive, with a leading `./` left out.
fn read_name(bytes: &[u8]) -> Result<String, FileError> {
    let shown: String = String::from_utf8_lossy(bytes).chars().take(200).collect();
    resolve(Path::new(""), bytes, false).ok_or(FileError::Escapes(shown))
}

/// Where a link leads, within the archive.
fn resolve_link(beside: &Path, target: &[u8]) -> Option<String> {
    resolve(beside, target, true)
}

fn resolve(beside: &Path, bytes: &[u8], may_climb: bool) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let is_drive = text.as_bytes().get(1) == Some(&b':');
    if text.len() as u64 > LONGEST_NAME || text.contains(['\0', '\\']) || is_drive {
        return None;
    }
    let mut parts: Vec<String> = Vec::new();
    for part in beside.join(text).components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str()?.to_owned()),
            Component::CurDir => {}
            Component::ParentDir if may_climb => drop(parts.pop()?),
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

fn damaged(problem: std::io::Error) -> FileError {
    FileError::Damaged(problem.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive of entries as somebody hostile would write them.
    fn archive(entries: &[(&str, EntryType, &str, &[u8])]) -> tempfile::NamedTempFile {
        let mut bytes = Vec::new();
        for (name, kind, link, content) in entries {
            let mut header = Header::new_gnu();
            header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            header.as_old_mut().linkname[..link.len()].copy_from_slice(link.as_bytes());
            header.set_entry_type(*kind);
            header.set_size(content.len() as u64);
            header.set_cksum();
            bytes.extend_from_slice(header.as_bytes());
            bytes.extend_from_slice(content);
            bytes.resize(bytes.len().next_multiple_of(512), 0);
        }
        bytes.resize(bytes.len() + 1024, 0);
        written(&bytes)
    }

    fn written(bytes: &[u8]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        file
    }

    const FILE: EntryType = EntryType::Regular;

    #[test]
    fn entries_are_found_where_they_lie() {
        let file = archive(&[
            ("./oci-layout", FILE, "", b"{}"),
            ("blobs/", EntryType::Directory, "", b""),
            ("blobs/one", FILE, "", b"hello"),
        ]);
        let shelf = read_archive(file.path()).unwrap();
        assert_eq!(&*shelf.read("blobs/one", 10).unwrap(), b"hello");
        assert_eq!(&*shelf.read("oci-layout", 10).unwrap(), b"{}");
        assert!(shelf.find("blobs").is_none());
        assert!(matches!(
            shelf.read("blobs/one", 4),
            Err(FileError::TooMuch(_))
        ));
    }

    #[test]
    fn what_could_lead_out_of_an_archive_is_refused() {
        for name in [
            "../out",
            "/etc/passwd",
            "a/../../b",
            "C:\\windows",
            "c:windows",
        ] {
            let file = archive(&[(name, FILE, "", b"x")]);
            let refused = read_archive(file.path());
            assert!(matches!(refused, Err(FileError::Escapes(_))), "{name}");
        }
        for kind in [
            EntryType::Char,
            EntryType::Block,
            EntryType::Fifo,
            EntryType::GNUSparse,
        ] {
            let file = archive(&[("layer.tar", kind, "", b"")]);
            let refused = read_archive(file.path());
            assert!(matches!(refused, Err(FileError::Escapes(_))), "{kind:?}");
        }
        for target in ["/etc/passwd", "../../etc/passwd"] {
            for kind in [EntryType::Symlink, EntryType::Link] {
                let file = archive(&[("a/layer.tar", kind, target, b"")]);
                let refused = read_archive(file.path());
                assert!(
                    matches!(refused, Err(FileError::Escapes(_))),
                    "{kind:?} {target}"
                );
            }
        }
    }

    #[test]
    fn a_link_within_an_archive_is_the_entry_that_it_leads_to() {
        let file = archive(&[
            ("b/layer.tar", EntryType::Symlink, "../a/layer.tar", b""),
            ("a/layer.tar", EntryType::Link, "layer", b""),
            ("layer", FILE, "", b"hello"),
            ("round", EntryType::Symlink, "round", b""),
        ]);
        let shelf = read_archive(file.path()).unwrap();
        assert_eq!(&*shelf.read("b/layer.tar", 10).unwrap(), b"hello");
        assert!(matches!(
            shelf.read("round", 10),
            Err(FileError::Missing(_))
        ));
    }

    #[test]
    fn a_name_that_comes_twice_is_refused() {
        let file = archive(&[
            ("index.json", FILE, "", b"{}"),
            ("./index.json", FILE, "", b"[]"),
        ]);
        assert!(matches!(
            read_archive(file.path()),
            Err(FileError::Twice(_))
        ));
        let file = archive(&[
            ("index.json", FILE, "", b"{}"),
            ("index.json", EntryType::Symlink, "other", b""),
        ]);
        assert!(matches!(
            read_archive(file.path()),
            Err(FileError::Twice(_))
        ));
    }

    #[test]
    fn an_archive_that_is_cut_off_is_said_to_be() {
        let file = archive(&[("big", FILE, "", &[7; 5_000])]);
        for length in [2_000, 400] {
            file.as_file().set_len(length).unwrap();
            assert!(matches!(
                read_archive(file.path()),
                Err(FileError::Damaged(_))
            ));
        }
        let file = written(&[b'x'; 2_048]);
        assert!(matches!(
            read_archive(file.path()),
            Err(FileError::Damaged(_))
        ));
    }

    #[test]
    fn a_size_that_programs_read_differently_is_refused() {
        let hidden = b"hidden entries";
        let file = archive(&[
            ("pax", EntryType::XHeader, "", b"12 size=512\n"),
            ("layer", FILE, "", hidden),
        ]);
        assert!(matches!(
            read_archive(file.path()),
            Err(FileError::Ambiguous(_))
        ));
    }

    #[test]
    fn names_from_records_count_and_long_ones_are_refused() {
        let file = archive(&[
            ("pax", EntryType::XHeader, "", b"19 path=blobs/long\n"),
            ("short", FILE, "", b"hello"),
        ]);
        let shelf = read_archive(file.path()).unwrap();
        assert!(shelf.find("blobs/long").is_some() && shelf.find("short").is_none());
        let file = archive(&[("././@LongLink", EntryType::GNULongName, "", &[b'a'; 5_000])]);
        assert!(matches!(
            read_archive(file.path()),
            Err(FileError::TooMuch(_))
        ));
    }

    #[test]
    fn a_size_beyond_the_file_is_no_reason_to_make_room_for_it() {
        let mut header = Header::new_gnu();
        header.set_path("bomb").unwrap();
        header.set_entry_type(FILE);
        header.set_size(u64::MAX / 2);
        header.set_cksum();
        let file = written(header.as_bytes());
        assert!(matches!(
            read_archive(file.path()),
            Err(FileError::Damaged(_))
        ));
    }
}
