//! HTTP over a socket in the file system, as container engines of this computer listen on. It reaches
//! nothing else: no name is resolved, no proxy asked, no redirect followed.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use tokio_util::io::ReaderStream;

/// Silence after which the other side is given up. An engine may think for a while before it sends an
/// image.
const SILENCE: Duration = Duration::from_mins(5);

/// Bytes of an answer that is read as a whole.
const LONGEST_ANSWER: usize = 16 << 20;

/// What is called by path alone.
#[derive(Clone, Debug)]
pub struct LocalSocket {
    path: PathBuf,
    client: reqwest::Client,
}

/// Why nothing came over a socket.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SocketError {
    /// Nobody listens there.
    #[error("nobody listens at {}: {reason}", path.display())]
    Absent {
        /// Where.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The system does not let this user talk to it.
    #[error("this user may not use {}", path.display())]
    Denied {
        /// Which socket.
        path: PathBuf,
    },
    /// It answered that it can't.
    #[error("the engine answers {status}: {message}")]
    Refused {
        /// HTTP's.
        status: u16,
        /// Its words.
        message: String,
    },
    /// It broke off, or makes no sense.
    #[error("the engine's answer broke off: {0}")]
    Broken(String),
}

impl LocalSocket {
    /// Connects to see who is there.
    #[cfg(unix)]
    pub async fn open(path: &Path) -> Result<Self, SocketError> {
        let looked = tokio::net::UnixStream::connect(path).await;
        looked.map_err(|problem| refusal(path, &problem))?;
        let client = reqwest::Client::builder()
            .unix_socket(path)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .read_timeout(SILENCE)
            .build();
        Ok(Self {
            path: path.to_owned(),
            client: client.map_err(|problem| SocketError::Broken(problem.to_string()))?,
        })
    }

    /// Where there are no such sockets, nobody is there.
    #[cfg(not(unix))]
    pub async fn open(path: &Path) -> Result<Self, SocketError> {
        Err(refusal(path, &io::ErrorKind::Unsupported.into()))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All of an answer.
    pub async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Bytes, SocketError> {
        let asked = self.client.get(address(path)).query(query).send();
        whole(asked.await).await
    }

    /// An answer as it comes.
    pub async fn stream(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<BoxStream<'static, Result<Bytes, SocketError>>, SocketError> {
        let asked = self.client.get(address(path)).query(query).send();
        let answer = accepted(asked.await).await?;
        Ok(answer.bytes_stream().map_err(broken).boxed())
    }

    /// Sends a file, and gives all of the answer.
    pub async fn post_file(
        &self,
        path: &str,
        query: &[(&str, &str)],
        kind: &str,
        file: tokio::fs::File,
    ) -> Result<Bytes, SocketError> {
        let body = reqwest::Body::wrap_stream(ReaderStream::with_capacity(file, 128 << 10));
        let asked = self.client.post(address(path)).query(query);
        let asked = asked.header(http::header::CONTENT_TYPE, kind).body(body);
        whole(asked.send().await).await
    }
}

/// The name is what HTTP asks for, and nobody resolves it.
fn address(path: &str) -> String {
    format!("http://localhost{path}")
}

async fn whole(answer: Result<reqwest::Response, reqwest::Error>) -> Result<Bytes, SocketError> {
    read(accepted(answer).await?).await
}

async fn read(answer: reqwest::Response) -> Result<Bytes, SocketError> {
    let mut pieces = answer.bytes_stream();
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.try_next().await.map_err(broken)? {
        if bytes.len() + piece.len() > LONGEST_ANSWER {
            return Err(SocketError::Broken("it does not end".to_owned()));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.into())
}

async fn accepted(
    answer: Result<reqwest::Response, reqwest::Error>,
) -> Result<reqwest::Response, SocketError> {
    let answer = answer.map_err(broken)?;
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let text = read(answer).await.unwrap_or_default();
    let said: Option<serde_json::Value> = serde_json::from_slice(&text).ok();
    let message = said.and_then(|said| said.get("message")?.as_str().map(str::to_owned));
    let plain = || String::from_utf8_lossy(&text).chars().take(300).collect();
    Err(SocketError::Refused {
        status: status.as_u16(),
        message: message.unwrap_or_else(plain),
    })
}

fn broken(problem: reqwest::Error) -> SocketError {
    SocketError::Broken(problem.without_url().to_string())
}

fn refusal(path: &Path, problem: &io::Error) -> SocketError {
    let path = path.to_owned();
    match problem.kind() {
        io::ErrorKind::PermissionDenied => SocketError::Denied { path },
        _ => SocketError::Absent {
            path,
            reason: problem.to_string(),
        },
    }
}

#[cfg(all(test, unix))]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn an_absent_socket_is_told_from_a_refusal_and_redirects_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("engine.sock");
        let absent = LocalSocket::open(&path).await.unwrap_err();
        assert!(matches!(absent, SocketError::Absent { .. }), "{absent}");

        let listener = tokio::net::UnixListener::bind(&path).unwrap();
        let serving = tokio::spawn(async move {
            let answers = [
                "",
                "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n",
                "HTTP/1.1 404 Not Found\r\nContent-Length: 27\r\n\r\n{\"message\":\"no such image\"}",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
            ];
            for answer in answers {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut asked = [0; 4_096];
                let _ = stream.read(&mut asked).await.unwrap();
                let answer = if answer.contains("\r\n\r\n") {
                    answer.replacen("\r\n", "\r\nConnection: close\r\n", 1)
                } else {
                    format!("{answer}Connection: close\r\n\r\n")
                };
                // The first only looked who is there.
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        let socket = LocalSocket::open(&path).await.unwrap();
        let refused = socket.get("/images/json", &[]).await.unwrap_err();
        assert!(
            matches!(refused, SocketError::Refused { status: 302, .. }),
            "{refused}"
        );
        let refused = socket.get("/images/json", &[]).await.unwrap_err();
        assert!(refused.to_string().contains("no such image"), "{refused}");
        assert_eq!(&*socket.get("/images/json", &[]).await.unwrap(), b"[]");
        serving.await.unwrap();
    }
}
