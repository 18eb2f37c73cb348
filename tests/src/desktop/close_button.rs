//! Presses a window's button for closing, as a window manager does: there is none on a screen that is not
//! there. It is one message of the X protocol (ICCCM 4.2.8.1), which is spoken here by hand.

use std::{
    io::{self, Read as _, Write as _},
    os::unix::net::UnixStream,
};

/// A connection to an X server.
struct Display(UnixStream);

/// What was found out about a window.
#[derive(Debug)]
struct Seen {
    id: u32,
    is_named: bool,
}

/// Asks the windows of that title on a display (`:7`) to close. Answers how many there were that can be seen.
pub(super) fn press(display: &str, title: &str) -> io::Result<usize> {
    let (mut display, root) = Display::open(display)?;
    let named = display.seen(root, title)?;
    let protocols = display.atom("WM_PROTOCOLS")?;
    let delete = display.atom("WM_DELETE_WINDOW")?;
    for window in &named {
        display.tell(*window, protocols, delete)?;
    }
    Ok(named.len())
}

/// How many windows of that title can be seen.
pub(super) fn count(display: &str, title: &str) -> io::Result<usize> {
    let (mut display, root) = Display::open(display)?;
    Ok(display.seen(root, title)?.len())
}

impl Display {
    /// Connects, and answers the root window.
    fn open(display: &str) -> io::Result<(Self, u32)> {
        let number = display.trim_start_matches(':');
        let mut stream = UnixStream::connect(format!("/tmp/.X11-unix/X{number}"))?;
        // Little-endian, protocol 11.0, no authorization.
        stream.write_all(&[b'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0])?;
        let mut head = [0; 8];
        stream.read_exact(&mut head)?;
        let mut setup = vec![0; 4 * usize::from(u16::from_le_bytes([head[6], head[7]]))];
        stream.read_exact(&mut setup)?;
        if head[0] != 1 {
            return Err(io::Error::other("the X server refuses"));
        }
        // The fixed part, the vendor's name, the formats; then the first screen begins with its root.
        let vendor = usize::from(u16::from_le_bytes([setup[16], setup[17]])).next_multiple_of(4);
        let formats = 8 * usize::from(setup[21]);
        let root = word(&setup, 32 + vendor + formats);
        Ok((Self(stream), root))
    }

    /// Sends a request that is answered, and reads the answer.
    fn ask(&mut self, request: &[u8]) -> io::Result<Vec<u8>> {
        self.0.write_all(request)?;
        let mut answer = vec![0; 32];
        self.0.read_exact(&mut answer)?;
        if answer[0] != 1 {
            return Err(io::Error::other(format!("X error {}", answer[1])));
        }
        let more = 4 * word(&answer, 4) as usize;
        answer.resize(32 + more, 0);
        self.0.read_exact(&mut answer[32..])?;
        Ok(answer)
    }

    fn atom(&mut self, name: &str) -> io::Result<u32> {
        let padded = name.len().next_multiple_of(4);
        let mut request = vec![16, 0];
        request.extend((2 + padded / 4).to_le_bytes()[..2].iter());
        request.extend(name.len().to_le_bytes()[..2].iter());
        request.extend([0, 0]);
        request.extend(name.as_bytes());
        request.resize(8 + padded, 0);
        Ok(word(&self.ask(&request)?, 8))
    }

    /// The windows right below the root that are shown and have that title.
    fn seen(&mut self, root: u32, title: &str) -> io::Result<Vec<u32>> {
        let tree = self.ask(&request(15, 0, &[root]))?;
        let count = usize::from(u16::from_le_bytes([tree[16], tree[17]]));
        let mut found = Vec::new();
        for place in 0..count {
            let seen = self.look_at(word(&tree, 32 + 4 * place), title);
            found.extend(seen.filter(|seen| seen.is_named).map(|seen| seen.id));
        }
        Ok(found)
    }

    /// A window, where it is shown; `None` also where it has gone meanwhile.
    fn look_at(&mut self, id: u32, title: &str) -> Option<Seen> {
        let attributes = self.ask(&request(3, 0, &[id])).ok()?;
        if attributes[26] != 2 {
            return None;
        }
        // WM_NAME, of any type.
        let name = self.ask(&request(20, 0, &[id, 39, 0, 0, 64])).ok()?;
        let length = word(&name, 16) as usize * usize::from(name[1]) / 8;
        let is_named = name.get(32..32 + length) == Some(title.as_bytes());
        Some(Seen { id, is_named })
    }

    fn tell(&mut self, window: u32, protocols: u32, delete: u32) -> io::Result<()> {
        let mut event = vec![33, 32, 0, 0];
        for part in [window, protocols, delete, 0, 0, 0, 0] {
            event.extend(part.to_le_bytes());
        }
        let mut sent = request(25, 0, &[window, 0]);
        sent.extend(event);
        sent[2..4].copy_from_slice(&11_u16.to_le_bytes());
        self.0.write_all(&sent)?;
        // An answer says that it has arrived.
        self.atom("WM_PROTOCOLS").map(drop)
    }
}

/// A request of whole words.
fn request(operation: u8, detail: u8, words: &[u32]) -> Vec<u8> {
    let mut bytes = vec![operation, detail];
    bytes.extend((1 + words.len() as u16).to_le_bytes());
    bytes.extend(words.iter().flat_map(|word| word.to_le_bytes()));
    bytes
}

fn word(bytes: &[u8], at: usize) -> u32 {
    let part = bytes.get(at..at + 4).and_then(|part| part.try_into().ok());
    part.map_or(0, u32::from_le_bytes)
}
