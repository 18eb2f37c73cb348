//! How typed values stand in rows: times as milliseconds, names as text, the rest as JSON.

use std::{error::Error as StdError, str::FromStr};

use jiff::Timestamp;
use rusqlite::{Row, types::Type};
use serde::{
    Serialize,
    de::{DeserializeOwned, IntoDeserializer as _},
};

use crate::Error;

/// This moment, to the millisecond that a row keeps.
pub(crate) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

pub(crate) fn millis(time: Timestamp) -> i64 {
    time.as_millisecond()
}

pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Unreadable {
        what: "JSON",
        reason: error.to_string(),
    })
}

pub(crate) fn read_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text).map_err(|error| unreadable(column, error))
}

pub(crate) fn read_optional_json<T: DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<T>> {
    match row.get_ref(column)?.as_str_or_null()? {
        Some(text) => serde_json::from_str(text)
            .map(Some)
            .map_err(|error| unreadable(column, error)),
        None => Ok(None),
    }
}

/// The word of a plain enum, as it stands in a row: `done`, not `"done"`.
pub(crate) fn word<T: Serialize>(value: &T) -> Result<String, Error> {
    Ok(json(value)?.trim_matches('"').to_owned())
}

pub(crate) fn read_word<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let word = row.get_ref(column)?.as_str()?.into_deserializer();
    T::deserialize(word).map_err(|error: serde::de::value::Error| unreadable(column, error))
}

/// Reads a name by its own grammar: a digest, a tag, a repository, an id.
pub(crate) fn read_text<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: FromStr<Err: StdError + Send + Sync + 'static>,
{
    let text = row.get_ref(column)?.as_str()?;
    text.parse().map_err(|error| unreadable(column, error))
}

pub(crate) fn read_optional_text<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>>
where
    T: FromStr<Err: StdError + Send + Sync + 'static>,
{
    match row.get_ref(column)?.as_str_or_null()? {
        Some(text) => text
            .parse()
            .map(Some)
            .map_err(|error| unreadable(column, error)),
        None => Ok(None),
    }
}

pub(crate) fn read_time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(row.get(column)?).map_err(|error| unreadable(column, error))
}

pub(crate) fn read_optional_time(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<Timestamp>> {
    row.get::<_, Option<i64>>(column)?
        .map(Timestamp::from_millisecond)
        .transpose()
        .map_err(|error| unreadable(column, error))
}

fn unreadable(column: usize, error: impl StdError + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}
