//! Reading JSON that strangers wrote: bounded in depth and number, without double meanings. Knows
//! nothing of manifests.

use std::{cell::Cell, collections::BTreeMap, fmt};

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Nesting that no real manifest comes near.
pub(crate) const DEPTH_LIMIT: usize = 64;

/// Values in one text: room for 10,000 descriptors with everything a descriptor can say, and a bound
/// on memory (a value costs some twenty times its text).
const VALUE_LIMIT: usize = 262_144;

/// Why a JSON text is refused.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Not JSON, at this line and column.
    Syntax(String),
    /// Deeper than [`DEPTH_LIMIT`].
    Depth,
    /// More than [`VALUE_LIMIT`] values.
    Count,
    /// One object names a member twice, so readers disagree on what it says.
    Duplicate(String),
}

/// What to do when an object names a member twice.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Duplicates {
    /// Two readers could see two contents: refuse.
    Refuse,
    /// As most readers do.
    LastWins,
}

/// Parses `bytes` into a value within the limits.
pub(crate) fn parse(bytes: &[u8], duplicates: Duplicates) -> Result<Value, Refusal> {
    let state = State {
        left: Cell::new(VALUE_LIMIT),
        duplicates,
        refusal: Cell::new(None),
    };
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    // Depth is counted here; the parser's own limit of 128 stays as a second net.
    let seed = Bounded {
        state: &state,
        depth: 0,
    };
    let value = seed
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| {
        state
            .refusal
            .take()
            .unwrap_or_else(|| Refusal::Syntax(error.to_string()))
    })
}

struct State {
    left: Cell<usize>,
    duplicates: Duplicates,
    refusal: Cell<Option<Refusal>>,
}

impl State {
    fn refuse<E: de::Error>(&self, refusal: Refusal) -> E {
        self.refusal.set(Some(refusal));
        E::custom("refused")
    }
}

#[derive(Clone, Copy)]
struct Bounded<'s> {
    state: &'s State,
    depth: usize,
}

impl Bounded<'_> {
    fn inside<E: de::Error>(self) -> Result<Self, E> {
        if self.depth == DEPTH_LIMIT {
            return Err(self.state.refuse(Refusal::Depth));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let Some(left) = self.state.left.get().checked_sub(1) else {
            return Err(self.state.refuse(Refusal::Count));
        };
        self.state.left.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut list = Vec::new();
        while let Some(value) = members.next_element_seed(inside)? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut map = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            if self.state.duplicates == Duplicates::Refuse && map.contains_key(&key) {
                return Err(self.state.refuse(Refusal::Duplicate(key)));
            }
            let value = members.next_value_seed(inside)?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

/// A text member; anything else counts as absent.
pub(crate) fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    object.get(key).and_then(Value::as_str).map(str::to_owned)
}

/// The texts of a list member; anything else counts as empty.
pub(crate) fn texts(object: &Map<String, Value>, key: &str) -> Vec<String> {
    list(object, key)
        .iter()
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

/// A list member; `null` and anything else counts as empty.
pub(crate) fn list<'v>(object: &'v Map<String, Value>, key: &str) -> &'v [Value] {
    object
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A text-to-text member, such as labels; values that are not text are left out.
pub(crate) fn text_map(object: &Map<String, Value>, key: &str) -> BTreeMap<String, String> {
    object
        .get(key)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_bounded_at_64_without_a_deep_stack() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(64).as_bytes(), Duplicates::Refuse).is_ok());
        for depth in [65, 100_000] {
            assert!(matches!(
                parse(nested(depth).as_bytes(), Duplicates::Refuse),
                Err(Refusal::Depth)
            ));
        }
    }

    #[test]
    fn a_million_small_values_are_refused() {
        let text = format!("[{}0]", "0,".repeat(1_000_000));
        assert!(matches!(
            parse(text.as_bytes(), Duplicates::Refuse),
            Err(Refusal::Count)
        ));
    }

    #[test]
    fn a_member_named_twice_is_refused_where_it_matters() {
        let text = br#"{"a":1,"a":2}"#;
        assert!(
            matches!(parse(text, Duplicates::Refuse), Err(Refusal::Duplicate(key)) if key == "a")
        );
        assert_eq!(parse(text, Duplicates::LastWins).unwrap()["a"], 2);
    }

    #[test]
    fn text_after_the_value_is_refused() {
        assert!(matches!(
            parse(b"{} {}", Duplicates::Refuse),
            Err(Refusal::Syntax(_))
        ));
    }
}
