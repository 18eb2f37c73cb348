//! The list of prices: the person's own file where there is one, else the list that comes along.

use std::{io::Write as _, path::Path};

use portolan_contract::{Failure, Nothing, PriceList};
use portolan_policy::cost::{DEFAULT_PRICES, Prices};

use crate::{
    App,
    app::off_the_loop,
    saving::{create, unwritable},
};

/// A list of prices is a few kilobytes; who puts more there did not mean one.
const LARGEST: u64 = 1 << 20;

/// The prices in use.
pub(super) struct InUse {
    pub(super) prices: Prices,
    pub(super) shown: PriceList,
}

impl App {
    /// The prices in use, read anew.
    pub(super) async fn prices(&self) -> Result<InUse, Failure> {
        let path = self.store.paths().amazon_prices();
        off_the_loop(move || read(&path)).await?
    }

    /// Opens the person's own list of prices in the program that the system has for it; where there is none
    /// yet, the list that comes along is copied.
    pub async fn open_price_list(&self, _: Nothing) -> Result<PriceList, Failure> {
        let path = self.store.paths().amazon_prices();
        let (own, target) = (path.clone(), path);
        off_the_loop(move || make(&own)).await??;
        let opened = off_the_loop(move || open::that_detached(target)).await?;
        opened.map_err(|problem| {
            Failure::unexpected(format!("no program opens the list of prices: {problem}"))
        })?;
        Ok(self.prices().await?.shown)
    }

    /// Copies the list that comes along to where a person's own is read, unless there is one.
    pub async fn copy_price_list(&self, _: Nothing) -> Result<PriceList, Failure> {
        let path = self.store.paths().amazon_prices();
        off_the_loop(move || make(&path)).await??;
        Ok(self.prices().await?.shown)
    }
}

fn make(path: &Path) -> Result<(), Failure> {
    match create(path) {
        Ok(mut file) => file
            .write_all(DEFAULT_PRICES.as_bytes())
            .map_err(|problem| unwritable(path, &problem)),
        Err(problem) if problem.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(problem) => Err(unwritable(path, &problem)),
    }
}

fn read(path: &Path) -> Result<InUse, Failure> {
    let own = match std::fs::metadata(path) {
        Ok(found) if found.len() > LARGEST => Some(Err("it is larger than 1 MiB".to_owned())),
        Ok(_) => Some(std::fs::read_to_string(path).map_err(|problem| problem.to_string())),
        Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => None,
        Err(problem) => Some(Err(problem.to_string())),
    };
    let is_own = own.is_some();
    let read = own.map(|text| {
        text.and_then(|text| Prices::read(&text).map_err(|problem| problem.to_string()))
    });
    let (prices, problem) = match read {
        Some(Ok(prices)) => (prices, None),
        other => {
            let along = Prices::read(DEFAULT_PRICES)
                .map_err(|problem| Failure::unexpected(problem.to_string()))?;
            (along, other.and_then(Result::err))
        }
    };
    Ok(InUse {
        shown: PriceList {
            path: path.display().to_string(),
            own: is_own && problem.is_none(),
            problem,
            currency: prices.currency.clone(),
            as_of: prices.as_of.clone(),
            source: prices.source.clone(),
        },
        prices,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_ones_own_counts_until_it_can_not_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("prices.json");
        let along = read(&path).unwrap();
        assert!(!along.shown.own && along.shown.problem.is_none());
        make(&path).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let dear = text.replacen("\"0.10\"", "\"7.00\"", 1);
        std::fs::write(&path, dear).unwrap();
        // Nobody's own list is written over.
        make(&path).unwrap();
        let own = read(&path).unwrap();
        assert!(own.shown.own);
        assert_ne!(own.prices, along.prices);
        std::fs::write(&path, "{").unwrap();
        let broken = read(&path).unwrap();
        assert!(!broken.shown.own && broken.shown.problem.is_some());
        assert_eq!(broken.prices, along.prices);
    }
}
