//! A vendor's log as a file: a table for spreadsheets, or JSON.

use portolan_contract::{Failure, FindingsFormat, LogRow, ReadLog, SaveLog, SavedFile};

use crate::{
    App,
    app::off_the_loop,
    saved_table::{show_time, table_line, word},
    saving::save_text,
};

/// The heads of the table's columns.
const HEADS: &str = "when,actor,deed,meaning,repository,selector,about,source,worked,said";

/// Rows that are saved at most.
const MOST: usize = 10_000;

impl App {
    /// Saves what is wanted of a vendor's log to the folder of downloads, page after page.
    pub async fn save_log(&self, request: SaveLog) -> Result<SavedFile, Failure> {
        let mut rows = Vec::new();
        let mut cursor = None;
        loop {
            let asked = ReadLog {
                at: request.at.clone(),
                filter: request.filter.clone(),
                cursor,
            };
            let page = self.read_log(asked).await?;
            rows.extend(page.rows);
            cursor = page.next;
            if cursor.is_none() || rows.len() >= MOST {
                break;
            }
        }
        rows.truncate(MOST);
        let (text, extension) = match request.format {
            FindingsFormat::Csv => (to_table(&rows)?, "csv"),
            FindingsFormat::Json => (to_json(&rows)?, "json"),
        };
        let folder = self.downloads_folder();
        let path = off_the_loop(move || save_text(&folder, "registry-log", extension, &text));
        Ok(SavedFile {
            path: path.await??.display().to_string(),
        })
    }
}

fn to_json(rows: &[LogRow]) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(rows);
    text.map_err(|problem| Failure::unexpected(problem.to_string()))
}

/// A line for each row (RFC 4180).
fn to_table(rows: &[LogRow]) -> Result<String, Failure> {
    let mut table = format!("{HEADS}\r\n");
    for row in rows {
        let meaning = row.meaning.map(|meaning| word(&meaning)).transpose()?;
        let worked = row.worked.map(|worked| worked.to_string());
        let said = |text: &Option<String>| text.clone().unwrap_or_default();
        table.push_str(&table_line([
            row.at.map(show_time).unwrap_or_default(),
            said(&row.actor),
            row.deed.clone(),
            said(&meaning),
            said(&row.repository),
            said(&row.selector),
            said(&row.about),
            said(&row.source),
            said(&worked),
            said(&row.said),
        ]));
    }
    Ok(table)
}
