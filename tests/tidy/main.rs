//! The rules of the house, read from `cargo metadata` and the tree.
