//! What packs keep, and which are refused.

use std::{convert::Infallible, io::Write as _, ops::ControlFlow};

use super::*;
use crate::{PackProblem, Record, RecordProblem};

fn records(count: usize) -> Vec<Record> {
    crate::starter().take(count).map(Record::from).collect()
}

fn header(records: usize) -> PackHeader {
    PackHeader {
        made_at: Timestamp::from_second(1_700_000_000).ok(),
        note: "for the ships".to_owned(),
        records: records as u64,
    }
}

fn on(_: PackProgress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn written(records: &[Record]) -> Vec<u8> {
    let mut file = Vec::new();
    let rows = records.iter().cloned().map(Ok::<_, Infallible>);
    write_pack(&header(records.len()), rows, &mut file, on).unwrap();
    file
}

fn read(file: &[u8]) -> Result<(PackSummary, Vec<Record>), PackProblem> {
    let mut kept = Vec::new();
    let keep = |record| {
        kept.push(record);
        Ok::<_, Infallible>(())
    };
    let summary = read_pack(file, on, keep)?;
    Ok((summary, kept))
}

/// A pack of these lines, compressed as packs are.
fn packed(lines: &[String]) -> Vec<u8> {
    let content = lines.join("\n") + "\n";
    zstd::encode_all(content.as_bytes(), 3).unwrap()
}

fn first_line(records: u64) -> String {
    format!(r#"{{"portolan_pack":1,"records":{records}}}"#)
}

#[test]
fn what_is_written_is_read_again() {
    let records = records(700);
    let file = written(&records);
    let (summary, kept) = read(&file).unwrap();
    assert_eq!(kept, records);
    assert_eq!(summary.header, header(700));
    assert_eq!(summary.bytes, file.len() as u64);
    assert_eq!(summary.checksum.len(), 64);
}

#[test]
fn an_empty_pack_is_a_pack() {
    assert_eq!(read(&written(&[])).unwrap().1, []);
}

#[test]
fn progress_says_how_far_it_is_and_can_stop_it() {
    let records = records(700);
    let file = written(&records);
    let mut seen = Vec::new();
    let watch = |at: PackProgress| {
        seen.push(at);
        ControlFlow::Continue(())
    };
    read_pack(&file[..], watch, |_| Ok::<_, Infallible>(())).unwrap();
    let counts: Vec<u64> = seen.iter().map(|at| at.records).collect();
    assert_eq!(counts, [256, 512, 700]);
    assert!(seen.iter().all(|at| at.expected == 700));
    assert_eq!(seen.last().unwrap().bytes, file.len() as u64);
    let stop = |_| ControlFlow::Break(());
    let stopped = read_pack(&file[..], stop, |_| Ok::<_, Infallible>(()));
    assert_eq!(stopped, Err(PackProblem::Stopped));
    let rows = records.into_iter().map(Ok::<_, Infallible>);
    let stopped = write_pack(&header(700), rows, Vec::new(), stop);
    assert_eq!(stopped, Err(PackProblem::Stopped));
}

#[test]
fn a_pack_that_ends_early_is_refused_wherever_it_ends() {
    let file = written(&records(50));
    for end in 0..file.len() {
        let refusal = read(&file[..end]).unwrap_err();
        let is_told = matches!(
            refusal,
            PackProblem::Truncated { .. } | PackProblem::NotAPack
        );
        assert!(is_told, "cut at {end}: {refusal:?}");
    }
}

#[test]
fn a_pack_that_was_edited_is_refused_wherever_it_was() {
    let file = written(&records(20));
    for at in 0..file.len() {
        let mut edited = file.clone();
        edited[at] ^= 0x41;
        // A frame's header has bits that mean nothing: what they hold is then unchanged.
        if let Ok((_, kept)) = read(&edited) {
            assert_eq!(kept, records(20), "edited at {at}");
        }
    }
    let content = zstd::decode_all(&file[..]).unwrap();
    let text = String::from_utf8(content).unwrap();
    let edited = text.replacen("ECS", "EKS", 1);
    assert_ne!(edited, text);
    let edited = zstd::encode_all(edited.as_bytes(), 3).unwrap();
    assert_eq!(read(&edited).unwrap_err(), PackProblem::Checksum);
}

#[test]
fn listings_that_lack_or_were_added_are_noticed() {
    let file = written(&records(20));
    let content = String::from_utf8(zstd::decode_all(&file[..]).unwrap()).unwrap();
    let lines: Vec<String> = content.lines().map(str::to_owned).collect();
    let mut fewer = lines.clone();
    fewer.remove(5);
    let promised = 20;
    assert_eq!(
        read(&packed(&fewer)).unwrap_err(),
        PackProblem::Count {
            promised,
            found: 19
        }
    );
    let mut more = lines.clone();
    more.insert(5, lines[5].clone());
    assert_eq!(
        read(&packed(&more)).unwrap_err(),
        PackProblem::Count {
            promised,
            found: 21
        }
    );
    let mut swapped = lines;
    swapped.swap(5, 6);
    assert_eq!(read(&packed(&swapped)).unwrap_err(), PackProblem::Checksum);
}

#[test]
fn something_after_the_end_is_refused() {
    let mut file = written(&records(3));
    file.extend_from_slice(&zstd::encode_all(&b"more"[..], 3).unwrap());
    assert_eq!(read(&file).unwrap_err(), PackProblem::Trailing);
    let mut file = written(&records(3));
    file.push(0);
    assert_eq!(read(&file).unwrap_err(), PackProblem::Trailing);
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    writeln!(encoder, "{}", first_line(4_000_000)).unwrap();
    // Half a gigabyte of the smallest record there is, as often as the header says.
    let line = r#"{"listing":{"card":{"host":"a","name":"a"}},"logo":null}"#;
    let block = format!("{line}\n").repeat(10_000);
    for _ in 0..900 {
        encoder.write_all(block.as_bytes()).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    let refusal = read(&bomb).unwrap_err();
    assert!(matches!(refusal, PackProblem::Bomb { .. }), "{refusal:?}");
}

#[test]
fn a_listing_without_end_is_refused_before_it_fills_the_memory() {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    writeln!(encoder, "{}", first_line(2)).unwrap();
    encoder.write_all(b"{\"listing\":{\"about\":\"").unwrap();
    for _ in 0..50 {
        encoder.write_all(&vec![b'x'; 1 << 20]).unwrap();
    }
    let refusal = read(&encoder.finish().unwrap()).unwrap_err();
    assert!(
        matches!(refusal, PackProblem::RecordTooLarge { record: 1, .. }),
        "{refusal:?}"
    );
}

#[test]
fn a_frame_that_asks_for_a_lot_of_memory_is_refused() {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.window_log(27).unwrap();
    encoder.include_contentsize(false).unwrap();
    writeln!(encoder, "{}", first_line(0)).unwrap();
    assert!(read(&encoder.finish().unwrap()).is_err());
}

#[test]
fn listings_that_no_source_could_yield_are_refused_with_their_number() {
    let good = serde_json::to_string(&records(1)[0]).unwrap();
    let mut bad = records(1).remove(0);
    bad.listing.card.description = "a\u{1b}[31mb".to_owned();
    let bad = serde_json::to_string(&bad).unwrap();
    let file = packed(&[first_line(2), good.clone(), bad]);
    assert_eq!(
        read(&file).unwrap_err(),
        PackProblem::Record {
            record: 2,
            problem: RecordProblem::Control("description"),
        }
    );
    let file = packed(&[first_line(2), good.clone(), "7".to_owned()]);
    let refusal = read(&file).unwrap_err();
    assert!(
        matches!(refusal, PackProblem::Unreadable { record: 2, .. }),
        "{refusal:?}"
    );
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let file = packed(&[first_line(1), format!(r#"{{"x":{deep}}}"#)]);
    assert!(
        read(&file).is_err(),
        "what it does not know it passes over, however deep"
    );
}

#[test]
fn other_files_and_newer_packs_are_told_from_damaged_ones() {
    for other in [&b""[..], b"hello", b"PK\x03\x04 a zip", &[0_u8; 4_096]] {
        assert_eq!(read(other).unwrap_err(), PackProblem::NotAPack);
    }
    let not_ours = packed(&["{\"hello\":1}".to_owned()]);
    assert_eq!(read(&not_ours).unwrap_err(), PackProblem::NotAPack);
    let newer = packed(&[r#"{"portolan_pack":2,"records":0}"#.to_owned()]);
    let refusal = read(&newer).unwrap_err();
    assert_eq!(refusal, PackProblem::NewerFormat { found: 2, known: 1 });
}

#[test]
fn a_wrong_count_or_a_failing_shelf_ends_it() {
    let rows = records(3).into_iter().map(Ok::<_, Infallible>);
    let short = write_pack(&header(4), rows, Vec::new(), on);
    assert_eq!(
        short,
        Err(PackProblem::Count {
            promised: 4,
            found: 3
        })
    );
    let failing = read_pack(&written(&records(3))[..], on, |_| Err("disk full"));
    assert_eq!(failing, Err(PackProblem::Keeping("disk full".to_owned())));
}
