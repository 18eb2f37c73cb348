//! CNCF Distribution as Debian ships it: every verb against the registry that most people run.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _};
use portolan_distribution::{
    Anonymously, Client, Connector, Credential, Error, Mount, Operation, SignInProblem,
    SignInScheme,
};
use portolan_oci::{
    Descriptor, Digest, Document, Index, Manifest, MediaType, RepositoryName, Selector, Tag,
};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::whole_lists::{all_repositories, all_tags};

struct Registry {
    process: Child,
    address: String,
    _folder: TempDir,
}

impl Registry {
    /// Starts one on a free port, with deletion on or off, and with a password where one is given.
    fn start(deletes: bool, password: Option<&str>) -> Self {
        Self::start_with(deletes, password, None)
    }

    /// Starts one that speaks https as `localhost`, and answers the authority to trust.
    fn start_encrypted() -> (Self, String) {
        let issued = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let pair = (issued.cert.pem(), issued.signing_key.serialize_pem());
        (Self::start_with(true, None, Some(&pair)), pair.0)
    }

    fn start_with(
        deletes: bool,
        password: Option<&str>,
        certificate: Option<&(String, String)>,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().display();
        let mut config = format!(
            "version: 0.1\nlog: {{level: info, accesslog: {{disabled: true}}}}\nstorage:\n  \
             filesystem: {{rootdirectory: {root}/content}}\n  delete: {{enabled: {deletes}}}\n\
             http: {{addr: '127.0.0.1:0', secret: test{}}}\n",
            certificate.map_or_else(String::new, |_| {
                format!(", tls: {{certificate: {root}/chain.pem, key: {root}/key.pem}}")
            })
        );
        if let Some((chain, key)) = certificate {
            std::fs::write(folder.path().join("chain.pem"), chain).unwrap();
            std::fs::write(folder.path().join("key.pem"), key).unwrap();
        }
        if let Some(password) = password {
            let hash = bcrypt::hash(password, 4).unwrap();
            std::fs::write(folder.path().join("htpasswd"), format!("alice:{hash}\n")).unwrap();
            let auth = format!("auth: {{htpasswd: {{realm: test, path: {root}/htpasswd}}}}\n");
            config.push_str(&auth);
        }
        let path = folder.path().join("config.yml");
        std::fs::write(&path, config).unwrap();
        let mut process = Command::new("docker-registry")
            .arg("serve")
            .arg(&path)
            .env_clear()
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("docker-registry is installed; `cargo xtask test` sees to it");
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, rest) = line.split_once("listening on ")?;
                Some(rest.split(['"', ' ', ',']).next()?.to_owned())
            })
            .expect("docker-registry says where it listens");
        // Its further words are read and dropped, so that it never waits for us.
        std::thread::spawn(move || lines.count());
        Self {
            process,
            address,
            _folder: folder,
        }
    }

    fn client(&self, credential: Option<Credential>) -> Client {
        let endpoint = crate::fake::endpoint(&self.address);
        let authenticate =
            credential.map_or_else(|| std::sync::Arc::new(Anonymously) as _, Credential::shared);
        Connector::new("portolan-test")
            .connect(endpoint, authenticate)
            .unwrap()
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn repository(text: &str) -> RepositoryName {
    text.parse().unwrap()
}

fn tag(text: &str) -> Selector {
    Selector::Tag(text.parse().unwrap())
}

/// Puts an image of one layer under `selector` and answers its manifest's digest.
async fn push(client: &Client, name: &RepositoryName, layer: &[u8], tag: &str) -> Digest {
    let config = Bytes::from_static(br#"{"os":"linux","architecture":"amd64"}"#);
    let layer = Bytes::copy_from_slice(layer);
    for blob in [&config, &layer] {
        client
            .upload_blob(name, &Digest::of(blob), blob)
            .await
            .unwrap();
    }
    let manifest = Manifest::new(
        Descriptor::of(MediaType::OCI_CONFIG, &config),
        vec![Descriptor::of(MediaType::OCI_LAYER_GZIP, &layer)],
    );
    let bytes = Bytes::from(serde_json::to_vec(&manifest).unwrap());
    let put = client
        .put_manifest(name, &self::tag(tag), &MediaType::OCI_MANIFEST, bytes)
        .await
        .unwrap();
    assert!(!put.subject_indexed);
    put.digest
}

#[tokio::test]
async fn an_image_goes_up_and_comes_back_byte_for_byte() {
    let registry = Registry::start(true, None);
    let client = registry.client(None);
    let ping = client.ping().await.unwrap();
    assert_eq!(ping.scheme, SignInScheme::Open);
    assert!(ping.admitted);
    assert_eq!(ping.api_version.as_deref(), Some("registry/2.0"));

    let name = repository("team/app");
    let digest = push(&client, &name, b"layer", "1.0").await;
    let head = client.head_manifest(&name, &tag("1.0")).await.unwrap();
    assert_eq!(head.digest.as_ref(), Some(&digest));
    assert_eq!(head.media_type, Some(MediaType::OCI_MANIFEST));
    let raw = client.get_manifest(&name, &tag("1.0")).await.unwrap();
    assert_eq!(raw.digest, digest);
    assert_eq!(head.size, Some(raw.bytes.len() as u64));
    let Document::Image(manifest) = raw.parse().unwrap() else {
        panic!("not an image");
    };
    let config = manifest.config.unwrap();
    let bytes = client.get_blob(&name, &config.digest, 1_000).await.unwrap();
    assert_eq!(Digest::of(&bytes), config.digest);
    let layer = &manifest.layers[0].digest;
    assert_eq!(client.blob_exists(&name, layer).await.unwrap(), Some(5));
    assert_eq!(
        client
            .blob_exists(&name, &Digest::of(b"absent"))
            .await
            .unwrap(),
        None
    );
    let whole = client.stream_blob(&name, layer, 0).await.unwrap();
    assert_eq!(whole.size, Some(5));
    let pieces: Vec<Bytes> = whole.pieces.try_collect().await.unwrap();
    assert_eq!(pieces.concat(), b"layer");
    let rest = client.stream_blob(&name, layer, 2).await.unwrap();
    assert_eq!((rest.start, rest.size), (2, Some(5)));
    let pieces: Vec<Bytes> = rest.pieces.try_collect().await.unwrap();
    assert_eq!(pieces.concat(), b"yer");
}

/// Passes bytes on to `to`; cuts the connection on which the sum of all bytes sent there passes one of
/// `cuts`. Answers its own address.
async fn cutting(to: String, mut cuts: Vec<usize>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    cuts.reverse();
    let state = std::sync::Arc::new(std::sync::Mutex::new((0, cuts)));
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let (to, state) = (to.clone(), std::sync::Arc::clone(&state));
            tokio::spawn(async move {
                let mut server = tokio::net::TcpStream::connect(to).await.unwrap();
                let (mut from_client, mut to_client) = client.split();
                let (mut from_server, mut to_server) = server.split();
                let up = async {
                    let mut buffer = vec![0; 64 << 10];
                    loop {
                        let count = from_client.read(&mut buffer).await.unwrap_or(0);
                        if count == 0 || is_cut(&state, count) {
                            return;
                        }
                        if to_server.write_all(&buffer[..count]).await.is_err() {
                            return;
                        }
                    }
                };
                let down = tokio::io::copy(&mut from_server, &mut to_client);
                tokio::select! { () = up => {}, _ = down => {} }
            });
        }
    });
    address
}

