//! What windows remember (sizes, open tabs, columns), in their own words.

use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use crate::{
    Error, Store,
    rows::{json, read_json},
};

impl Store {
    /// What was kept under `key`.
    pub async fn window_state(
        &self,
        key: impl Into<String> + Send,
    ) -> Result<Option<Value>, Error> {
        let key = key.into();
        self.read(move |database| {
            Ok(database
                .prepare_cached("SELECT value FROM window_state WHERE key = ?")?
                .query_row([key], |row| read_json(row, 0))
                .optional()?)
        })
        .await
    }

    /// Keeps `value` under `key`, in place of what was there; `None` forgets it.
    pub async fn keep_window_state(
        &self,
        key: impl Into<String> + Send,
        value: Option<Value>,
    ) -> Result<(), Error> {
        let key = key.into();
        self.write(move |database| {
            match value {
                Some(value) => database.execute(
                    "INSERT OR REPLACE INTO window_state VALUES (?, ?)",
                    params![key, json(&value)?],
                )?,
                None => database.execute("DELETE FROM window_state WHERE key = ?", [key])?,
            };
            Ok(())
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::fixtures::fresh;

    #[tokio::test]
    async fn a_window_finds_what_it_kept() {
        let (_home, store) = fresh();
        let state = json!({"tabs": ["a", "b"], "width": 1280});
        store
            .keep_window_state("main", Some(state.clone()))
            .await
            .unwrap();
        assert_eq!(store.window_state("main").await.unwrap(), Some(state));
        assert_eq!(store.window_state("other").await.unwrap(), None);
        store.keep_window_state("main", None).await.unwrap();
        assert_eq!(store.window_state("main").await.unwrap(), None);
    }
}
