//! What is stored costs: from what was listed and read to `policy`'s bill, and the list of prices.

mod bill;
mod prices;
mod saving;
mod stored;

pub(crate) use stored::content_of;