fn is_cut(state: &std::sync::Mutex<(usize, Vec<usize>)>, count: usize) -> bool {
    let mut state = state.lock().unwrap();
    state.0 += count;
    let is_cut = state.1.last().is_some_and(|cut| state.0 > *cut);
    if is_cut {
        state.1.pop();
    }
    is_cut
}

#[tokio::test]
async fn an_upload_goes_on_after_its_connection_was_cut_twice() {
    const MIB: usize = 1 << 20;
    let registry = Registry::start(true, None);
    // Once in the one PUT, then in the second chunk.
    let address = cutting(registry.address.clone(), vec![3 * MIB, 25 * MIB]).await;
    let client = Connector::new("portolan-test")
        .connect(
            crate::fake::endpoint(&address),
            std::sync::Arc::new(Anonymously),
        )
        .unwrap();
    let content: Vec<u8> = (0..40 * MIB).map(|place| (place >> 10) as u8).collect();
    let content = Bytes::from(content);
    let digest = Digest::of(&content);
    let name = repository("team/app");
    client.upload_blob(&name, &digest, &content).await.unwrap();
    let blob = registry
        .client(None)
        .stream_blob(&name, &digest, 0)
        .await
        .unwrap();
    let pieces: Vec<Bytes> = blob.pieces.try_collect().await.unwrap();
    assert_eq!(pieces.iter().map(Bytes::len).sum::<usize>(), 40 * MIB);
}

