//! Packs: what one home knows carried into another, whole or not at all.

use std::{fs, ops::ControlFlow, path::Path, sync::Arc};

use jiff::Timestamp;
use portolan_app::App;
use portolan_contract::{Code, ExportPack, Failure, Hint, ImportPack, PackExport};
use portolan_gallery::{PackHeader, Record, write_pack};
use portolan_search::{Card, Listing};
use portolan_tests::FreshHome;

use super::{end_of, finds, search};
use crate::program::open;

/// A record of a repository that the shipped catalogue lacks.
fn record(source: &str, host: &str, name: &str) -> Record {
    let card = Card {
        source: source.to_owned(),
        host: host.to_owned(),
        alias: "tin".to_owned(),
        name: name.to_owned(),
        kind: "image".to_owned(),
        description: "Turns the planets".to_owned(),
        ..Card::default()
    };
    let listing = Listing {
        card,
        ..Listing::default()
    };
    Record {
        listing,
        observed_at: Some(Timestamp::UNIX_EPOCH),
        ..Record::default()
    }
}

fn pack(records: &[Record]) -> Vec<u8> {
    let header = PackHeader {
        records: records.len() as u64,
        ..PackHeader::default()
    };
    let mut bytes = Vec::new();
    let records = records.iter().cloned().map(Ok::<_, String>);
    write_pack(&header, records, &mut bytes, |_| ControlFlow::Continue(())).unwrap();
    bytes
}

async fn import(app: &Arc<App>, path: &Path) -> Option<Failure> {
    let mut events = app.events.listen();
    let path = path.display().to_string();
    let job = app.import_pack(ImportPack { path }).await.unwrap();
    end_of(&mut events, &job).await
}

