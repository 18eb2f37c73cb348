//! Copies from and to files: what skopeo writes is read, and what is written skopeo reads.

use std::{path::Path, process::Command, sync::Arc};

use portolan_oci::{Digest, Platform};
use portolan_tests::skopeo_copy;
use portolan_transfer::{
    Choice, CopyOptions, CopyPlan, Destination, Error, FileError, FileForm, FileSource, Note,
    PlatformChoice, Report, Source, copy, file_destination, plan_copy,
};

use super::{Harbour, REPOSITORY, tags};

const NAME: &str = "registry.example/team/app";

async fn carry(
    source: Arc<dyn Source>,
    destination: Arc<dyn Destination>,
    choice: &Choice,
) -> (CopyPlan, Report) {
    let plan = plan_copy(&*source, &*destination, choice).await.unwrap();
    let options = CopyOptions::default();
    let report = copy(Arc::new(plan.clone()), source, destination, options).await;
    (plan, report)
}

async fn carry_all(source: Arc<dyn Source>, destination: Arc<dyn Destination>) {
    let (_, report) = carry(source, destination, &Choice::repository()).await;
    assert!(report.failure().is_none(), "{:?}", report.failure());
}

fn opened(path: &Path) -> Arc<FileSource> {
    Arc::new(FileSource::open(path).unwrap())
}

fn writable(path: &Path, form: FileForm) -> Arc<dyn Destination> {
    file_destination(path, form, NAME).unwrap()
}

/// What went wrong about a file.
fn problem_of(error: &portolan_registries::Error) -> &FileError {
    FileError::of(error).unwrap()
}

/// Content that skopeo reads whole, with every platform.
fn read_back(from: &str) {
    let folder = tempfile::tempdir().unwrap();
    skopeo_copy(from, &format!("dir:{}", folder.path().display()));
}

#[tokio::test]
async fn a_repository_goes_into_a_layout_and_comes_back_the_same() {
    for form in [FileForm::Folder, FileForm::OciArchive] {
        let harbour = Harbour::open().await;
        let from = harbour.from();
        let amd = from
            .image_for(REPOSITORY, "amd", "amd", "linux", "amd64")
            .await;
        let arm = from
            .image_for(REPOSITORY, "arm", "arm", "linux", "arm64")
            .await;
        let index = from.index(REPOSITORY, "multi", &[amd.clone(), arm]).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("layout");
        let (source, destination) = harbour.places();
        carry_all(source, writable(&path, form)).await;
        let at = match form {
            FileForm::Folder => "oci",
            _ => "oci-archive",
        };
        read_back(&format!("{at}:{}:multi", path.display()));
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 1, "nothing is left beside");

        let file = opened(&path);
        assert_eq!(file.form(), form);
        let images = file.images().unwrap();
        let multi = images.iter().find(|image| image.digest == index.digest);
        let platforms = &multi.unwrap().platforms;
        assert_eq!(platforms.len(), 2, "{platforms:?}");
        carry_all(file, destination).await;
        let to = harbour.to();
        assert_eq!(to.manifest_of(REPOSITORY, "amd").await, Some(amd.bytes));
        assert_eq!(to.manifest_of(REPOSITORY, "multi").await, Some(index.bytes));
    }
}

#[tokio::test]
async fn what_describes_an_image_goes_through_an_archive_with_it() {
    let harbour = Harbour::open().await;
    let from = harbour.from();
    let image = from.image(REPOSITORY, "1.0", "one").await;
    let sbom = from
        .referrer(REPOSITORY, &image, "application/spdx+json")
        .await;
    let fallback = image.digest.fallback_tag();
    from.index(REPOSITORY, &fallback, std::slice::from_ref(&sbom))
        .await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("images.tar");
    let (source, destination) = harbour.places();
    carry_all(source, writable(&path, FileForm::OciArchive)).await;
    let file = opened(&path);
    assert_eq!(file.images().unwrap().len(), 1, "the SBOM is no image");
    carry_all(file, destination).await;
    let digest = sbom.digest.to_string();
    let copied = harbour.to().manifest_of(REPOSITORY, &digest).await;
    assert_eq!(copied, Some(sbom.bytes));
}

#[tokio::test]
async fn a_layout_folder_is_added_to_and_its_tags_are_moved_at_once() {
    let harbour = Harbour::open().await;
    let from = harbour.from();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("layout");
    from.image(REPOSITORY, "1.0", "one").await;
    let (source, _) = harbour.places();
    carry(source, writable(&path, FileForm::Folder), &tags(&["1.0"])).await;
    from.image(REPOSITORY, "2.0", "two").await;
    let moved = from.image(REPOSITORY, "1.0", "other").await;
    let (source, _) = harbour.places();
    let choice = tags(&["1.0", "2.0"]);
    let (plan, report) = carry(source, writable(&path, FileForm::Folder), &choice).await;
    assert!(report.failure().is_none(), "{:?}", report.failure());
    assert_eq!(plan.overwritten().count(), 1);
    let images = opened(&path).images().unwrap();
    assert_eq!(images.len(), 2);
    assert!(images.iter().any(|image| image.digest == moved.digest));
    read_back(&format!("oci:{}:2.0", path.display()));
}