#[tokio::test]
async fn what_is_made_as_it_goes_arrives_in_chunks_under_what_it_comes_to() {
    const MIB: usize = 1 << 20;
    let registry = Registry::start(true, None);
    let client = registry.client(None);
    let content: Vec<u8> = (0..20 * MIB).map(|place| (place >> 10) as u8).collect();
    let content = Bytes::from(content);
    let made = content.clone();
    let pieces = (0..20).map(move |n| Ok(made.slice(n * MIB..(n + 1) * MIB)));
    let pieces = futures_util::stream::iter(pieces).boxed();
    let name = repository("team/app");
    let (digest, size) = client.upload_unknown(&name, pieces).await.unwrap();
    assert_eq!(digest, Digest::of(&content));
    assert_eq!(size, 20 << 20);
    let blob = client.stream_blob(&name, &digest, 0).await;
    let pieces: Vec<Bytes> = blob.unwrap().pieces.try_collect().await.unwrap();
    assert_eq!(pieces.concat(), content);
}

#[tokio::test]
async fn everything_goes_over_one_encrypted_connection() {
    let (registry, authority) = Registry::start_encrypted();
    let (_, port) = registry.address.rsplit_once(':').unwrap();
    let mut endpoint = crate::fake::endpoint(&format!("localhost:{port}"));
    endpoint.plain_http = false;
    endpoint.authorities = vec![authority];
    let connector = Connector::new("portolan-test");
    let client = connector
        .connect(endpoint, std::sync::Arc::new(Anonymously))
        .unwrap();
    let name = repository("team/app");
    let large = Bytes::from(vec![7; 8 << 20]);
    client
        .upload_blob(&name, &Digest::of(&large), &large)
        .await
        .unwrap();
    let digest = push(&client, &name, b"layer", "1.0").await;
    let selector = Selector::Digest(digest);
    let heads = (0..50).map(|_| client.head_manifest(&name, &selector));
    for head in futures_util::future::join_all(heads).await {
        head.unwrap();
    }
    assert_eq!(
        connector.counts().manifest_heads,
        1,
        "the same question at once"
    );
}

#[tokio::test]
async fn lists_are_followed_to_their_end() {
    let registry = Registry::start(true, None);
    let client = registry.client(None);
    for number in 0..3 {
        push(&client, &repository(&format!("r{number}")), b"layer", "a").await;
    }
    push(&client, &repository("r0"), b"layer", "b").await;
    let first = client.list_repositories(None, Some(2)).await.unwrap();
    assert_eq!(first.items, [repository("r0"), repository("r1")]);
    let second = client
        .list_repositories(first.next.as_ref(), None)
        .await
        .unwrap();
    assert_eq!(second.items, [repository("r2")]);
    assert_eq!(second.next, None);
    assert_eq!(all_repositories(&client).await.unwrap().items.len(), 3);
    let page = all_tags(&client, &repository("r0")).await.unwrap();
    let mut tags: Vec<&str> = page.items.iter().map(Tag::as_str).collect();
    // Distribution 2.8 keeps no order.
    tags.sort_unstable();
    assert_eq!(tags, ["a", "b"]);
    assert!(matches!(
        all_tags(&client, &repository("absent")).await,
        Err(Error::NotFound { .. })
    ));
}

#[tokio::test]
async fn deletion_by_digest_works_where_it_is_on_and_by_tag_is_told_as_unsupported() {
    let registry = Registry::start(true, None);
    let client = registry.client(None);
    let name = repository("team/app");
    let digest = push(&client, &name, b"layer", "1.0").await;
    assert!(matches!(
        client.delete_manifest(&name, &tag("1.0")).await,
        Err(Error::Unsupported {
            what: Operation::DeleteTag,
            ..
        })
    ));
    client
        .delete_manifest(&name, &Selector::Digest(digest.clone()))
        .await
        .unwrap();
    // Distribution now says `tags: null`.
    let page = all_tags(&client, &name).await.unwrap();
    assert_eq!((page.items.len(), page.problems.len()), (0, 0));
    assert!(
        client
            .delete_manifest(&name, &Selector::Digest(digest))
            .await
            .unwrap_err()
            .is_not_found()
    );
    client
        .delete_blob(&name, &Digest::of(b"layer"))
        .await
        .unwrap();
}

