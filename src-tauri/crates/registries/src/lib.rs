//! What a registry can do, and one file for each kind of registry.