#[tokio::test]
async fn archives_that_skopeo_writes_are_pushed() {
    let harbour = Harbour::open().await;
    harbour.from().image(REPOSITORY, "1.0", "one").await;
    let folder = tempfile::tempdir().unwrap();
    let at = format!("docker://{}/{REPOSITORY}:1.0", harbour.source.host());
    let oci = folder.path().join("oci.tar");
    skopeo_copy(&at, &format!("oci-archive:{}:1.0", oci.display()));
    let file = opened(&oci);
    // skopeo compresses what it writes, so the image is another than the registry's.
    let written = file.images().unwrap()[0].digest.clone();
    let (_, destination) = harbour.places();
    carry_all(file, destination).await;
    let copied = harbour.to().manifest_of(REPOSITORY, "1.0").await;
    assert_eq!(copied.map(|bytes| Digest::of(&bytes)), Some(written));

    let docker = folder.path().join("docker.tar");
    save(&at, &docker, "team/app:saved");
    let file = opened(&docker);
    assert_eq!(file.form(), FileForm::DockerArchive);
    let images = file.images().unwrap();
    let name = images[0].name.as_deref().unwrap();
    assert!(name.ends_with("team/app:saved"), "{name}");
    let (_, destination) = harbour.places();
    carry_all(file, destination).await;
    assert_eq!(harbour.to().tags(REPOSITORY).await, ["1.0", "saved"]);
    let host = harbour.destination.host();
    read_back(&format!("docker://{host}/{REPOSITORY}:saved"));
}

/// Writes an archive as `docker save` does. Docker's archives hold one platform, and unpacked layers.
fn save(from: &str, archive: &Path, name: &str) {
    let output = Command::new("skopeo")
        .args([
            "--insecure-policy",
            "copy",
            "--quiet",
            "--src-tls-verify=false",
        ])
        .arg(from)
        .arg(format!("docker-archive:{}:{name}", archive.display()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

#[tokio::test]
async fn an_archive_of_docker_save_takes_one_platform_unpacked_and_says_so() {
    let harbour = Harbour::open().await;
    let from = harbour.from();
    let amd = from
        .image_for(REPOSITORY, "amd", "amd", "linux", "amd64")
        .await;
    let arm = from
        .image_for(REPOSITORY, "arm", "arm", "linux", "arm64")
        .await;
    from.index(REPOSITORY, "multi", &[amd.clone(), arm]).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("images.tar");
    let (source, _) = harbour.places();
    let destination = writable(&path, FileForm::DockerArchive);
    let refused = plan_copy(&*source, &*destination, &tags(&["multi"])).await;
    let refused = refused.unwrap_err();
    assert!(
        matches!(&refused, Error::OnePlatform { has, .. } if has.len() == 2),
        "{refused}"
    );

    let choice = Choice {
        platforms: PlatformChoice::Only(vec![Platform::new("linux", "amd64")]),
        ..tags(&["multi"])
    };
    let (plan, report) = carry(source, destination, &choice).await;
    assert!(report.failure().is_none(), "{:?}", report.failure());
    assert_eq!(plan.images[0].digest, amd.digest);
    let notes = &plan.images[0].notes;
    assert!(notes.contains(&Note::Unpacked), "{notes:?}");
    let one = Note::OnePlatform {
        platform: "linux/amd64".to_owned(),
        left: 1,
    };
    assert!(notes.contains(&one), "{notes:?}");
    read_back(&format!("docker-archive:{}:{NAME}:multi", path.display()));
    let images = opened(&path).images().unwrap();
    assert_eq!(images[0].platforms, [Platform::new("linux", "amd64")]);
}

#[tokio::test]
async fn an_archive_is_there_whole_or_not_at_all() {
    let harbour = Harbour::open().await;
    let from = harbour.from();
    from.image(REPOSITORY, "1.0", "one").await;
    let broken = from.image(REPOSITORY, "2.0", "two").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("images.tar");
    for form in [FileForm::OciArchive, FileForm::DockerArchive] {
        let (source, _) = harbour.places();
        let destination = writable(&path, form);
        let choice = tags(&["1.0", "2.0"]);
        let plan = plan_copy(&*source, &*destination, &choice).await.unwrap();
        // The plan expects another blob than the source has, as where it was damaged since.
        let mut plan = plan;
        let layer = plan.manifests[&broken.digest].blobs[1].clone();
        plan.blobs.get_mut(&layer).unwrap().size += 1;
        let options = CopyOptions::default();
        let report = copy(Arc::new(plan), source, destination, options).await;
        assert_eq!(report.done(), 0, "{report:?}");
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 0);
    }
}

#[tokio::test]
async fn a_place_where_something_is_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let letter = folder.path().join("letter.txt");
    std::fs::write(&letter, "mine").unwrap();
    for (path, form) in [
        (folder.path(), FileForm::Folder),
        (&*letter, FileForm::OciArchive),
        (&*letter, FileForm::DockerArchive),
    ] {
        let refused = file_destination(path, form, NAME).unwrap_err();
        assert!(
            matches!(problem_of(&refused), FileError::Exists(_)),
            "{refused}"
        );
    }
    let nowhere = folder.path().join("no/where.tar");
    let refused = file_destination(&nowhere, FileForm::OciArchive, NAME).unwrap_err();
    assert!(
        matches!(problem_of(&refused), FileError::Io { .. }),
        "{refused}"
    );
    assert_eq!(std::fs::read_to_string(&letter).unwrap(), "mine");
}

#[tokio::test]
async fn a_file_of_another_form_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let refused = FileSource::open(folder.path()).unwrap_err();
    assert!(
        matches!(problem_of(&refused), FileError::UnknownForm(_)),
        "{refused}"
    );
    for (begin, is_compressed) in [
        (&b"\x1f\x8b\x08\x00 gzip"[..], true),
        (b"\x28\xb5\x2f\xfd zstd", true),
        (b"\xfd7zXZ\0 xz", true),
        (b"BZh91AY&SY", true),
        (b"PK\x03\x04 zip", false),
    ] {
        std::fs::write(&path, begin).unwrap();
        let refused = FileSource::open(&path).unwrap_err();
        let problem = problem_of(&refused);
        if is_compressed {
            assert!(matches!(problem, FileError::Compressed(_)), "{refused}");
        } else {
            assert!(matches!(problem, FileError::UnknownForm(_)), "{refused}");
        }
    }
    std::fs::write(&path, [0; 1_024]).unwrap();
    let refused = FileSource::open(&path).unwrap_err();
    assert!(
        matches!(problem_of(&refused), FileError::UnknownForm(_)),
        "{refused}"
    );
}