#[tokio::test]
async fn deletion_switched_off_is_told_as_unsupported() {
    let registry = Registry::start(false, None);
    let client = registry.client(None);
    let name = repository("team/app");
    let digest = push(&client, &name, b"layer", "1.0").await;
    let refused = client
        .delete_manifest(&name, &Selector::Digest(digest))
        .await;
    assert!(
        matches!(
            &refused,
            Err(Error::Unsupported { what: Operation::DeleteManifest, complaint: Some(complaint) })
                if complaint.is("UNSUPPORTED")
        ),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_password_gets_in_and_a_wrong_one_is_told_from_none() {
    let registry = Registry::start(true, Some("right"));
    let basic = |password: &str| {
        Some(Credential::Basic {
            user: "alice".to_owned(),
            password: password.into(),
        })
    };
    let ping = registry.client(basic("right")).ping().await.unwrap();
    assert_eq!((ping.scheme, ping.admitted), (SignInScheme::Basic, true));
    push(
        &registry.client(basic("right")),
        &repository("a"),
        b"x",
        "t",
    )
    .await;
    assert!(!registry.client(None).ping().await.unwrap().admitted);
    for (credential, expected) in [
        (basic("wrong"), SignInProblem::WrongCredentials),
        (None, SignInProblem::NoCredentials),
    ] {
        let refused = all_repositories(&registry.client(credential)).await;
        assert!(
            matches!(refused, Err(Error::Unauthorized { reason, .. }) if reason == expected),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn blobs_are_mounted_and_large_ones_go_in_chunks() {
    let registry = Registry::start(true, None);
    let client = registry.client(None);
    push(&client, &repository("from"), b"layer", "a").await;
    let digest = Digest::of(b"layer");
    let mounted = client
        .mount_blob(&repository("to"), &digest, &repository("from"))
        .await
        .unwrap();
    assert_eq!(mounted, Mount::Mounted);
    let declined = client
        .mount_blob(
            &repository("to"),
            &Digest::of(b"absent"),
            &repository("from"),
        )
        .await
        .unwrap();
    assert_eq!(declined, Mount::Declined);
    assert_eq!(
        client
            .blob_exists(&repository("to"), &digest)
            .await
            .unwrap(),
        Some(5)
    );

    let empty = Bytes::new();
    client
        .upload_blob(&repository("to"), &Digest::of(b""), &empty)
        .await
        .unwrap();
    let wrong = client
        .upload_blob(&repository("to"), &digest, &Bytes::from_static(b"other"))
        .await;
    assert!(
        matches!(wrong, Err(Error::Refuses { status: 400, .. })),
        "{wrong:?}"
    );
}

#[tokio::test]
async fn without_the_api_referrers_come_from_the_fallback_tag_and_cosigns_tags() {
    let registry = Registry::start(true, None);
    let client = registry.client(None);
    let name = repository("team/app");
    let subject = push(&client, &name, b"layer", "1.0").await;
    let found = client.referrers(&name, &subject, None).await.unwrap();
    assert_eq!((found.items.len(), found.has_api), (0, false));

    let describe = |subject: &Digest| {
        let mut manifest = Manifest::new(
            Descriptor::of(
                MediaType::OCI_CONFIG,
                br#"{"os":"linux","architecture":"amd64"}"#,
            ),
            Vec::new(),
        );
        manifest.artifact_type = Some("application/spdx+json".to_owned());
        manifest.subject = Some(Descriptor::new(MediaType::OCI_MANIFEST, subject.clone(), 1));
        Bytes::from(serde_json::to_vec(&manifest).unwrap())
    };
    let put = |selector: Selector, media_type: MediaType, bytes: Bytes| {
        let (client, name) = (&client, &name);
        async move {
            client
                .put_manifest(name, &selector, &media_type, bytes)
                .await
                .unwrap()
                .digest
        }
    };
    let right = describe(&subject);
    let other = describe(&Digest::of(b"another"));
    let mut entries = Vec::new();
    for bytes in [&right, &other] {
        let selector = Selector::Digest(Digest::of(bytes));
        put(selector, MediaType::OCI_MANIFEST, bytes.clone()).await;
        entries.push(Descriptor::of(MediaType::OCI_MANIFEST, bytes));
    }
    let index = Bytes::from(serde_json::to_vec(&Index::new(entries)).unwrap());
    put(tag(&subject.fallback_tag()), MediaType::OCI_INDEX, index).await;
    let signature = push(
        &client,
        &name,
        b"signature",
        &format!("{}.sig", subject.fallback_tag()),
    )
    .await;

    for tags in [None, Some(all_tags(&client, &name).await.unwrap().items)] {
        let found = client
            .referrers(&name, &subject, tags.as_deref())
            .await
            .unwrap();
        let digests: Vec<_> = found
            .items
            .iter()
            .map(|referrer| referrer.descriptor.digest.clone())
            .collect();
        assert_eq!(digests, [Digest::of(&right), signature.clone()]);
        assert_eq!(
            found.problems.len(),
            1,
            "the one about another image is reported"
        );
    }
}