async fn export(app: &Arc<App>, text: &str, path: Option<&Path>) -> PackExport {
    let mut events = app.events.listen();
    let request = ExportPack {
        text: text.to_owned(),
        path: path.map(|path| path.display().to_string()),
        replaces: false,
    };
    let export = app.export_pack(request).await.unwrap();
    assert_eq!(end_of(&mut events, &export.job).await, None);
    export
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_home_knows_is_found_in_another_after_a_pack_was_carried_over() {
    let (home, other) = (FreshHome::new(), FreshHome::new());
    let orreries = ["orrery-one", "orrery-two"].map(|name| record("quay", "quay.io", name));
    let made = home.root().join("made.portolan-pack");
    fs::write(&made, pack(&orreries)).unwrap();
    let app = open(&home).await;
    assert_eq!(import(&app, &made).await, None);
    let both = ["quay.io/tin/orrery-one", "quay.io/tin/orrery-two"];
    finds(&app, "publisher:tin", &both).await;

    // A selection, and all.
    let some = home.root().join("some");
    let export_some = export(&app, "orrery two publisher:tin", Some(&some)).await;
    assert_eq!(
        (export_some.listings, export_some.path),
        (1, some.display().to_string())
    );
    let all = home.root().join("all");
    let exported = export(&app, "", Some(&all)).await;
    assert_eq!(exported.listings, search(&app, "").await.all);
    let twice = ExportPack {
        text: String::new(),
        path: Some(all.display().to_string()),
        replaces: false,
    };
    let refused = app.export_pack(twice.clone()).await.unwrap_err();
    assert!(matches!(refused.code, Code::InvalidInput { field } if field == "path"));
    fs::write(&all, "what was there").unwrap();
    let mut events = app.events.listen();
    let replaces = ExportPack {
        replaces: true,
        ..twice
    };
    let export = app.export_pack(replaces).await.unwrap();
    assert_eq!(export.path, all.display().to_string());
    assert_eq!(end_of(&mut events, &export.job).await, None);
    let names = fs::read_dir(home.root()).unwrap();
    let are_parts = names.filter(|it| {
        it.as_ref()
            .unwrap()
            .path()
            .extension()
            .is_some_and(|it| it == "part")
    });
    assert_eq!(are_parts.count(), 0, "nothing is left beside it");
    app.close().await;

    let app = open(&other).await;
    assert_eq!(import(&app, &some).await, None);
    finds(&app, "publisher:tin", &both[1..]).await;
    let before = search(&app, "").await.all;
    assert_eq!(import(&app, &all).await, None);
    finds(&app, "publisher:tin", &both).await;
    assert_eq!(search(&app, "").await.all, before + 1);
    assert_eq!(import(&app, &all).await, None, "once more changes nothing");
    assert_eq!(search(&app, "").await.all, before + 1);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_that_is_not_as_it_was_made_is_refused_whole_with_the_reason() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let before = search(&app, "").await.all;
    // More than one report of progress, so that some are put before the end is seen.
    let many: Vec<Record> = (0..600)
        .map(|number| record("quay", "quay.io", &format!("orrery-{number}")))
        .collect();
    let whole = pack(&many);
    let plain = zstd::decode_all(whole.as_slice()).unwrap();
    let repacked = |plain: &[u8]| zstd::encode_all(plain, 3).unwrap();
    let text = String::from_utf8(plain).unwrap();
    let edited = text.replacen("\"name\":\"orrery-7\"", "\"name\":\"orrerx-7\"", 1);
    assert_ne!(edited, text);
    let newer = text.replacen("\"portolan_pack\":1", "\"portolan_pack\":999", 1);
    let bomb = format!(
        "{}{}",
        &text[..=text.find('\n').unwrap()],
        "[".repeat(80 << 20)
    );
    let mut elsewhere = many.clone();
    elsewhere[599].listing.card.host = "evil.example".to_owned();
    let mut own = many.clone();
    own[599].listing.card.source = "ship-yard".to_owned();
    let mut climbing = text.clone();
    climbing = climbing.replacen("\"name\":\"orrery-9\"", "\"name\":\"../../x\"", 1);
    let cases = [
        ("nothing", Vec::new(), Hint::NotAPack),
        (
            "a picture",
            b"\x89PNG\r\n\x1a\n".repeat(100),
            Hint::NotAPack,
        ),
        (
            "other content",
            repacked(b"{\"hello\":1}\n"),
            Hint::NotAPack,
        ),
        (
            "half",
            whole[..whole.len() / 2].to_vec(),
            Hint::PackTruncated,
        ),
        (
            "all but its end",
            whole[..whole.len() - 1].to_vec(),
            Hint::PackTruncated,
        ),
        ("edited", repacked(edited.as_bytes()), Hint::PackAltered),
        (
            "more after it",
            [whole.clone(), whole.clone()].concat(),
            Hint::PackAltered,
        ),
        ("newer", repacked(newer.as_bytes()), Hint::PackNewer),
        ("a bomb", repacked(bomb.as_bytes()), Hint::PackTooLarge),
        (
            "of another registry",
            pack(&elsewhere),
            Hint::PackUnreadable,
        ),
        ("of nobody's source", pack(&own), Hint::PackUnreadable),
        (
            "with a path that climbs",
            repacked(climbing.as_bytes()),
            Hint::PackUnreadable,
        ),
    ];
    for (what, bytes, reason) in cases {
        let path = home.root().join("pack");
        fs::write(&path, bytes).unwrap();
        let failure = import(&app, &path).await;
        let failure = failure.unwrap_or_else(|| panic!("{what} was taken in"));
        assert_eq!(failure.hint, Some(reason), "{what}: {failure}");
        finds(&app, "publisher:tin", &[]).await;
        assert_eq!(search(&app, "").await.all, before, "{what}");
    }
    for nothing in ["missing", ""] {
        let path = home.root().join(nothing).display().to_string();
        assert!(app.import_pack(ImportPack { path }).await.is_err());
    }
    // The same, as it was made, is taken in.
    let path = home.root().join("pack");
    fs::write(&path, whole).unwrap();
    assert_eq!(import(&app, &path).await, None);
    portolan_tests::until("all to be found", async || {
        (search(&app, "publisher:tin").await.total == 600).then_some(())
    })
    .await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_from_the_future_does_not_outlast_later_answers() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let mut future = record("quay", "quay.io", "orrery");
    future.observed_at = Some("2999-01-01T00:00:00Z".parse().unwrap());
    future.listing.card.description = "From the future".to_owned();
    let path = home.root().join("pack");
    fs::write(&path, pack(&[future])).unwrap();
    assert_eq!(import(&app, &path).await, None);
    let mut later = record("quay", "quay.io", "orrery");
    later.observed_at = Some(Timestamp::now());
    fs::write(&path, pack(&[later])).unwrap();
    assert_eq!(import(&app, &path).await, None);
    finds(&app, "turns planets publisher:tin", &["quay.io/tin/orrery"]).await;
    app.close().await;
}