#[tokio::test]
async fn an_archive_whose_content_was_changed_or_cut_pushes_nothing() {
    let harbour = Harbour::open().await;
    harbour
        .from()
        .image(REPOSITORY, "1.0", "a text that is easily found")
        .await;
    let folder = tempfile::tempdir().unwrap();
    let at = format!("docker://{}/{REPOSITORY}:1.0", harbour.source.host());
    let path = folder.path().join("docker.tar");
    save(&at, &path, "team/app:saved");
    let whole = std::fs::read(&path).unwrap();

    // A layer's bytes.
    let changed = folder.path().join("changed.tar");
    let place = find(&whole, b"a text that is easily found");
    let mut bytes = whole.clone();
    bytes[place] = b'A';
    std::fs::write(&changed, bytes).unwrap();
    let (_, destination) = harbour.places();
    let (_, report) = carry(opened(&changed), destination, &Choice::repository()).await;
    assert!(
        matches!(report.failure(), Some(Error::Corrupt { .. })),
        "{report:?}"
    );
    // The config's, whose name is its digest.
    let place = find(&whole, b"\"rootfs\"");
    let mut bytes = whole.clone();
    bytes[place + 1] = b'R';
    std::fs::write(&changed, bytes).unwrap();
    let refused = FileSource::open(&changed).unwrap_err();
    assert!(
        matches!(problem_of(&refused), FileError::Mismatch { .. }),
        "{refused}"
    );
    // Cut anywhere, it is refused, or found to lack something when it is read.
    for cut in (0..whole.len()).step_by(whole.len() / 40) {
        std::fs::write(&changed, &whole[..cut]).unwrap();
        let Ok(source) = FileSource::open(&changed) else {
            continue;
        };
        let (_, destination) = harbour.places();
        let choice = Choice::repository();
        let planned = plan_copy(&source, &*destination, &choice).await.unwrap();
        // The list is the last that has to be there.
        let list = find(&whole, b"[{\"Config\"");
        assert!(cut > list && planned.images.len() == 1, "cut at {cut}");
    }
    assert_eq!(harbour.to().tags(REPOSITORY).await, Vec::<String>::new());
}

fn find(bytes: &[u8], wanted: &[u8]) -> usize {
    let mut places = bytes.windows(wanted.len());
    places.position(|place| place == wanted).unwrap()
}

#[tokio::test]
async fn a_layout_that_lies_about_a_manifest_is_refused() {
    let harbour = Harbour::open().await;
    let pushed = harbour.from().image(REPOSITORY, "1.0", "one").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("layout");
    let (source, _) = harbour.places();
    carry_all(source, writable(&path, FileForm::Folder)).await;
    let manifest = path.join("blobs/sha256").join(pushed.digest.hex());
    std::fs::write(manifest, "{}").unwrap();
    let source = opened(&path);
    let refused = source.images().unwrap_err();
    let FileError::Mismatch { asked, got } = problem_of(&refused) else {
        panic!("{refused}");
    };
    assert_eq!((asked, got), (&pushed.digest, &Digest::of(b"{}")));
    let (_, destination) = harbour.places();
    let planned = plan_copy(&*source, &*destination, &tags(&["1.0"])).await;
    assert!(planned.is_err());
}
